#pragma once
// Teacher and student continue a prompt side by side; each token coloured by its probability.

#include "core/session/inferencesession.h"
#include "widgets/inspector/tokenspage.h"

#include <QWidget>

#include <memory>

namespace retort {

class PlaygroundPage : public QWidget
{
    Q_OBJECT

public:
    explicit PlaygroundPage(InferenceSession &inference, QWidget *parent = nullptr);
    ~PlaygroundPage() override;

    void setTeachers(const std::vector<ModelChoice> &choices);
    void setStudents(const std::vector<ModelChoice> &choices);
    void setLiveSnapshot(const std::shared_ptr<const StudentSnapshot> &snapshot);
    void setPrompt(const QString &prompt);
    /// The teacher to begin with, e.g. that of the experiment.
    void preferTeacher(const QString &reference);
    QString prompt() const;

Q_SIGNALS:
    void startRequested(); ///< the button of the empty page
    /// To be kept with the current run.
    void sampleGenerated(const QString &model, const QString &text);

protected:
    void changeEvent(QEvent *event) override;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace retort
