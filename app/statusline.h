#pragma once
// The line at the window's foot: the store and whether it is up to date; the machine; memory.

#include <QString>
#include <QWidget>

class QLabel;

namespace retort {

class StatusLine final : public QWidget
{
    Q_OBJECT

public:
    explicit StatusLine(QWidget *parent = nullptr);
    void setStore(const QString &file, int runs);
    /// Empty: everything is on disk.
    void setStorageProblem(const QString &sentence);
    void setThreads(int threads); ///< 0: no run yet

protected:
    void changeEvent(QEvent *event) override;

private:
    void refresh();
    void updateMemory();

    QLabel *m_store, *m_sign, *m_written, *m_machine, *m_memory;
    QString m_file, m_problem;
    int m_runs = 0;
    int m_threads = 0;
};

} // namespace retort
