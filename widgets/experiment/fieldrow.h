#pragma once
// One setting on the form: label, control, and below it the reason if the value will not do. Values
// go in and out as the text that stands in an experiment file.

#include "widgets/experiment/fieldspec.h"
#include "widgets/experiment/fieldtexts.h"

#include <QWidget>

class QLabel;
class QMenu;

namespace retort {

class RangeGuard;

class FieldRow : public QWidget
{
    Q_OBJECT

public:
    FieldRow(const FieldSpec &spec, QWidget *parent = nullptr);

    QString key() const { return QString::fromLatin1(m_spec.key); }
    FormSection section() const { return m_spec.section; }
    void setTexts(const FieldTexts &texts);
    /// What the tooltip tells of the present value, behind what the setting is for.
    void setDetail(const QString &detail);
    /// For choices; the current one is kept where it is still there.
    void setChoices(const Choices &choices);
    void setValue(const QString &value); ///< emits nothing
    QString value() const;
    void setShortValue(const QString &value); ///< of a fact, where the whole has no room
    void setReason(const QString &reason);    ///< empty: the value is fine
    QString reason() const;
    int labelWidth() const; ///< what the label needs; 0 where it stands in no column
    void setLabelWidth(int width);
    void setChanged(bool changed);
    void setFixed(bool fixed);

Q_SIGNALS:
    void edited(const QString &key, const QString &value);
    void browseRequested(bool folder); ///< the button of a path

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void useFont();
    void createControl();
    void createPath();
    void fillBrowseMenu();
    bool takeDrop(QEvent *event);
    void layOut();
    bool isInColumn() const;
    void emitEdited();
    void fitSuffix();
    void showReason();

    FieldSpec m_spec;
    QLabel *m_label;
    QWidget *m_mark;
    QWidget *m_control = nullptr;
    QWidget *m_extra = nullptr;    ///< the button of a path
    QMenu *m_browseMenu = nullptr; ///< of a path that may be a folder
    QWidget *m_reasonRow = nullptr;
    QLabel *m_reason = nullptr;
    RangeGuard *m_guard = nullptr; ///< of a number
    QString m_problem;
    QString m_suffix, m_suffixOfOne;
    QString m_known; ///< the value as it was set, so that rounding on screen is no edit
};

} // namespace retort
