#pragma once
// The inspector in full: any text, the current run or any checkpoint of a stored run against any
// teacher.

#include "core/session/inferencesession.h"
#include "core/store/runstore.h"

#include <QWidget>

#include <memory>

namespace retort {

/// A model that the page may offer: the live student, a checkpoint, a bundled teacher, a folder.
struct ModelChoice
{
    ModelSource source;
    DataSettings data;    ///< what it was trained on; gives the truth for Tales
    QString teacher = {}; ///< reference of the model that it learnt from; empty: unknown or none
    bool live = false;
    bool onRequest = false; ///< shown only where somebody chooses it
};

class TokensPage : public QWidget
{
    Q_OBJECT

public:
    /// Asks `inference` itself; results come back to it by request number.
    explicit TokensPage(InferenceSession &inference, QWidget *parent = nullptr);
    ~TokensPage() override;

    void setTeachers(const std::vector<ModelChoice> &choices);
    void setStudents(const std::vector<ModelChoice> &choices);
    /// A newer snapshot of the live student.
    void setLiveSnapshot(const std::shared_ptr<const StudentSnapshot> &snapshot);
    void setText(const QString &text);
    QString text() const;
    /// The data that the page takes texts from, the teacher that is shown until somebody chooses
    /// another (unless the student learnt from one), and the first α and β of "What if".
    void setExperiment(const Experiment &experiment);

Q_SIGNALS:
    void startRequested(); ///< the button of the empty page

protected:
    void changeEvent(QEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace retort
