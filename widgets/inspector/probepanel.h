#pragma once
// The probe on the Bench: a sentence whose tokens are coloured by a measure, and for the selected
// one what teacher, student and truth believe comes next.

#include "core/session/inferencesession.h"
#include "widgets/common/panel.h"

#include <memory>

namespace retort {

class Dialogs;

class ProbePanel : public Panel
{
    Q_OBJECT

public:
    explicit ProbePanel(Dialogs &dialogs, QWidget *parent = nullptr);
    ~ProbePanel() override;

    QString text() const;
    void setText(const QString &text); ///< emits textChanged if it differs
    /// `step` < 0: the models are not in training.
    void setInspection(const InspectionPtr &inspection, qint64 step);
    void setError(const QString &sentence);

Q_SIGNALS:
    void textChanged(const QString &text);
    void randomTextRequested(); ///< another sentence of the data
    void openInTokensRequested(const QString &text);

protected:
    void changeEvent(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace retort
