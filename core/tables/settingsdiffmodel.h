#pragma once
// Settings in which runs differ, and their results: a row a setting, a column a run.

#include "core/store/runstore.h"

#include <QAbstractTableModel>

#include <vector>

namespace retort {

struct RunForComparison
{
    RunSummary summary;
    std::vector<Setting> settings; ///< flatten(experiment)
};

class SettingsDiffModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Role {
        IsResultRole = Qt::UserRole, ///< rows of results below the settings
        IsBestRole,                  ///< the best figure of its row
        KeyRole,                     ///< "objective.alpha"
    };

    explicit SettingsDiffModel(QObject *parent = nullptr);
    /// Other runs are new data and reset the model; later figures of the same runs change, insert
    /// and remove rows.
    void setRuns(std::vector<RunForComparison> runs);
    int differing() const; ///< settings that differ
    int total() const;     ///< settings in all

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override; ///< runs
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    /// Horizontal: run names; vertical: the setting in words.
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;
    void retranslate();

private:
    struct Row
    {
        std::string key;
        bool result = false;
        std::vector<QString> values;
        std::vector<bool> best;
        bool operator==(const Row &) const = default;
    };
    struct Rows
    {
        std::vector<Row> rows;
        int total = 0;
    };
    static Rows makeRows(const std::vector<RunForComparison> &runs);
    void updateRows(std::vector<Row> rows);

    std::vector<RunForComparison> m_runs;
    std::vector<Row> m_rows;
    int m_total = 0;
};

/// "student.width" → "Embedding width", translated; unknown keys come back as they are.
QString settingLabel(const std::string &key);

} // namespace retort
