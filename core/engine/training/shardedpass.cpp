#include "core/engine/training/shardedpass_torch.h"

#include "core/engine/threads.h"
#include "core/engine/training/seeds.h"

namespace retort {
namespace {

int workersFor(const ShardedPass::Options &options)
{
    return options.shards == 1 ? 0 : std::min(options.threads, options.shards);
}

} // namespace

ShardedPass::ShardedPass(CausalLmPtr student, const ModelConfig &config, FlatAdamW &optimizer,
                         CausalLmPtr teacher, const Options &options)
    : m_student(std::move(student))
    , m_teacher(std::move(teacher))
    , m_optimizer(optimizer)
    , m_workers(workersFor(options), [] { useIntraOpThreads(1); })
{
    if (options.shards == 1) {
        m_passes.emplace_back(
            ObjectivePass::Options{.threads = options.threads, .memory = options.memory});
        return;
    }
    for (int i = 0; i < m_workers.count(); ++i) {
        m_passes.emplace_back(
            ObjectivePass::Options{.memory = options.memory / std::size_t(m_workers.count())});
    }
    for (int i = 0; i < options.shards; ++i) {
        const CausalLmPtr copy = makeCausalLm(config, std::nullopt);
        m_replicas.push_back({copy, m_optimizer.attach(*copy)});
    }
}

void ShardedPass::beginStep(std::uint64_t dropoutSeed)
{
    m_optimizer.zeroGradients();
    m_student->train();
    m_student->seedDropout(dropoutSeed);
    for (std::size_t i = 0; i < m_replicas.size(); ++i) {
        for (torch::Tensor &gradient : m_replicas[i].gradients)
            gradient.zero_();
        m_replicas[i].student->train();
        m_replicas[i].student->seedDropout(mixSeed(dropoutSeed, SeedPurpose::Dropout, i));
    }
}

std::optional<PassSums> ShardedPass::addGradients(const PrefixBatch &batch, const PassTerms &terms,
                                                  int parts, const std::stop_token &stop)
{
    PassSums sums;
    for (const torch::Tensor &part : batch.ids.chunk(parts)) {
        if (stop.stop_requested())
            return std::nullopt;
        const PrefixBatch piece{part, batch.given};
        if (m_replicas.empty()) {
            sums += m_passes.front().addGradients(*m_student, m_teacher.get(), piece, terms);
            continue;
        }
        const auto shards = part.tensor_split(std::int64_t(m_replicas.size()));
        std::vector<PassSums> ofShards(shards.size());
        m_workers.run(int(shards.size()), [&](int worker, int shard) {
            const auto i = std::size_t(shard);
            if (stop.stop_requested() || shards[i].size(0) == 0)
                return;
            ofShards[i] = m_passes[std::size_t(worker)].addGradients(
                *m_replicas[i].student, m_teacher.get(), {shards[i], batch.given}, terms);
        });
        for (const PassSums &of : ofShards)
            sums += of;
    }
    if (stop.stop_requested())
        return std::nullopt;
    return sums;
}

void ShardedPass::endStep()
{
    for (const Replica &replica : m_replicas)
        m_optimizer.addGradients(replica.gradients);
}

} // namespace retort
