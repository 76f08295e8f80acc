#pragma once
// Sequences that the teacher generates, in chunks and by a thread beside the training, so that a
// step never waits for one token after another. What is drawn is a function of the seed and of how
// often was drawn before, so a resumed run sees the same sequences, and a term that is switched on
// late finds as fresh a pool as at the beginning. Internal to the engine.

#include <torch/torch.h>

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
        std::int64_t size = 1;   ///< sequences kept
        double reuse = 1;        ///< draws of a sequence before a new one replaces it
        std::int64_t length = 0; ///< T + 1 ids of a sequence
        int batch = 0;           ///< B, sequences drawn a step
        std::uint64_t seed = 1;
    };
    /// `count` sequences [count, T + 1], those of chunk `index`; called on the pool's thread. May
    /// end early, and then be anything, once a stop is requested.
    using Generator = std::function<torch::Tensor(std::int64_t index, std::int64_t count,
                                                  const std::stop_token &stop)>;

    SamplePool(Options options, Generator generator);
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

    Options m_options;
    Generator m_generator;
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
