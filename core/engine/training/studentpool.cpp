#include "core/engine/training/studentpool_torch.h"

#include "core/engine/threads.h"
#include "core/engine/training/seeds.h"

#include <algorithm>
#include <cmath>

namespace retort {
namespace {

constexpr char sequencesKey[] = "student_pool.sequences";
constexpr char firstRoundKey[] = "student_pool.first_round";
constexpr char copyPrefix[] = "student_pool.copy.";

/// Whose sequences the draws of a round are: those of the round before.
std::int64_t servingRound(std::int64_t round)
{
    return std::max<std::int64_t>(0, round - 1);
}

} // namespace

StudentPool::StudentPool(Options options, Generator generator)
    : m_options(std::move(options)), m_generator(std::move(generator))
{
}

std::int64_t StudentPool::sequencesInRound() const
{
    const double drawn = double(m_options.refresh) * m_options.batch;
    return std::max<std::int64_t>(m_options.batch, std::llround(drawn / m_options.reuse));
}

torch::Tensor StudentPool::draw(std::int64_t number, const CausalLmPtr &student,
                                const std::stop_token &stop)
{
    if (m_options.refresh == 0) {
        student->eval();
        torch::Tensor sequences = m_generator(*student, number - 1, m_options.batch, stop);
        student->train();
        return stop.stop_requested() ? torch::Tensor() : sequences;
    }
    const std::int64_t round = (number - 1) / m_options.refresh;
    const std::int64_t serving = servingRound(round);
    const auto ready = [&] { return m_failure || m_rounds.contains(serving); };

    std::unique_lock lock(m_mutex);
    // The copy of the round before must be done before another one begins.
    const bool isNew = !m_rounds.contains(round) && m_copyRound < round;
    if (isNew && round == serving)
        begin(round, cloneModule(student, m_options.config));
    if (!m_changed.wait(lock, stop, ready))
        return {};
    if (m_failure)
        std::rethrow_exception(m_failure);
    if (isNew && round != serving)
        begin(round, cloneModule(student, m_options.config));
    m_rounds.erase(m_rounds.begin(), m_rounds.find(serving));

    const torch::Tensor &sequences = m_rounds.at(serving);
    const auto picks = picksOfDraw(m_options.seed ^ 2, number, m_options.batch, sequences.size(0));
    return sequences.index_select(0, torch::tensor(picks));
}

void StudentPool::begin(std::int64_t round, CausalLmPtr copy)
{
    m_copy = std::move(copy);
    m_copyRound = round;
    if (!m_thread.joinable())
        m_thread = std::jthread([this](const std::stop_token &token) { generate(token); });
    m_changed.notify_all();
}

void StudentPool::generate(const std::stop_token &stop)
{
    try {
        // As in SamplePool: the samples stay the same whatever number of threads the training has.
        useIntraOpThreads(1);
        while (true) {
            std::unique_lock lock(m_mutex);
            if (!m_changed.wait(lock, stop, [this] { return m_copy != nullptr; }))
                return;
            const CausalLmPtr copy = m_copy;
            const std::int64_t round = m_copyRound;
            lock.unlock();
            torch::Tensor sequences = m_generator(*copy, round, sequencesInRound(), stop);
            if (stop.stop_requested())
                return; // they may be unfinished
            lock.lock();
            m_rounds[round] = std::move(sequences);
            m_copy.reset();
            m_changed.notify_all();
        }
    } catch (...) {
        const std::lock_guard lock(m_mutex);
        m_failure = std::current_exception();
        m_changed.notify_all();
    }
}

std::map<std::string, torch::Tensor> StudentPool::state() const
{
    const std::lock_guard lock(m_mutex);
    std::map<std::string, torch::Tensor> tensors;
    if (!m_rounds.empty()) {
        std::vector<torch::Tensor> kept;
        for (const auto &[round, sequences] : m_rounds)
            kept.push_back(sequences);
        tensors[sequencesKey] = torch::stack(kept).to(torch::kInt);
        tensors[firstRoundKey] = torch::tensor(m_rounds.begin()->first, torch::kLong);
    }
    if (m_copy) {
        for (const auto &parameter : m_copy->named_parameters())
            tensors[copyPrefix + parameter.key()] = parameter.value();
    }
    return tensors;
}

bool StudentPool::setState(const std::map<std::string, torch::Tensor> &tensors, std::int64_t draws)
{
    if (draws == 0 || m_options.refresh == 0)
        return true;
    const auto sequences = tensors.find(sequencesKey);
    const auto first = tensors.find(firstRoundKey);
    const std::int64_t round = (draws - 1) / m_options.refresh;
    if (sequences == tensors.end() || first == tensors.end() || sequences->second.dim() != 3
        || sequences->second.size(1) != sequencesInRound() || first->second.numel() != 1)
        return false;
    const std::int64_t begin = first->second.item<std::int64_t>();
    const std::int64_t count = sequences->second.size(0);
    // A draw that came to nothing may have begun a round already, and dropped one.
    const std::int64_t next = servingRound(draws / m_options.refresh);
    if (begin < 0 || begin > next || begin < round - 1 || count < 1 || begin + count > round + 2)
        return false;

    const std::lock_guard lock(m_mutex);
    for (std::int64_t i = 0; i < count; ++i)
        m_rounds[begin + i] = sequences->second[i].to(torch::kLong);
    if (m_rounds.contains(round)) {
        m_copyRound = m_rounds.rbegin()->first;
        return true;
    }
    const torch::NoGradGuard noGradient;
    const CausalLmPtr copy = makeCausalLm(m_options.config, std::nullopt);
    for (auto &parameter : copy->named_parameters()) {
        const auto stored = tensors.find(copyPrefix + parameter.key());
        if (stored == tensors.end() || stored->second.sizes() != parameter.value().sizes())
            return false;
        parameter.value().copy_(stored->second);
    }
    copy->eval();
    this->begin(round, copy);
    return true;
}

} // namespace retort
