#pragma once
// Sequences that the student itself samples (on-policy, Agarwal et al. 2023), made by a thread
// beside the training from a copy of the student. Draws are counted in rounds of `refresh`: at the
// first draw of a round the student is copied, the copy's sequences serve the whole round after it,
// and the very first ones both the first and the second. So a sequence comes from a student that is
// at most 2 · refresh − 1 draws old. With refresh 0 each draw is sampled on the spot from the
// student as it is. Internal to the engine.

#include "core/engine/models/causallm_torch.h"

#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>

namespace retort {

class StudentPool
{
public:
    struct Options
    {
        int refresh = 8;  ///< draws in a round
        double reuse = 1; ///< draws of a sequence, on average
        int batch = 0;    ///< B, sequences of a draw
        std::uint64_t seed = 1;
        ModelConfig config; ///< of the student
    };
    /// `count` sequences [count, T + 1] by the student given, those of round `index`; may end early
    /// once a stop is requested.
    using Generator = std::function<torch::Tensor(CausalLmImpl &student, std::int64_t index,
                                                  std::int64_t count, const std::stop_token &stop)>;

    StudentPool(Options options, Generator generator);

    /// B sequences [B, T + 1], the `number`th draw (≥ 1) of a `student` that is in training. Empty
    /// once `stop` is requested. Exceptions of the generating thread are thrown here.
    torch::Tensor draw(std::int64_t number, const CausalLmPtr &student,
                       const std::stop_token &stop);

    /// Sequences that later draws need, and the copy of the student whose sequences are not done.
    std::map<std::string, torch::Tensor> state() const;
    /// Before the first draw. False if `tensors` cannot be the state after so many draws.
    bool setState(const std::map<std::string, torch::Tensor> &tensors, std::int64_t draws);

private:
    void begin(std::int64_t round, CausalLmPtr copy); ///< with m_mutex locked
    void generate(const std::stop_token &stop);
    std::int64_t sequencesInRound() const;

    Options m_options;
    Generator m_generator;

    mutable std::mutex m_mutex;
    std::condition_variable_any m_changed;
    std::map<std::int64_t, torch::Tensor> m_rounds; ///< sequences by round
    CausalLmPtr m_copy;                             ///< whose sequences are being made
    std::int64_t m_copyRound = -1;
    std::exception_ptr m_failure;
    std::jthread m_thread; ///< last, so that it is joined first
};

} // namespace retort
