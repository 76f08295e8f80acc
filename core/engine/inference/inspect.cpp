#include "core/engine/inference/inspect.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>
#include <span>

// T positions, V vocabulary; p teacher, q student, r truth, y the token that stands there.

namespace retort {

namespace {

using Row = std::span<const float>; ///< log-probabilities [V]

/// [T, V] log-probabilities of one side; empty where the side is missing.
struct Side
{
    std::vector<float> values;
    std::size_t vocabulary = 0;

    /// Null too where the truth rules out what came before.
    std::optional<Row> row(std::size_t position) const
    {
        if (values.empty())
            return std::nullopt;
        const Row row(values.data() + position * vocabulary, vocabulary);
        return std::isnan(row.front()) ? std::nullopt : std::optional(row);
    }
};

/// KL of the first from the second; what the first rules out counts nothing.
double divergence(Row from, Row to)
{
    double sum = 0;
    for (std::size_t v = 0; v < from.size(); ++v) {
        const double probability = std::exp(double(from[v]));
        if (probability > 0)
            sum += probability * (double(from[v]) - double(to[v]));
    }
    return std::max(sum, 0.0);
}

double jensenShannon(Row p, Row q)
{
    double sum = 0;
    for (std::size_t v = 0; v < p.size(); ++v) {
        const double teacher = std::exp(double(p[v]));
        const double student = std::exp(double(q[v]));
        const double logMean = std::log((teacher + student) / 2);
        if (teacher > 0)
            sum += teacher * (double(p[v]) - logMean) / 2;
        if (student > 0)
            sum += student * (double(q[v]) - logMean) / 2;
    }
    return std::max(sum, 0.0);
}

double totalVariation(Row p, Row q)
{
    double sum = 0;
    for (std::size_t v = 0; v < p.size(); ++v)
        sum += std::abs(std::exp(double(p[v])) - std::exp(double(q[v])));
    return sum / 2;
}

double probability(Row row, TokenId id)
{
    return std::exp(double(row[std::size_t(id)]));
}

Belief beliefOf(Row row, TokenId id, std::span<const Candidate> candidates)
{
    Belief belief{.probability = probability(row, id)};
    const float own = row[std::size_t(id)];
    belief.rank = 1 + int(std::ranges::count_if(row, [own](float other) { return other > own; }));
    double mass = 0;
    for (const float value : row) {
        const double share = std::exp(double(value));
        mass += share;
        belief.entropy -= share > 0 ? share * double(value) : 0;
    }
    for (const auto &candidate : candidates)
        mass -= probability(row, candidate.id);
    belief.remaining = std::clamp(mass, 0.0, 1.0);
    return belief;
}

std::vector<TokenId> likeliest(Row row, int top)
{
    std::vector<TokenId> ids(row.size());
    std::iota(ids.begin(), ids.end(), 0);
    const auto count = std::min<std::ptrdiff_t>(std::max(top, 1), std::ssize(ids));
    std::ranges::partial_sort(ids, ids.begin() + count, [row](TokenId a, TokenId b) {
        const float left = row[std::size_t(a)];
        const float right = row[std::size_t(b)];
        return left != right ? left > right : a < b;
    });
    ids.resize(std::size_t(count));
    return ids;
}

std::optional<double> probabilityIn(std::optional<Row> row, TokenId id)
{
    return row ? std::optional(probability(*row, id)) : std::nullopt;
}

std::vector<Candidate> listCandidates(const InspectedPosition &position, int top,
                                      std::optional<Row> p, std::optional<Row> q,
                                      std::optional<Row> r, const Tokenizer &tokenizer)
{
    std::set<TokenId> ids{position.id};
    for (const auto &row : {p, q}) {
        if (row)
            ids.merge([&] {
                const auto best = likeliest(*row, top);
                return std::set<TokenId>(best.begin(), best.end());
            }());
    }
    std::vector<Candidate> candidates;
    for (const auto id : ids) {
        candidates.push_back({id, tokenizer.tokenText(id), probabilityIn(p, id),
                              probabilityIn(q, id), probabilityIn(r, id)});
    }
    std::ranges::stable_sort(candidates, std::greater(), [](const Candidate &candidate) {
        return candidate.teacher ? *candidate.teacher : candidate.student.value_or(0);
    });
    return candidates;
}

/// Norms of q − y and q − p and the cosine between them.
void addGradients(InspectedPosition &position, Row q, std::optional<Row> p)
{
    double data = 0, teacher = 0, product = 0;
    for (std::size_t v = 0; v < q.size(); ++v) {
        const double student = std::exp(double(q[v]));
        const double toData = student - (v == std::size_t(position.id) ? 1 : 0);
        const double toTeacher = p ? student - std::exp(double((*p)[v])) : 0;
        data += toData * toData;
        teacher += toTeacher * toTeacher;
        product += toData * toTeacher;
    }
    position.dataGradient = std::sqrt(data);
    if (p) {
        position.teacherGradient = std::sqrt(teacher);
        if (data > 0 && teacher > 0)
            position.gradientCosine = product / std::sqrt(data * teacher);
    }
}

void compare(InspectedPosition &position, std::optional<Row> p, std::optional<Row> q,
             std::optional<Row> r)
{
    if (p && q) {
        position.klTeacherStudent = divergence(*p, *q);
        position.klStudentTeacher = divergence(*q, *p);
        position.jensenShannon = jensenShannon(*p, *q);
        position.totalVariation = totalVariation(*p, *q);
    }
    if (r && p)
        position.klTruthTeacher = divergence(*r, *p);
    if (r && q)
        position.klTruthStudent = divergence(*r, *q);
    if (q)
        addGradients(position, *q, p);
}

InspectedPosition positionOf(TokenId id, const Tokenizer &tokenizer)
{
    InspectedPosition position;
    position.id = id;
    position.text = tokenizer.tokenText(id);
    return position;
}

Status sameVocabulary(const LanguageModel &teacher, const LanguageModel &student)
{
    const auto p = teacher.tokenizer();
    const auto q = student.tokenizer();
    if (p->fingerprint() == q->fingerprint())
        return {};
    return Error{RETORT_SENTENCE("Teacher and student cannot be compared token by token: the "
                                 "teacher's vocabulary is %1, %2 tokens, the student's %3, %4 "
                                 "tokens, and they are not the same."),
                 {p->kind(), std::to_string(p->vocabularySize()), q->kind(),
                  std::to_string(q->vocabularySize())}};
}

} // namespace

Result<Inspection> inspect(const InspectionRequest &request,
                           const std::optional<LanguageModel> &teacher,
                           const std::optional<LanguageModel> &student,
                           const std::shared_ptr<const TextTruth> &truth)
{
    if (!teacher && !student)
        return Error{RETORT_SENTENCE("There is no model to look into."), {}};
    if (teacher && student) {
        if (auto same = sameVocabulary(*teacher, *student); !same)
            return same.error();
    }
    const auto tokenizer = (teacher ? *teacher : *student).tokenizer();
    auto encoded = tokenizer->encode(request.text);
    if (!encoded)
        return encoded.error();
    auto &ids = *encoded;
    if (ids.empty())
        return Error{RETORT_SENTENCE("The text is empty."), {}};
    const auto begin = tokenizer->beginToken();
    if (begin >= 0 && ids.front() != begin)
        ids.insert(ids.begin(), begin);

    int context = teacher ? teacher->config().context : student->config().context;
    if (student)
        context = std::min(context, student->config().context);
    Inspection inspection;
    inspection.vocabulary = tokenizer->vocabularySize();
    inspection.truncated = ids.size() > std::size_t(context) + 1;
    ids.resize(std::min(ids.size(), std::size_t(context) + 1));

    // The prefix of the last token is everything but itself.
    const auto prefix = std::span<const TokenId>(ids).first(ids.size() - 1);
    const bool opened = begin >= 0;
    const auto ask = [&](const auto &model) {
        return Side{prefix.empty() ? std::vector<float>() : model.logProbabilities(prefix),
                    std::size_t(inspection.vocabulary)};
    };
    const auto p = teacher ? ask(*teacher) : Side();
    const auto q = student ? ask(*student) : Side();
    const auto r = truth && opened ? ask(*truth) : Side();

    if (!opened) {
        auto &first = inspection.positions.emplace_back(positionOf(ids[0], *tokenizer));
        first.predicted = false;
    }
    for (std::size_t t = 0; t < prefix.size(); ++t) {
        auto position = positionOf(ids[t + 1], *tokenizer);
        const auto pRow = p.row(t);
        const auto qRow = q.row(t);
        const auto rRow = r.row(t);
        position.candidates = listCandidates(position, request.top, pRow, qRow, rRow, *tokenizer);
        const auto belief = [&](std::optional<Row> row) {
            return row ? std::optional(beliefOf(*row, position.id, position.candidates))
                       : std::nullopt;
        };
        position.teacher = belief(pRow);
        position.student = belief(qRow);
        position.truth = belief(rRow);
        compare(position, pRow, qRow, rRow);
        inspection.positions.push_back(std::move(position));
    }
    return inspection;
}

} // namespace retort
