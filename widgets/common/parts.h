#pragma once
// Small parts that several pages use.

#include "core/store/runstore.h"
#include "widgets/common/icons.h"

#include <QAbstractButton>
#include <QCoreApplication>
#include <QFrame>
#include <QLabel>
#include <QSlider>
#include <QString>
#include <QWidget>

#include <functional>
#include <optional>
#include <vector>

class QButtonGroup;
class QComboBox;
class QHBoxLayout;
class QToolButton;

namespace retort {

/// One line that gives way where room is short: shortened with "…", whole in the tool tip. What
/// it says never makes the window wider.
class ElidedLabel : public QLabel
{
    Q_OBJECT

public:
    using QLabel::QLabel;
    /// What stands in for a text that has no room, before anything is cut.
    void setShorter(const QString &text);
    /// Up to so many pixels the text is whole; only what goes beyond gives way.
    void setLeastWidth(int pixels);
    QString shown() const;
    QSize minimumSizeHint() const override;

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *) override;

private:
    QString m_shorter;
    int m_leastWidth = 0;
};

/// A dot and a word on a soft fill: "Running".
class StatusChip : public QWidget
{
    Q_OBJECT

public:
    explicit StatusChip(QWidget *parent = nullptr);
    /// nullopt: "Not started".
    void setStatus(std::optional<RunStatus> status);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *) override;
    void changeEvent(QEvent *) override;

private:
    std::optional<RunStatus> m_status;
    QString m_text;
};

/// Two or three joined choices ("Log | Linear"); one is on. Arrow keys move between them.
class SegmentedControl : public QWidget
{
    Q_OBJECT

public:
    explicit SegmentedControl(QWidget *parent = nullptr);
    void setChoices(const QStringList &texts); ///< keeps the current index where it can
    int current() const;
    void setCurrent(int index);

Q_SIGNALS:
    void currentChanged(int index);

private:
    QHBoxLayout *m_row;
    QButtonGroup *m_group;
};

/// A horizontal slider with notches and a small ring at the run's first value. Values are doubles
/// in steps of `step`; keyboard as QSlider.
class ValueSlider : public QSlider
{
    Q_OBJECT

public:
    explicit ValueSlider(QWidget *parent = nullptr);
    void setScale(double from, double to, double step);
    void setNotches(const std::vector<double> &values);
    void setStartMark(std::optional<double> value);
    double number() const;
    void setNumber(double value); ///< emits numberChanged only if it differs

Q_SIGNALS:
    void numberChanged(double value);

protected:
    void paintEvent(QPaintEvent *) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;

private:
    double positionOf(double value) const; ///< in pixels
    int valueAt(double x) const;

    double m_from = 0, m_step = 0.01;
    std::vector<double> m_notches;
    std::optional<double> m_startMark;
};

/// "x Step ▾": a quiet word, which is the box's accessible name, before the choice. Use as a
/// QComboBox; another word for another language: setAccessibleName().
QComboBox *makeLabelledCombo(const QString &accessibleName, QWidget *parent);

/// A bar under the toolbar: what happened, what was kept, what to do. The sentence can be copied.
class MessageBar : public QFrame
{
    Q_OBJECT

public:
    enum class Tone { Info, Warning };
    struct Action
    {
        QString text;
        std::function<void()> run;
    };
    explicit MessageBar(QWidget *parent = nullptr);
    void showMessage(Tone tone, const QString &sentence, std::vector<Action> actions = {});
    QString sentence() const;
    void dismiss();

Q_SIGNALS:
    void dismissed();

private:
    void addAction(Action action, bool closes);

    QWidget *m_edge;
    QToolButton *m_icon;
    QLabel *m_text;
    QHBoxLayout *m_actions;
    QToolButton *m_close;
};

/// An icon that stands by itself, `size` pixels square; follows the theme.
QWidget *makeIconLabel(const QString &name, IconTone tone, int size, QWidget *parent);

/// What a page shows while there is nothing: one title, one sentence, one button (may be empty).
class EmptyState : public QWidget
{
    Q_OBJECT

public:
    explicit EmptyState(QWidget *parent = nullptr);
    void setTexts(const QString &title, const QString &sentence, const QString &button = {});

Q_SIGNALS:
    void buttonClicked();

private:
    QLabel *m_title;
    QLabel *m_sentence;
    QAbstractButton *m_button;
};

/// Questions to the user behind a seam that tests can answer.
class Dialogs
{
    Q_DECLARE_TR_FUNCTIONS(retort::Dialogs)

public:
    virtual ~Dialogs() = default;
    /// True for the action, false for Cancel.
    virtual bool confirm(QWidget *parent, const QString &title, const QString &sentence,
                         const QString &action);
    /// Index of the chosen action, −1 for Cancel.
    virtual int choose(QWidget *parent, const QString &title, const QString &sentence,
                       const QStringList &actions);
    virtual QString openFile(QWidget *parent, const QString &title, const QString &filter);
    virtual QString openFolder(QWidget *parent, const QString &title);
    virtual QString saveFile(QWidget *parent, const QString &title, const QString &proposed,
                             const QString &filter);
    virtual std::optional<QString> text(QWidget *parent, const QString &title, const QString &label,
                                        const QString &initial, bool multiline = false);
};

} // namespace retort
