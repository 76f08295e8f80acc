// The fused head beside the plain matrix products that it contains: both sides' logits and both
// gradients of the student's head, through OpenBLAS's and oneDNN's sgemm, taken in turn.
//
//   build/bin/benchmark-head [--rows N] [--vocabulary V] … [--json]

#include "app/allocator.h"
#include "core/engine/objective/fusedhead/fusedhead.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <dlfcn.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <functional>
#include <random>
#include <string>
#include <vector>

using namespace retort;

namespace {

struct Sizes
{
    std::int64_t rows = 512, vocabulary = 50257, studentWidth = 128, teacherWidth = 256;
};

using Floats = std::vector<float>;

struct Data
{
    Floats studentHidden, studentHead, teacherHidden, teacherHead;
    std::vector<std::int64_t> labels;
    Floats teacherLogits, studentLogits, hiddenGradient, headGradient;
};

Floats normal(std::int64_t count, float deviation, unsigned seed)
{
    std::mt19937 generator(seed);
    std::normal_distribution<float> distribution(0, deviation);
    Floats values(count);
    for (auto &value : values)
        value = distribution(generator);
    return values;
}

/// Logits have a standard deviation of about 2, a trained model's.
Data makeData(const Sizes &sizes)
{
    Data data{
        normal(sizes.rows * sizes.studentWidth, 1, 1),
        normal(sizes.vocabulary * sizes.studentWidth, 2 / std::sqrt(float(sizes.studentWidth)), 2),
        normal(sizes.rows * sizes.teacherWidth, 1, 3),
        normal(sizes.vocabulary * sizes.teacherWidth, 2 / std::sqrt(float(sizes.teacherWidth)), 4),
        std::vector<std::int64_t>(sizes.rows),
        {},
        {},
        Floats(sizes.rows * sizes.studentWidth),
        Floats(sizes.vocabulary * sizes.studentWidth)};
    std::mt19937 generator(5);
    std::uniform_int_distribution<std::int64_t> token(0, sizes.vocabulary - 1);
    for (auto &label : data.labels)
        label = token(generator);
    return data;
}

/// C [m, n] (+)= A · B, row by row; a side may be turned.
using Multiply = std::function<void(bool turnA, bool turnB, std::int64_t m, std::int64_t n,
                                    std::int64_t k, const float *a, const float *b, float *c)>;

Multiply openBlas(int threads)
{
    using Sgemm = void (*)(int, int, int, int, int, int, float, const float *, int, const float *,
                           int, float, float *, int);
    void *library = dlopen("libopenblas.so.0", RTLD_NOW);
    if (!library)
        return {};
    if (auto setThreads =
            reinterpret_cast<void (*)(int)>(dlsym(library, "openblas_set_num_threads")))
        setThreads(threads);
    const auto sgemm = reinterpret_cast<Sgemm>(dlsym(library, "cblas_sgemm"));
    if (!sgemm)
        return {};
    return [sgemm](bool turnA, bool turnB, auto m, auto n, auto k, auto *a, auto *b, auto *c) {
        constexpr int rowMajor = 101, plain = 111, turned = 112;
        sgemm(rowMajor, turnA ? turned : plain, turnB ? turned : plain, int(m), int(n), int(k), 1,
              a, int(turnA ? m : k), b, int(turnB ? k : n), 0, c, int(n));
    };
}

/// Its threads are OpenMP's: OMP_NUM_THREADS.
Multiply oneDnn()
{
    using Sgemm =
        int (*)(char, char, std::int64_t, std::int64_t, std::int64_t, float, const float *,
                std::int64_t, const float *, std::int64_t, float, float *, std::int64_t);
    void *library = nullptr;
    for (const char *name : {"libdnnl.so.3", "libdnnl.so.2"})
        library = library ? library : dlopen(name, RTLD_NOW);
    const auto sgemm = library ? reinterpret_cast<Sgemm>(dlsym(library, "dnnl_sgemm")) : nullptr;
    if (!sgemm)
        return {};
    return [sgemm](bool turnA, bool turnB, auto m, auto n, auto k, auto *a, auto *b, auto *c) {
        sgemm(turnA ? 'T' : 'N', turnB ? 'T' : 'N', m, n, k, 1, a, turnA ? m : k, b, turnB ? k : n,
              0, c, n);
    };
}

void plainProducts(const Multiply &multiply, const Sizes &sizes, Data &data)
{
    const auto [n, v, cs, ct] = sizes;
    multiply(false, true, n, v, ct, data.teacherHidden.data(), data.teacherHead.data(),
             data.teacherLogits.data());
    multiply(false, true, n, v, cs, data.studentHidden.data(), data.studentHead.data(),
             data.studentLogits.data());
    multiply(false, false, n, cs, v, data.studentLogits.data(), data.studentHead.data(),
             data.hiddenGradient.data());
    multiply(true, false, v, cs, n, data.studentLogits.data(), data.studentHidden.data(),
             data.headGradient.data());
}

struct Contestant
{
    std::string name;
    std::string instructions;
    std::function<void()> run;
    std::function<std::size_t()> bytes;
    std::vector<double> seconds;

    double median() const
    {
        auto sorted = seconds;
        std::ranges::sort(sorted);
        return sorted[sorted.size() / 2];
    }
};

void measure(std::vector<Contestant> &contestants, int rounds)
{
    for (auto &contestant : contestants)
        contestant.run();
    for (int round = 0; round < rounds; ++round) {
        for (auto &contestant : contestants) {
            const auto start = std::chrono::steady_clock::now();
            contestant.run();
            const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
            contestant.seconds.push_back(taken.count());
        }
    }
}

struct Options
{
    Sizes sizes;
    int threads = 2, rounds = 7;
    double temperature = 1;
    std::size_t memory = 64;
    std::string instructions, only;
    bool products = true, json = false, valuesOnly = false, second = false;
};

std::vector<Contestant> contestantsOf(const Options &options, Data &data)
{
    std::vector<Contestant> contestants;
    const Sizes sizes = options.sizes;
    const auto addProducts = [&](const char *name, const Multiply &multiply) {
        if (multiply)
            contestants.push_back(
                {name,
                 "",
                 [&data, multiply, sizes] { plainProducts(multiply, sizes, data); },
                 [] { return std::size_t(0); },
                 {}});
    };
    if (options.products) {
        data.teacherLogits.resize(sizes.rows * sizes.vocabulary);
        data.studentLogits.resize(sizes.rows * sizes.vocabulary);
        addProducts("openblas", openBlas(options.threads));
        addProducts("onednn", oneDnn());
    }
    for (const auto set : supportedInstructionSets()) {
        if (!options.instructions.empty() && options.instructions != toString(set))
            continue;
        auto head = std::make_shared<FusedHead>(options.threads, set);
        const auto addTerms = [&](const std::string &name, std::vector<FusedTerm> terms) {
            if (!options.only.empty() && options.only != name)
                return;
            const auto run = [head, sizes, &data, terms, &options] {
                const FusedHeadInput input{.rows = sizes.rows,
                                           .vocabulary = sizes.vocabulary,
                                           .studentWidth = sizes.studentWidth,
                                           .teacherWidth = sizes.teacherWidth,
                                           .studentHidden = data.studentHidden.data(),
                                           .studentHead = data.studentHead.data(),
                                           .teacherHidden = data.teacherHidden.data(),
                                           .teacherHead = data.teacherHead.data(),
                                           .labels = data.labels.data(),
                                           .crossEntropyScale = 0.5 / double(sizes.rows),
                                           .terms = terms,
                                           .memoryLimit = options.memory << 20};
                if (options.valuesOnly)
                    head->run(input);
                else
                    head->run(input, {data.hiddenGradient.data(), data.headGradient.data()});
            };
            contestants.push_back(
                {name, std::string(toString(set)), run, [head] { return head->bytes(); }, {}});
        };
        const double scale = 0.5 / double(sizes.rows);
        for (const auto &[name, kind] : divergenceNames()) {
            FusedTerm term{.divergence = {.kind = kind, .temperature = options.temperature},
                           .scale = scale};
            std::vector<FusedTerm> terms{term};
            if (options.second) {
                term.divergence.temperature *= 2;
                terms.push_back(term);
            }
            addTerms(name, terms);
        }
        addTerms("cross-entropy", {});
    }
    return contestants;
}

void print(const Options &options, const std::vector<Contestant> &contestants)
{
    nlohmann::json rows = nlohmann::json::array();
    for (const auto &one : contestants) {
        nlohmann::json row{{"name", one.name}, {"seconds", one.median()}};
        if (!one.instructions.empty()) {
            row["instructions"] = one.instructions;
            row["bytes"] = one.bytes();
        }
        for (const auto &other : contestants)
            if (other.instructions.empty())
                row["of " + other.name] = one.median() / other.median();
        rows.push_back(row);
    }
    if (options.json) {
        const auto &[n, v, cs, ct] = options.sizes;
        const nlohmann::json all{{"rows", n},
                                 {"vocabulary", v},
                                 {"studentWidth", cs},
                                 {"teacherWidth", ct},
                                 {"threads", options.threads},
                                 {"rounds", options.rounds},
                                 {"results", rows}};
        std::puts(all.dump(2).c_str());
        return;
    }
    for (const auto &row : rows) {
        std::printf("%-8s %-18s %9.3f ms", row.value("instructions", "").c_str(),
                    row["name"].get<std::string>().c_str(), row["seconds"].get<double>() * 1e3);
        for (const char *name : {"openblas", "onednn"})
            if (row.contains("of " + std::string(name)))
                std::printf("  %5.2f of %s", row["of " + std::string(name)].get<double>(), name);
        std::printf("  %6.1f MiB\n", double(row.value("bytes", std::size_t(0))) / (1 << 20));
    }
}

} // namespace

int main(int argc, char **argv)
{
    keepLargeBlocks();
    Options options;
    CLI::App app("Times the fused head against the matrix products in it.");
    app.add_option("--rows", options.sizes.rows);
    app.add_option("--vocabulary", options.sizes.vocabulary);
    app.add_option("--student", options.sizes.studentWidth, "the student's width");
    app.add_option("--teacher", options.sizes.teacherWidth, "the teacher's width");
    app.add_option("--threads", options.threads);
    app.add_option("--rounds", options.rounds);
    app.add_option("--temperature", options.temperature);
    app.add_option("--memory", options.memory, "limit in MiB");
    app.add_option("--instructions", options.instructions, "plain, avx2 or avx512 only");
    app.add_option("--only", options.only, "one divergence, or cross-entropy");
    app.add_flag("--values", options.valuesOnly, "no gradients");
    app.add_flag("--two", options.second, "a second term at twice the temperature");
    app.add_flag("!--no-products", options.products);
    app.add_flag("--json", options.json);
    CLI11_PARSE(app, argc, argv);

    Data data = makeData(options.sizes);
    auto contestants = contestantsOf(options, data);
    measure(contestants, options.rounds);
    print(options, contestants);
}
