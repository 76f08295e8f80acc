#pragma once
// The gradients of a step, either by all threads together within each operation, or by workers that
// each take whole shards of the batch and use one thread. With shards the result is the same bit by
// bit for any number of workers: a shard's gradient does not know who computed it, and the shards'
// gradients are added in their order. Internal to the engine.

#include "core/engine/training/objectivepass_torch.h"
#include "core/engine/training/optimizer_torch.h"
#include "core/engine/training/workers.h"

#include <deque>
#include <optional>
#include <stop_token>

namespace retort {

class ShardedPass
{
public:
    struct Options
    {
        int shards = 1;  ///< 1: the batch as a whole, with `threads` in each operation
        int threads = 1; ///< that work on it; workers where there are shards
        std::size_t memory = std::size_t(64) << 20; ///< for logits, of all of them together
    };

    /// `optimizer` has the parameters of `student`. @param teacher may be null; used by all workers
    ShardedPass(CausalLmPtr student, const ModelConfig &config, FlatAdamW &optimizer,
                CausalLmPtr teacher, const Options &options);

    /// Before the batches of a step: gradients become zero, dropout begins anew.
    void beginStep(std::uint64_t dropoutSeed);
    /// Nothing if told to stop, which is looked at between the pieces of a batch.
    std::optional<PassSums> addGradients(const PrefixBatch &batch, const PassTerms &terms,
                                         int parts, const std::stop_token &stop);
    /// After the batches of a step: the optimiser has the gradient.
    void endStep();

private:
    struct Replica
    {
        CausalLmPtr student; ///< has the parameters' values in common with the student
        std::vector<torch::Tensor> gradients;
    };

    CausalLmPtr m_student, m_teacher;
    FlatAdamW &m_optimizer;
    std::vector<Replica> m_replicas;    ///< one a shard; none for a batch as a whole
    std::deque<ObjectivePass> m_passes; ///< one a worker
    Workers m_workers;                  ///< last, so that they are gone first
};

} // namespace retort
