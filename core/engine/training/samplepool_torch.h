#pragma once
// Sequences sampled from the teacher, generated in chunks by a thread beside the training so that a
// step never waits for one token after another. What is drawn is a function of the seed and of how
// often was drawn before, so a resumed run sees the same sequences, and a term that is switched on
// late finds as fresh a pool as at the beginning. Internal to the engine.

#include "core/engine/models/causallm_torch.h"
#include "core/engine/training/experiment.h"

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>

namespace retort {

class SamplePool
{
public:
    struct Options
    {
        PoolSettings settings;
        std::int64_t length = 0; ///< T + 1 ids of a sequence
        int batch = 0;           ///< B, sequences drawn a step
        std::uint64_t seed = 1;
    };
    /// First ids [count, P] of the sequences of chunk `index`, e.g. the begin token.
    using Prompts = std::function<torch::Tensor(std::int64_t index, std::int64_t count)>;

    /// `teacher` must be a module of the pool's own: it is used on the pool's thread.
    SamplePool(CausalLmPtr teacher, Options options, Prompts prompts);
    ~SamplePool();

    /// B sequences [B, T + 1], the `number`th draw (≥ 1). Waits for the first chunk, or where the
    /// teacher is slower than the training; an empty tensor once `stop` is requested. Exceptions of
    /// the generating thread are thrown here.
    torch::Tensor draw(std::int64_t number, const std::stop_token &stop);

    /// Chunks kept [K, chunk, T + 1] and the index of the first, after so many draws.
    std::pair<torch::Tensor, std::int64_t> state(std::int64_t draws) const;
    /// Before the first draw. False if these chunks cannot be the state after so many draws.
    bool setState(const torch::Tensor &chunks, std::int64_t firstIndex, std::int64_t draws);

private:
    std::int64_t chunksAt(std::int64_t draw) const;
    std::int64_t firstChunkAt(std::int64_t draw) const;
    void generate(const std::stop_token &stop);

    CausalLmPtr m_teacher;
    Options m_options;
    Prompts m_prompts;
    std::int64_t m_chunkSize;
    std::int64_t m_chunksKept;

    mutable std::mutex m_mutex;
    std::condition_variable_any m_changed;
    std::deque<torch::Tensor> m_chunks; ///< chunk m_firstIndex and those after it
    std::int64_t m_firstIndex = 0;
    std::int64_t m_wanted = 1; ///< chunks that the current draw needs
    std::exception_ptr m_failure;
    std::jthread m_thread; ///< last, so that it is joined first
};

} // namespace retort
