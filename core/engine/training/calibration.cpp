// Which way a run's gradients are computed: found out before its first step.

#include "core/engine/training/trainingrun_torch.h"

#include <algorithm>
#include <chrono>
#include <limits>

namespace retort {
namespace {

constexpr int trials = 3; ///< after one that warms the caches
/// Shards also stand their ground where another program takes a core, so a little is no reason.
constexpr double clearlyFaster = 0.95;

} // namespace

std::unique_ptr<ShardedPass> TrainingRun::makePass(int shards)
{
    const TrainingSettings &training = m_experiment.training;
    const int workers = training.workers > 0 ? training.workers : m_threads;
    return std::make_unique<ShardedPass>(
        m_student.impl()->module, m_student.config(), m_optimizer, m_teacher,
        ShardedPass::Options{.shards = shards,
                             .threads = shards == 1 ? m_threads : workers,
                             .memory = std::size_t(training.logitsMemory) << 20});
}

/// The best of a few passes over the first batch; nothing if told to stop.
std::optional<double> TrainingRun::secondsOfPass(int shards)
{
    using Clock = std::chrono::steady_clock;
    const auto pass = makePass(shards);
    const TrainingSettings &training = m_experiment.training;
    const PrefixBatch batch = dataBatch(1);
    PassTerms terms;
    terms.crossEntropyScale = 1 / double(batch.targets());
    if (m_teacher)
        terms.terms[0] = {m_experiment.objective.sequence, 1 / double(batch.targets())};
    double best = std::numeric_limits<double>::infinity();
    for (int trial = 0; trial <= trials; ++trial) {
        const auto begin = Clock::now();
        pass->beginStep(0);
        if (!pass->addGradients(batch, terms, training.accumulate, m_stop))
            return std::nullopt;
        pass->endStep();
        if (trial > 0)
            best = std::min(best, std::chrono::duration<double>(Clock::now() - begin).count());
    }
    return best;
}

bool TrainingRun::chooseShards()
{
    const TrainingSettings &training = m_experiment.training;
    const int most = std::max(1, training.batch / training.accumulate);
    if (m_shards == 0) // not the choice of the run that goes on
        m_shards = training.shards;
    if (m_shards == 0) {
        const int sharded = std::min(m_threads, most);
        m_shards = 1;
        if (sharded > 1) {
            m_observer.onPreparing({RETORT_SENTENCE("Trying how this machine learns fastest"), {}},
                                   0);
            const auto whole = secondsOfPass(1);
            const auto parted = whole ? secondsOfPass(sharded) : std::nullopt;
            if (!parted)
                return false;
            m_calibration = {*whole, *parted};
            if (*whole > clearlyFaster * *parted)
                m_shards = sharded;
        }
    }
    m_pass = makePass(m_shards);
    return true;
}

} // namespace retort
