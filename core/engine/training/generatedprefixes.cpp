#include "core/engine/training/generatedprefixes_torch.h"

#include "core/engine/inference/beamsearch_torch.h"
#include "core/engine/inference/sampling_torch.h"
#include "core/engine/models/batch_torch.h"
#include "core/engine/training/seeds.h"
#include "core/engine/training/windoworder.h"

#include <algorithm>

namespace retort {
namespace {

/// Name of a pool's sequences in a checkpoint.
std::string sequencesKey(PrefixSource source)
{
    return source == PrefixSource::TeacherBeam ? "beam_pool.sequences" : "pool.sequences";
}

} // namespace

PrefixSource sourceInStep(PrefixSource source, double studentShare, std::uint64_t seed,
                          std::int64_t step)
{
    if (source != PrefixSource::Mixed)
        return source;
    const double random = uniformOf(seed, SeedPurpose::MixedSource, std::uint64_t(step));
    return random < studentShare ? PrefixSource::Student : PrefixSource::Data;
}

GeneratedPrefixes::GeneratedPrefixes(const Experiment &experiment, DatasetPtr dataset,
                                     LanguageModel teacher, ModelConfig student)
    : m_experiment(experiment)
    , m_dataset(std::move(dataset))
    , m_teacher(std::move(teacher))
    , m_studentConfig(std::move(student))
{
    const bool begins = m_dataset->tokenizer()->beginToken() >= 0;
    m_given = std::max<std::int64_t>(1, experiment.pool.prompt + (begins ? 1 : 0));
}

PrefixBatch GeneratedPrefixes::draw(PrefixSource source, const CausalLmPtr &student,
                                    const std::stop_token &stop)
{
    const std::int64_t number = m_draws[source] + 1;
    PrefixBatch batch;
    batch.given = m_given;
    batch.ids = source == PrefixSource::Student ? studentPool().draw(number, student, stop)
                                                : teacherPool(source).draw(number, stop);
    if (std::ranges::find(m_drawn, source) == m_drawn.end())
        m_drawn.push_back(source);
    return batch;
}

void GeneratedPrefixes::commit()
{
    for (const PrefixSource source : m_drawn)
        ++m_draws[source];
    m_drawn.clear();
}

SamplePool &GeneratedPrefixes::teacherPool(PrefixSource source)
{
    std::unique_ptr<SamplePool> &pool = m_teacherPools[source];
    if (pool)
        return *pool;
    const PoolSettings &settings = m_experiment.pool;
    const std::int64_t length = m_dataset->context() + 1;
    const CausalLmPtr teacher = cloneModule(m_teacher.impl()->module, m_teacher.config());
    const auto generate = [=, this](std::int64_t index, std::int64_t count,
                                    const std::stop_token &stop) {
        const torch::Tensor begin = prompts(streamOf(source), index * count, count);
        if (source == PrefixSource::TeacherBeam)
            return beamSequences(*teacher, begin, length, settings.beams, stop);
        const auto seed = mixSeed(m_experiment.seed, SeedPurpose::PoolChunk, std::uint64_t(index));
        return sampleSequences(*teacher, begin, length, settings.temperature, settings.topK,
                               settings.topP, seed, stop);
    };
    pool = std::make_unique<SamplePool>(SamplePool::Options{settings.size, settings.reuse, length,
                                                            m_experiment.training.batch,
                                                            m_experiment.seed},
                                        generate);
    return *pool;
}

StudentPool &GeneratedPrefixes::studentPool()
{
    if (m_studentPool)
        return *m_studentPool;
    const PoolSettings &settings = m_experiment.pool;
    const std::int64_t length = m_dataset->context() + 1;
    const auto generate = [=, this](CausalLmImpl &student, std::int64_t index, std::int64_t count,
                                    const std::stop_token &stop) {
        const torch::Tensor begin = prompts(streamOf(PrefixSource::Student), index * count, count);
        const auto seed =
            mixSeed(m_experiment.seed, SeedPurpose::StudentChunk, std::uint64_t(index));
        return sampleSequences(student, begin, length, settings.temperature, settings.topK,
                               settings.topP, seed, stop);
    };
    m_studentPool = std::make_unique<StudentPool>(
        StudentPool::Options{settings.refresh, settings.reuse, m_experiment.training.batch,
                             m_experiment.seed, m_studentConfig},
        generate);
    return *m_studentPool;
}

std::uint64_t GeneratedPrefixes::streamOf(PrefixSource source) const
{
    return m_experiment.seed ^ std::uint64_t(source);
}

/// First ids [count, P] of sequences: as a training window begins, with the begin token where there
/// is one, and so many of its tokens as the settings say. Called on the pools' threads.
torch::Tensor GeneratedPrefixes::prompts(std::uint64_t stream, std::int64_t first,
                                         std::int64_t count) const
{
    const TokenId begin = m_dataset->tokenizer()->beginToken();
    if (begin >= 0 && m_given == 1)
        return torch::full({count, 1}, std::int64_t(begin), torch::kLong);
    WindowOrder order(m_dataset->trainingWindows(), stream);
    torch::Tensor ids = torch::empty({count, m_given}, torch::kLong);
    std::vector<TokenId> window(std::size_t(m_dataset->context()) + 1);
    for (std::int64_t i = 0; i < count; ++i) {
        m_dataset->trainingWindow(order.window(first + i), window);
        fillRow(ids, i, [&](std::span<TokenId> row) {
            const bool inserts = begin >= 0 && window.front() != begin;
            if (inserts)
                row.front() = begin;
            std::copy_n(window.begin(), row.size() - (inserts ? 1 : 0),
                        row.begin() + (inserts ? 1 : 0));
        });
    }
    return ids;
}

std::map<PrefixSource, PoolPosition> GeneratedPrefixes::positions() const
{
    std::map<PrefixSource, PoolPosition> positions;
    for (const auto &[source, draws] : m_draws) {
        const auto pool = m_teacherPools.find(source);
        positions[source] = {draws, pool == m_teacherPools.end() || !pool->second
                                        ? 0
                                        : pool->second->state(draws).second};
    }
    return positions;
}

std::map<std::string, torch::Tensor> GeneratedPrefixes::state() const
{
    std::map<std::string, torch::Tensor> tensors;
    if (m_studentPool)
        tensors = m_studentPool->state();
    for (const auto &[source, pool] : m_teacherPools) {
        if (const auto draws = m_draws.find(source); pool && draws != m_draws.end())
            tensors[sequencesKey(source)] = pool->state(draws->second).first;
    }
    return tensors;
}

bool GeneratedPrefixes::setState(const std::map<std::string, torch::Tensor> &tensors,
                                 const std::map<PrefixSource, PoolPosition> &positions)
{
    for (const auto &[source, position] : positions) {
        m_draws[source] = position.draws;
        if (source == PrefixSource::Student) {
            if (!studentPool().setState(tensors, position.draws))
                return false;
            continue;
        }
        const auto stored = tensors.find(sequencesKey(source));
        if (stored != tensors.end()
            && !teacherPool(source).setState(stored->second, position.firstChunk, position.draws))
            return false;
    }
    return true;
}

} // namespace retort
