#pragma once
// "Student #14 at step 600 ▾": one of the models that a page may offer, or none.

#include "widgets/inspector/tokenspage.h"

#include <QWidget>

#include <memory>
#include <vector>

class QComboBox;

namespace retort {

class ModelCombo : public QWidget
{
    Q_OBJECT

public:
    enum class Voice { Teacher, Student };

    explicit ModelCombo(Voice voice, QWidget *parent = nullptr);
    /// Keeps the chosen model where it is still offered, else takes the first that comes unasked.
    void setChoices(const std::vector<ModelChoice> &choices);
    const std::vector<ModelChoice> &choices() const { return m_choices; }
    /// Shows the model with this reference, until somebody chooses another by hand.
    void prefer(const QString &reference);
    /// For teachers: prefers the one that the student learnt from, or else this one.
    void preferFor(const ModelCombo &student, const QString &otherwise);
    int currentIndex() const; ///< −1: none
    void setCurrentIndex(int index);
    const ModelChoice *current() const; ///< null: none
    /// What to load: the live student's newest snapshot, a reference, or nothing.
    ModelSource source() const;
    void setLiveSnapshot(const std::shared_ptr<const StudentSnapshot> &snapshot);
    std::int64_t liveStep() const; ///< of the newest snapshot; −1: none yet

Q_SIGNALS:
    void currentChanged();

protected:
    void changeEvent(QEvent *event) override;

private:
    void retranslate();
    void fill(int index);

    Voice m_voice;
    QComboBox *m_combo;
    bool m_chosenByHand = false;
    std::vector<ModelChoice> m_choices;
    std::shared_ptr<const StudentSnapshot> m_snapshot;
};

} // namespace retort
