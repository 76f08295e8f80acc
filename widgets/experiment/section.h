#pragma once
// A collapsible section of a form: while it is closed its head says the content in one line.

#include <QAbstractButton>
#include <QWidget>

class QVBoxLayout;

namespace retort {

class SectionHead final : public QAbstractButton
{
    Q_OBJECT

public:
    explicit SectionHead(QWidget *parent = nullptr);
    void setSummary(const QString &summary);
    QString summary() const { return m_summary; }
    /// Something inside is wrong.
    void setWarning(bool warning);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *) override;

private:
    QString m_summary;
    bool m_warning = false;
};

class Section final : public QWidget
{
    Q_OBJECT

public:
    explicit Section(QWidget *parent = nullptr);
    SectionHead *head() const { return m_head; }
    void addRow(QWidget *row);
    void setOpen(bool open);
    bool isOpen() const;

private:
    SectionHead *m_head;
    QWidget *m_body;
    QVBoxLayout *m_rows;
};

} // namespace retort
