#pragma once
// Stored runs as an item model: a snapshot that update() brings up to date row by row.

#include "core/store/runstore.h"

#include <QAbstractTableModel>

#include <vector>

namespace retort {

class RunTableModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum class Column {
        Selected,
        Star,
        Name,
        State,
        Alpha,
        Beta,
        Student,
        Parameters,
        Steps,
        CrossEntropy,
        KlToTeacher,
        KlToTruth,
        TokensPerSecond,
        Time,
        Started,
        Tags
    };
    Q_ENUM(Column)
    static constexpr int columnCountValue = int(Column::Tags) + 1;

    /// Beside Qt's own roles.
    enum Role {
        SortRole = Qt::UserRole, ///< raw numbers and dates
        RunIdRole,               ///< qlonglong
        StatusRole,              ///< int(RunStatus)
        FilterRole,              ///< name, status, tags, notes and student in one string
        UnitRole,                ///< "nats", "tokens/s" … of a column
    };

    explicit RunTableModel(QObject *parent = nullptr);

    /// Inserts, removes and changes single rows; the model is never reset for it. Newest first.
    void update(std::vector<RunSummary> runs);
    const std::vector<RunSummary> &runs() const;
    int rowOf(RunId id) const; ///< −1: not there
    /// Runs ticked for comparison, in the order of ticking; at most 6 (the curve colours).
    const std::vector<RunId> &selectedRuns() const;
    void setSelected(RunId id, bool selected);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    /// Name (edit role), Selected (check state), Star (check state); renames and stars are asked
    /// for by signal, and shown once the store has them.
    bool setData(const QModelIndex &index, const QVariant &value, int role = Qt::EditRole) override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    /// Texts again, after the language changed.
    void retranslate();

Q_SIGNALS:
    void renameRequested(retort::RunId run, const QString &name);
    void starRequested(retort::RunId run, bool starred);
    void selectedRunsChanged();

private:
    std::vector<RunSummary> m_runs;
    std::vector<RunId> m_selected;
    QDate m_today; ///< of the last update: "today" turns into "yesterday" at midnight
};

QString statusText(RunStatus status); ///< "Running", translated
/// "today 14:20", "yesterday 17:44", else "2024-05-31".
QString startedText(const QDateTime &started, const QDateTime &now);

} // namespace retort
