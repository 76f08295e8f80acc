#include "core/tables/runtablemodel.h"

#include "core/plotdata/format.h"

#include <QCoreApplication>
#include <QLocale>
#include <QThread>

#include <algorithm>

namespace retort {

namespace {

using Column = RunTableModel::Column;

constexpr std::size_t mostSelected = 6;

QString nats(const std::optional<double> &value)
{
    return value ? formatNats(*value) : QStringLiteral("—");
}

QVariant orInvalid(const std::optional<double> &value)
{
    return value ? QVariant(*value) : QVariant();
}

/// "2,000" once they are all done, else "812 / 2,000".
QString stepsText(const RunSummary &run)
{
    if (run.step == run.steps)
        return formatCount(run.steps);
    return QStringLiteral("%1 / %2").arg(formatCount(run.step), formatCount(run.steps));
}

QString displayText(const RunSummary &run, Column column)
{
    switch (column) {
    case Column::Selected:
    case Column::Star: return {};
    case Column::Name: return run.name;
    case Column::State: return statusText(run.status);
    case Column::Alpha: return formatWeight(run.alpha);
    case Column::Beta: return formatWeight(run.beta);
    case Column::Student: return run.student;
    case Column::Parameters:
        return run.parameters > 0 ? formatShort(double(run.parameters)) : QStringLiteral("—");
    case Column::Steps: return stepsText(run);
    case Column::CrossEntropy: return nats(run.crossEntropy);
    case Column::KlToTeacher: return nats(run.klToTeacher);
    case Column::KlToTruth: return nats(run.klToTruth);
    case Column::TokensPerSecond:
        return run.tokensPerSecond > 0 ? formatShort(run.tokensPerSecond) : QStringLiteral("—");
    case Column::Time: return formatDuration(run.seconds);
    case Column::Started: return startedText(run.started, QDateTime::currentDateTime());
    case Column::Tags: return run.tags.join(QStringLiteral(", "));
    }
    return {};
}

QVariant sortValue(const RunSummary &run, Column column)
{
    switch (column) {
    case Column::Star: return int(run.starred);
    case Column::State: return int(run.status);
    case Column::Alpha: return run.alpha;
    case Column::Beta: return run.beta;
    case Column::Parameters: return qlonglong(run.parameters);
    case Column::Steps: return qlonglong(run.step);
    case Column::CrossEntropy: return orInvalid(run.crossEntropy);
    case Column::KlToTeacher: return orInvalid(run.klToTeacher);
    case Column::KlToTruth: return orInvalid(run.klToTruth);
    case Column::TokensPerSecond: return run.tokensPerSecond;
    case Column::Time: return run.seconds;
    case Column::Started: return run.started;
    case Column::Selected:
    case Column::Name:
    case Column::Student:
    case Column::Tags: break;
    }
    return displayText(run, column);
}

bool isNumeric(Column column)
{
    switch (column) {
    case Column::Alpha:
    case Column::Beta:
    case Column::Student:
    case Column::Parameters:
    case Column::Steps:
    case Column::CrossEntropy:
    case Column::KlToTeacher:
    case Column::KlToTruth:
    case Column::TokensPerSecond:
    case Column::Time: return true;
    default: return false;
    }
}

QString unitOf(Column column)
{
    switch (column) {
    case Column::CrossEntropy:
    case Column::KlToTeacher:
    case Column::KlToTruth: return RunTableModel::tr("nats");
    case Column::TokensPerSecond: return RunTableModel::tr("tokens/s");
    default: return {};
    }
}

QString headerText(Column column)
{
    switch (column) {
    case Column::Selected:
    case Column::Star: return {};
    case Column::Name: return RunTableModel::tr("Name");
    case Column::State: return RunTableModel::tr("Status");
    case Column::Alpha: return QStringLiteral("α");
    case Column::Beta: return QStringLiteral("β");
    case Column::Student: return RunTableModel::tr("Student");
    case Column::Parameters: return RunTableModel::tr("Parameters");
    case Column::Steps: return RunTableModel::tr("Steps");
    case Column::CrossEntropy: return RunTableModel::tr("CE (nats)");
    case Column::KlToTeacher: return RunTableModel::tr("KL(p‖q) (nats)");
    case Column::KlToTruth: return RunTableModel::tr("KL(r‖q) (nats)");
    case Column::TokensPerSecond: return RunTableModel::tr("tokens/s");
    case Column::Time: return RunTableModel::tr("Time");
    case Column::Started: return RunTableModel::tr("Started");
    case Column::Tags: return RunTableModel::tr("Tags");
    }
    return {};
}

/// What a column is, in a sentence: tooltip of its heading, and its name for a screen reader.
QString headerToolTip(Column column)
{
    switch (column) {
    case Column::Selected: return RunTableModel::tr("Tick up to six runs to compare them.");
    case Column::Star: return RunTableModel::tr("Star the runs that matter.");
    case Column::Name:
        return RunTableModel::tr("The run's name. Double-click it to rename the run.");
    case Column::State: return RunTableModel::tr("What the run is doing, or how it ended.");
    case Column::Alpha:
        return RunTableModel::tr("Weight of the sequence term against the data, as last set.");
    case Column::Beta: return RunTableModel::tr("Weight of the token term, as last set.");
    case Column::Student: return RunTableModel::tr("The student's layers × embedding width.");
    case Column::Parameters: return RunTableModel::tr("The student's parameters.");
    case Column::Steps: return RunTableModel::tr("Training steps done, of those planned.");
    case Column::CrossEntropy:
        return RunTableModel::tr(
            "Cross-entropy of the student on held-out data, in nats per token.");
    case Column::KlToTeacher:
        return RunTableModel::tr("Imitation error: divergence of the student from the teacher on "
                                 "held-out data, in nats per token.");
    case Column::KlToTruth:
        return RunTableModel::tr("Student error: divergence of the student from the truth, where "
                                 "it is known, in nats per token.");
    case Column::TokensPerSecond:
        return RunTableModel::tr("Training speed: target tokens of the data in a second.");
    case Column::Time: return RunTableModel::tr("Training time, pauses left out.");
    case Column::Started: return RunTableModel::tr("When the run was started.");
    case Column::Tags: return RunTableModel::tr("Words of your own to find runs by.");
    }
    return {};
}

QString toolTip(const RunSummary &run, Column column)
{
    switch (column) {
    case Column::State: return run.reason;
    case Column::Name:
        return run.notes.isEmpty() ? run.name : run.name + QStringLiteral("\n\n") + run.notes;
    case Column::Started: return QLocale().toString(run.started, QLocale::LongFormat);
    case Column::Tags: return run.tags.join(QStringLiteral(", "));
    default: return {};
    }
}

/// What a screen reader says where the cell has a sign and no words.
QString spokenText(const RunSummary &run, Column column, bool selected)
{
    if (column == Column::Selected) {
        return selected ? RunTableModel::tr("%1, ticked for comparison").arg(run.name)
                        : RunTableModel::tr("%1, not ticked for comparison").arg(run.name);
    }
    if (column == Column::Star) {
        return run.starred ? RunTableModel::tr("%1, starred").arg(run.name)
                           : RunTableModel::tr("%1, not starred").arg(run.name);
    }
    return displayText(run, column);
}

QString filterText(const RunSummary &run)
{
    return QStringList{run.name, statusText(run.status), run.tags.join(u' '), run.notes,
                       run.student}
        .join(u'\n');
}

bool newerFirst(const RunSummary &a, const RunSummary &b)
{
    return a.id > b.id; // ids grow with time, and never change
}

} // namespace

RunTableModel::RunTableModel(QObject *parent) : QAbstractTableModel(parent) {}

void RunTableModel::update(std::vector<RunSummary> runs)
{
    Q_ASSERT(thread() == QThread::currentThread());
    std::sort(runs.begin(), runs.end(), newerFirst);
    const bool newDay = std::exchange(m_today, QDate::currentDate()) != m_today;
    for (int row = int(m_runs.size()) - 1; row >= 0; --row) {
        if (!std::binary_search(runs.begin(), runs.end(), m_runs[row], newerFirst)) {
            beginRemoveRows({}, row, row);
            m_runs.erase(m_runs.begin() + row);
            endRemoveRows();
        }
    }
    for (int row = 0; row < int(runs.size()); ++row) {
        if (row == int(m_runs.size()) || m_runs[row].id != runs[row].id) {
            beginInsertRows({}, row, row);
            m_runs.insert(m_runs.begin() + row, std::move(runs[row]));
            endInsertRows();
        } else if (newDay || m_runs[row] != runs[row]) {
            m_runs[row] = std::move(runs[row]);
            Q_EMIT dataChanged(index(row, 0), index(row, columnCountValue - 1));
        }
    }
    if (std::erase_if(m_selected, [this](RunId id) { return rowOf(id) < 0; }) > 0)
        Q_EMIT selectedRunsChanged();
}

const std::vector<RunSummary> &RunTableModel::runs() const
{
    return m_runs;
}

int RunTableModel::rowOf(RunId id) const
{
    const auto found = std::find_if(m_runs.begin(), m_runs.end(),
                                    [id](const RunSummary &run) { return run.id == id; });
    return found == m_runs.end() ? -1 : int(found - m_runs.begin());
}

const std::vector<RunId> &RunTableModel::selectedRuns() const
{
    return m_selected;
}

void RunTableModel::setSelected(RunId id, bool selected)
{
    const int row = rowOf(id);
    const auto found = std::find(m_selected.begin(), m_selected.end(), id);
    const bool isSelected = found != m_selected.end();
    if (row < 0 || selected == isSelected || (selected && m_selected.size() == mostSelected))
        return;
    if (selected)
        m_selected.push_back(id);
    else
        m_selected.erase(found);
    // The whole row: a view draws it as selected.
    Q_EMIT dataChanged(index(row, 0), index(row, columnCountValue - 1));
    Q_EMIT selectedRunsChanged();
}

int RunTableModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_runs.size());
}

int RunTableModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : columnCountValue;
}

QVariant RunTableModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const RunSummary &run = m_runs[std::size_t(index.row())];
    const auto column = Column(index.column());
    const auto selected = std::find(m_selected.begin(), m_selected.end(), run.id);
    const bool isSelected = selected != m_selected.end();
    switch (role) {
    case Qt::DisplayRole: return displayText(run, column);
    case Qt::EditRole: return column == Column::Name ? QVariant(run.name) : sortValue(run, column);
    case Qt::CheckStateRole:
        if (column == Column::Selected)
            return isSelected ? Qt::Checked : Qt::Unchecked;
        if (column == Column::Star)
            return run.starred ? Qt::Checked : Qt::Unchecked;
        return {};
    case Qt::TextAlignmentRole:
        return int((isNumeric(column) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case Qt::ToolTipRole: return toolTip(run, column);
    case Qt::AccessibleTextRole: return spokenText(run, column, isSelected);
    case SortRole:
        if (column == Column::Selected) // ticked ones first, in the order of ticking
            return int(selected - m_selected.begin()) - int(mostSelected);
        return sortValue(run, column);
    case RunIdRole: return qlonglong(run.id.value);
    case StatusRole: return int(run.status);
    case FilterRole: return filterText(run);
    case UnitRole: return unitOf(column);
    default: return {};
    }
}

bool RunTableModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return false;
    const RunSummary &run = m_runs[std::size_t(index.row())];
    const auto column = Column(index.column());
    const bool checked = value.toInt() == Qt::Checked;
    if (column == Column::Name && role == Qt::EditRole) {
        const QString name = value.toString().trimmed();
        if (name.isEmpty() || name == run.name)
            return false;
        Q_EMIT renameRequested(run.id, name);
        return true;
    }
    if (column == Column::Star && role == Qt::CheckStateRole) {
        if (checked != run.starred)
            Q_EMIT starRequested(run.id, checked);
        return true;
    }
    if (column == Column::Selected && role == Qt::CheckStateRole) {
        const RunId id = run.id;
        setSelected(id, checked);
        const bool isSelected =
            std::find(m_selected.begin(), m_selected.end(), id) != m_selected.end();
        return isSelected == checked;
    }
    return false;
}

QVariant RunTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCountValue)
        return {};
    const auto column = Column(section);
    switch (role) {
    case Qt::DisplayRole: return headerText(column);
    case Qt::ToolTipRole:
    case Qt::AccessibleTextRole: return headerToolTip(column);
    case Qt::TextAlignmentRole:
        return int((isNumeric(column) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case UnitRole: return unitOf(column);
    default: return {};
    }
}

Qt::ItemFlags RunTableModel::flags(const QModelIndex &index) const
{
    auto flags = QAbstractTableModel::flags(index);
    if (!index.isValid())
        return flags;
    const auto column = Column(index.column());
    if (column == Column::Selected || column == Column::Star)
        flags |= Qt::ItemIsUserCheckable;
    if (column == Column::Name)
        flags |= Qt::ItemIsEditable;
    return flags;
}

void RunTableModel::retranslate()
{
    Q_EMIT headerDataChanged(Qt::Horizontal, 0, columnCountValue - 1);
    if (!m_runs.empty())
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCountValue - 1));
}

QString statusText(RunStatus status)
{
    switch (status) {
    case RunStatus::Running: return RunTableModel::tr("Running");
    case RunStatus::Paused: return RunTableModel::tr("Paused");
    case RunStatus::Finished: return RunTableModel::tr("Finished");
    case RunStatus::Stopped: return RunTableModel::tr("Stopped");
    case RunStatus::Failed: return RunTableModel::tr("Failed");
    case RunStatus::Interrupted: break;
    }
    return RunTableModel::tr("Interrupted");
}

QString startedText(const QDateTime &started, const QDateTime &now)
{
    const qint64 days = started.date().daysTo(now.date());
    const QString time = started.toString(QStringLiteral("HH:mm"));
    if (days == 0)
        return RunTableModel::tr("today %1").arg(time);
    if (days == 1)
        return RunTableModel::tr("yesterday %1").arg(time);
    return started.toString(Qt::ISODate).left(10); // the same in every language
}

} // namespace retort
