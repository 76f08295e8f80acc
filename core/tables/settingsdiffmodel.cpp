#include "core/tables/settingsdiffmodel.h"

#include "core/plotdata/format.h"
#include "core/tables/settingtexts.h"

#include <QThread>

#include <algorithm>
#include <array>
#include <functional>
#include <set>

namespace retort {

namespace {

/// A held-out figure, or the speed, below the settings.
struct ResultKind
{
    const char *key;
    std::function<std::optional<double>(const RunSummary &)> value;
    QString (*text)(double);
    bool higherIsBetter;
};

const std::array<ResultKind, 4> &resultKinds()
{
    static const std::array<ResultKind, 4> kinds{{
        {series::validationCrossEntropy, [](const RunSummary &run) { return run.crossEntropy; },
         formatNats, false},
        {series::klToTeacher, [](const RunSummary &run) { return run.klToTeacher; }, formatNats,
         false},
        {series::klToTruth, [](const RunSummary &run) { return run.klToTruth; }, formatNats, false},
        {series::tokensPerSecond,
         [](const RunSummary &run) {
             return run.tokensPerSecond > 0 ? std::optional(run.tokensPerSecond) : std::nullopt;
         },
         formatShort, true},
    }};
    return kinds;
}

QString resultLabel(const std::string &key)
{
    if (key == series::validationCrossEntropy)
        return SettingsDiffModel::tr("CE (nats)");
    if (key == series::klToTeacher)
        return SettingsDiffModel::tr("KL(p‖q) (nats)");
    if (key == series::klToTruth)
        return SettingsDiffModel::tr("KL(r‖q) (nats)");
    return SettingsDiffModel::tr("tokens/s");
}

const std::string *valueOf(const RunForComparison &run, const std::string &key)
{
    const auto found = std::find_if(run.settings.begin(), run.settings.end(),
                                    [&](const Setting &setting) { return setting.key == key; });
    return found == run.settings.end() ? nullptr : &found->value;
}

/// The keys of all runs in the order of the experiment file. Names are the columns' headings, not a
/// setting that could make a difference.
std::vector<std::string> allKeys(const std::vector<RunForComparison> &runs)
{
    std::vector<std::string> keys;
    std::set<std::string> seen{"name"};
    for (const RunForComparison &run : runs) {
        for (const Setting &setting : run.settings) {
            if (seen.insert(setting.key).second)
                keys.push_back(setting.key);
        }
    }
    return keys;
}

/// "0.30 → 0.70" where the knob was turned during the run.
QString weightText(const std::string &key, const std::string &atStart, double last)
{
    const QString start = settingValueText(key, atStart);
    if (QString::fromStdString(atStart).toDouble() == last)
        return start;
    return QStringLiteral("%1 → %2").arg(start, formatWeight(last));
}

QString settingText(const RunForComparison &run, const std::string &key)
{
    const std::string *value = valueOf(run, key);
    if (!value)
        return QStringLiteral("—");
    if (key == "objective.alpha")
        return weightText(key, *value, run.summary.alpha);
    if (key == "objective.beta")
        return weightText(key, *value, run.summary.beta);
    return settingValueText(key, *value);
}

/// Which figures are the best of their row; none where there is nothing to compare with.
std::vector<bool> bestOf(const std::vector<std::optional<double>> &figures, bool higherIsBetter)
{
    std::vector<double> known;
    for (const auto &figure : figures) {
        if (figure)
            known.push_back(*figure);
    }
    std::vector<bool> best(figures.size(), false);
    if (known.size() < 2)
        return best;
    const double top = higherIsBetter ? std::ranges::max(known) : std::ranges::min(known);
    for (std::size_t i = 0; i < figures.size(); ++i)
        best[i] = figures[i] == top;
    return best;
}

} // namespace

SettingsDiffModel::SettingsDiffModel(QObject *parent) : QAbstractTableModel(parent) {}

void SettingsDiffModel::setRuns(std::vector<RunForComparison> runs)
{
    Q_ASSERT(thread() == QThread::currentThread());
    const auto sameRun = [](const RunForComparison &a, const RunForComparison &b) {
        return a.summary.id == b.summary.id;
    };
    const bool sameRuns = std::ranges::equal(m_runs, runs, sameRun);
    auto [rows, total] = makeRows(runs);
    if (!sameRuns) {
        beginResetModel();
        m_runs = std::move(runs);
        m_rows = std::move(rows);
        m_total = total;
        endResetModel();
        return;
    }
    m_runs = std::move(runs);
    m_total = total;
    updateRows(std::move(rows));
    if (!m_runs.empty())
        Q_EMIT headerDataChanged(Qt::Horizontal, 0, columnCount() - 1);
}

SettingsDiffModel::Rows SettingsDiffModel::makeRows(const std::vector<RunForComparison> &runs)
{
    Rows made;
    for (const std::string &key : allKeys(runs)) {
        Row row{key, false, {}, std::vector<bool>(runs.size(), false)};
        for (const RunForComparison &run : runs)
            row.values.push_back(settingText(run, key));
        if (std::ranges::adjacent_find(row.values, std::ranges::not_equal_to()) != row.values.end())
            made.rows.push_back(std::move(row));
        ++made.total;
    }
    for (const ResultKind &kind : resultKinds()) {
        Row row{kind.key, true, {}, {}};
        std::vector<std::optional<double>> figures;
        for (const RunForComparison &run : runs) {
            figures.push_back(kind.value(run.summary));
            row.values.push_back(figures.back() ? kind.text(*figures.back()) : QStringLiteral("—"));
        }
        row.best = bestOf(figures, kind.higherIsBetter);
        const auto isKnown = [](const auto &figure) { return figure.has_value(); };
        if (std::ranges::any_of(figures, isKnown))
            made.rows.push_back(std::move(row));
    }
    return made;
}

/// Both lists are in the same order (the file's keys, then the results), so that one walk finds
/// what came and what went.
void SettingsDiffModel::updateRows(std::vector<Row> rows)
{
    const auto hasKey = [&rows](const std::string &key) {
        return std::ranges::find(rows, key, &Row::key) != rows.end();
    };
    for (int row = int(m_rows.size()) - 1; row >= 0; --row) {
        if (!hasKey(m_rows[std::size_t(row)].key)) {
            beginRemoveRows({}, row, row);
            m_rows.erase(m_rows.begin() + row);
            endRemoveRows();
        }
    }
    for (int row = 0; row < int(rows.size()); ++row) {
        const auto at = std::size_t(row);
        if (at == m_rows.size() || m_rows[at].key != rows[at].key) {
            beginInsertRows({}, row, row);
            m_rows.insert(m_rows.begin() + row, std::move(rows[at]));
            endInsertRows();
        } else if (m_rows[at] != rows[at]) {
            m_rows[at] = std::move(rows[at]);
            Q_EMIT dataChanged(index(row, 0), index(row, columnCount() - 1));
        }
    }
}

int SettingsDiffModel::differing() const
{
    return int(std::ranges::count(m_rows, false, &Row::result));
}

int SettingsDiffModel::total() const
{
    return m_total;
}

int SettingsDiffModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

int SettingsDiffModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_runs.size());
}

QVariant SettingsDiffModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Row &row = m_rows[std::size_t(index.row())];
    const auto column = std::size_t(index.column());
    switch (role) {
    case Qt::DisplayRole: return row.values[column];
    case Qt::ToolTipRole:
        return row.best[column] ? tr("The best of these runs.") : row.values[column];
    case Qt::AccessibleTextRole:
        return row.best[column] ? tr("%1, the best of these runs").arg(row.values[column])
                                : row.values[column];
    case Qt::TextAlignmentRole: return int(Qt::AlignRight | Qt::AlignVCenter);
    case IsResultRole: return row.result;
    case IsBestRole: return bool(row.best[column]);
    case KeyRole: return QString::fromStdString(row.key);
    default: return {};
    }
}

QVariant SettingsDiffModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (section < 0 || (role != Qt::DisplayRole && role != Qt::ToolTipRole))
        return {};
    if (orientation == Qt::Horizontal)
        return section < columnCount() ? m_runs[std::size_t(section)].summary.name : QVariant();
    if (section >= rowCount())
        return {};
    const Row &row = m_rows[std::size_t(section)];
    if (role == Qt::ToolTipRole)
        return QString::fromStdString(row.key);
    return row.result ? resultLabel(row.key) : settingLabel(row.key);
}

void SettingsDiffModel::retranslate()
{
    if (m_rows.empty())
        return;
    updateRows(makeRows(m_runs).rows);
    Q_EMIT headerDataChanged(Qt::Vertical, 0, rowCount() - 1);
}

} // namespace retort
