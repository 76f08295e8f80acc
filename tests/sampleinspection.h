#pragma once
// Inspections with real arithmetic behind them, for tests of what is shown: three distributions
// over a small vocabulary at each position of a sentence, and every figure worked out from them.

#include "core/session/inferencesession.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <numeric>
#include <random>
#include <string>
#include <vector>

namespace retort::sample {

struct Sides
{
    bool teacher = true, student = true, truth = true;
};

inline const std::vector<std::string> &words()
{
    static const std::vector<std::string> list{
        "kite", "ball", "hat",  "book", "drum", "coat", "lamp",  "doll",  "cup",    "shoe",
        "Mia",  "put",  "the",  "red",  "in",   "box",  ".",     "It",    "was",    "raining",
        "took", "her",  "and",  "out",  "of",   "to",   "hill",  "Tom",   "ran",    "happy",
        "Ben",  "cold", "wind", "sun",  "came", "a",    "later", "Later", "window", "by"};
    return list;
}

inline const std::vector<std::string> &sentence()
{
    static const std::vector<std::string> tokens{
        "Mia",  "put", "the",     "red", "kite",  "in",  "the", "box",   ".",
        "It",   "was", "raining", ".",   "Later", "Mia", "was", "happy", "and",
        "took", "her", "kite",    "out", "of",    "the", "box", "."};
    return tokens;
}

using Distribution = std::vector<double>;

inline double divergence(const Distribution &p, const Distribution &q)
{
    double sum = 0;
    for (std::size_t i = 0; i < p.size(); ++i)
        if (p[i] > 0)
            sum += p[i] * std::log(p[i] / q[i]);
    return sum;
}

inline Belief belief(const Distribution &p, std::size_t token)
{
    Belief result;
    result.probability = p[token];
    result.rank = 1 + int(std::ranges::count_if(p, [&](double other) { return other > p[token]; }));
    for (const double value : p)
        if (value > 0)
            result.entropy -= value * std::log(value);
    return result;
}

inline InspectedPosition position(std::size_t token, const Distribution &p, const Distribution &q,
                                  const Distribution &r, Sides sides, std::size_t top)
{
    InspectedPosition at;
    at.id = TokenId(token);
    at.text = words()[token];
    if (sides.teacher)
        at.teacher = belief(p, token);
    if (sides.student)
        at.student = belief(q, token);
    if (sides.truth)
        at.truth = belief(r, token);

    std::vector<std::size_t> order(p.size());
    std::iota(order.begin(), order.end(), std::size_t(0));
    const Distribution &by = sides.teacher ? p : q;
    std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) { return by[a] > by[b]; });
    order.resize(top);
    if (std::ranges::find(order, token) == order.end())
        order.back() = token;
    std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) { return by[a] > by[b]; });
    for (std::optional<Belief> *side : {&at.teacher, &at.student, &at.truth})
        if (*side)
            (*side)->remaining = 1;
    for (const std::size_t i : order) {
        Candidate candidate{TokenId(i), words()[i], {}, {}, {}};
        const auto take = [&](std::optional<Belief> &side, std::optional<double> &value,
                              const Distribution &from) {
            if (side) {
                value = from[i];
                side->remaining -= from[i];
            }
        };
        take(at.teacher, candidate.teacher, p);
        take(at.student, candidate.student, q);
        take(at.truth, candidate.truth, r);
        at.candidates.push_back(candidate);
    }

    if (sides.truth && sides.teacher)
        at.klTruthTeacher = divergence(r, p);
    if (sides.truth && sides.student)
        at.klTruthStudent = divergence(r, q);
    if (!sides.teacher || !sides.student)
        return at;
    at.klTeacherStudent = divergence(p, q);
    at.klStudentTeacher = divergence(q, p);
    double variation = 0, data = 0, pull = 0, product = 0;
    Distribution mean(p.size());
    for (std::size_t i = 0; i < p.size(); ++i) {
        mean[i] = (p[i] + q[i]) / 2;
        variation += std::abs(p[i] - q[i]) / 2;
        const double toData = q[i] - (i == token ? 1 : 0), toTeacher = q[i] - p[i];
        data += toData * toData;
        pull += toTeacher * toTeacher;
        product += toData * toTeacher;
    }
    at.jensenShannon = (divergence(p, mean) + divergence(q, mean)) / 2;
    at.totalVariation = variation;
    at.dataGradient = std::sqrt(data);
    at.teacherGradient = std::sqrt(pull);
    at.gradientCosine = product / std::sqrt(data * pull);
    return at;
}

/// `skill`, 0 … 1: how near the student is to the teacher.
inline InspectionPtr inspection(const std::vector<std::string> &tokens = sentence(),
                                Sides sides = {}, double skill = 0.5, std::size_t top = 12)
{
    auto result = std::make_shared<Inspection>();
    result->vocabulary = int(words().size());
    std::mt19937 random(7);
    const auto noise = [&] { return double(random()) / double(std::mt19937::max()); };
    for (const std::string &text : tokens) {
        const auto token =
            std::size_t(std::ranges::find(words(), text) - words().begin()) % words().size();
        const auto softmax = [](Distribution logits) {
            double sum = 0;
            for (double &value : logits)
                sum += value = std::exp(value);
            for (double &value : logits)
                value /= sum;
            return logits;
        };
        Distribution r(words().size()), p, q;
        for (double &logit : r)
            logit = 4 * noise();
        r[token] += 4 * noise();
        p = q = r;
        for (double &logit : p)
            logit += 0.5 * (noise() - 0.5);
        for (double &logit : q)
            logit = skill * logit + (1 - skill) * 5 * noise();
        result->positions.push_back(
            position(token, softmax(p), softmax(q), softmax(r), sides, top));
    }
    return result;
}

} // namespace retort::sample
