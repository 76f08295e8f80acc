#pragma once
// Along which sequences the terms of a step are taken: data, and what teacher and student generate
// in pools beside the training. Internal to the engine. B batch, T targets in a sequence.

#include "core/engine/models/languagemodel.h"
#include "core/engine/text/dataset.h"
#include "core/engine/training/experiment.h"
#include "core/engine/training/samplepool_torch.h"
#include "core/engine/training/studentpool_torch.h"

#include <map>
#include <memory>
#include <string>

namespace retort {

/// Sequences of one source.
struct PrefixBatch
{
    torch::Tensor ids;      ///< [B, T + 1] int64
    std::int64_t given = 1; ///< leading ids that were not generated: nothing to learn from them

    std::int64_t sequences() const { return ids.size(0); }
    /// Target positions that count, in the whole batch.
    std::int64_t targets() const { return sequences() * (ids.size(1) - given); }
};

/// The source that a term has in a step: Mixed is Student in a share λ of the steps, else Data.
PrefixSource sourceInStep(PrefixSource source, double studentShare, std::uint64_t seed,
                          std::int64_t step);

/// How many draws each pool has served, which is what its next draw depends on.
struct PoolPosition
{
    std::int64_t draws = 0;
    std::int64_t firstChunk = 0;
};

/// The three pools: teacher's samples, teacher's beams, student's samples. What is drawn is a
/// function of the seed and of how often was drawn before.
class GeneratedPrefixes
{
public:
    /// Every pool has a copy of its model of its own; none is made before its first draw.
    GeneratedPrefixes(const Experiment &experiment, DatasetPtr dataset, LanguageModel teacher,
                      ModelConfig student);

    /// The next B sequences of Teacher, TeacherBeam or Student; ids undefined once `stop` is
    /// requested. Drawing again before commit() gives the same.
    PrefixBatch draw(PrefixSource source, const CausalLmPtr &student, const std::stop_token &stop);
    /// The step was done: what it drew counts.
    void commit();

    std::map<PrefixSource, PoolPosition> positions() const;
    std::map<std::string, torch::Tensor> state() const;
    /// Before the first draw. False if `tensors` cannot be the state at these positions.
    bool setState(const std::map<std::string, torch::Tensor> &tensors,
                  const std::map<PrefixSource, PoolPosition> &positions);

private:
    SamplePool &teacherPool(PrefixSource source);
    StudentPool &studentPool();
    torch::Tensor prompts(std::uint64_t stream, std::int64_t first, std::int64_t count) const;
    std::uint64_t streamOf(PrefixSource source) const;

    Experiment m_experiment;
    DatasetPtr m_dataset;
    LanguageModel m_teacher;
    ModelConfig m_studentConfig;
    std::int64_t m_given = 1;
    std::map<PrefixSource, std::int64_t> m_draws; ///< committed
    std::vector<PrefixSource> m_drawn;            ///< since the last commit
    std::map<PrefixSource, std::unique_ptr<SamplePool>> m_teacherPools;
    std::unique_ptr<StudentPool> m_studentPool;
};

} // namespace retort
