#pragma once
// Runs in one SQLite file (WAL). Schema: resources/migrations/N.sql; version in user_version.
// A RunStore is one connection and belongs to the thread that opened it; writing during training
// goes through RunWriter, which has a thread and a connection of its own. Several processes may
// have the same file open.

#include "core/engine/result.h"
#include "core/engine/training/experiment.h"
#include "core/engine/training/observer.h"

#include <QDateTime>
#include <QString>
#include <QStringList>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace retort {

struct RunId
{
    std::int64_t value = 0;
    auto operator<=>(const RunId &) const = default;
};

enum class RunStatus { Running, Paused, Finished, Stopped, Failed, Interrupted };
QString toString(RunStatus status); ///< "running", …: as stored and in JSON

/// One row of the runs table. Figures are the last ones known.
struct RunSummary
{
    RunId id;
    QString name;
    RunStatus status = RunStatus::Running;
    QString reason; ///< why it failed or was paused, for a person; empty otherwise
    double alpha = 0;
    double beta = 0;
    bool hasTeacher = false;
    QString student; ///< "2 × 48"
    std::int64_t parameters = 0;
    std::int64_t step = 0;
    std::int64_t steps = 0; ///< planned
    double seconds = 0;
    double tokensPerSecond = 0;
    std::optional<double> crossEntropy; ///< on validation data, nats/token
    std::optional<double> klToTeacher;  ///< on validation data
    std::optional<double> klToTruth;
    QDateTime started;
    QStringList tags;
    QString notes;
    bool starred = false;
    bool archived = false;
    std::uint64_t seed = 0;

    bool operator==(const RunSummary &) const = default;
};

/// Names of series in the metrics table.
namespace series {
inline constexpr char total[] = "total";
inline constexpr char crossEntropy[] = "cross_entropy";
inline constexpr char sequenceDivergence[] = "sequence_divergence";
inline constexpr char tokenDivergence[] = "token_divergence";
inline constexpr char alpha[] = "alpha"; ///< this and the next three: only where they change
inline constexpr char beta[] = "beta";
inline constexpr char temperature[] = "temperature";    ///< τ of D_seq
inline constexpr char studentShare[] = "student_share"; ///< λ
inline constexpr char learningRate[] = "learning_rate";
inline constexpr char gradientNorm[] = "gradient_norm";
inline constexpr char tokensPerSecond[] = "tokens_per_second";
inline constexpr char validationCrossEntropy[] = "validation_cross_entropy";
inline constexpr char validationBitsPerByte[] = "validation_bits_per_byte";
inline constexpr char klToTeacher[] = "kl_to_teacher";
inline constexpr char topAgreement[] = "top_agreement";
inline constexpr char klToTruth[] = "kl_to_truth";
} // namespace series

struct MetricPoint
{
    std::int64_t step = 0;
    double seconds = 0;
    std::int64_t tokens = 0;
    double value = 0;
};

struct StoredCheckpoint
{
    std::int64_t step = 0;
    std::filesystem::path folder;
    QDateTime written;
};

class RunStore
{
public:
    /// Creates the file and its folder if need be, migrates an older one. `readOnly()` is true for
    /// a store of a newer Retort, and where the file cannot be written; `notice()` then says so.
    static Result<std::unique_ptr<RunStore>> open(const std::filesystem::path &file);
    /// The default file in the XDG data folder.
    static std::filesystem::path defaultFile();
    ~RunStore();

    std::filesystem::path file() const;
    bool readOnly() const;
    QString notice() const;

    /// Marks runs whose process is gone as interrupted (kill −9, power cut); returns those marked.
    Result<std::vector<RunId>> markInterrupted();

    Result<std::vector<RunSummary>> runs() const;
    Result<RunSummary> run(RunId id) const;
    /// The experiment file that the run was started with, and the facts known before its first
    /// step.
    Result<Experiment> experiment(RunId id) const;
    Result<RunFacts> facts(RunId id) const;
    Result<std::vector<MetricPoint>> metrics(RunId id, const std::string &series) const;
    Result<std::vector<std::string>> seriesNames(RunId id) const;
    Result<std::vector<ControlEvent>> controlEvents(RunId id) const;
    /// Oldest first; only those whose folder still exists.
    Result<std::vector<StoredCheckpoint>> checkpoints(RunId id) const;
    /// Grows whenever another connection or process changed the file: cheap to poll.
    std::int64_t changeCounter() const;

    Status rename(RunId id, const QString &name);
    Status setNotes(RunId id, const QString &notes);
    Status setTags(RunId id, const QStringList &tags);
    Status setStarred(RunId id, bool starred);
    Status setArchived(RunId id, bool archived);
    /// Row, metrics and checkpoint folders. A run that is running is refused.
    Status remove(RunId id);

    /// Folder for the checkpoints of a run: beside the store file, "<stem>-checkpoints/<id>".
    std::filesystem::path checkpointFolder(RunId id) const;

private:
    struct Impl;
    explicit RunStore(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> m_impl;
};

} // namespace retort
