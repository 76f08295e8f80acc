#pragma once
// The text as lines of tokens coloured by a measure, and beneath each token what truth, teacher and
// student gave to it, aligned. Mouse and keyboard select; only what is visible is painted.

#include "core/session/inferencesession.h"
#include "widgets/inspector/measures.h"

#include <QRegularExpression>
#include <QWidget>

#include <vector>

namespace retort {

class AlignedStrips : public QWidget
{
    Q_OBJECT

public:
    explicit AlignedStrips(QWidget *parent = nullptr);
    /// Keeps selection and pin where the text is the same.
    void setInspection(const InspectionPtr &inspection);
    void setMeasure(Measure measure);
    /// Tokens that do not match are dimmed; an empty pattern matches all.
    void setFilter(const QRegularExpression &filter);
    int selected() const { return m_selected; } ///< −1: none
    void setSelected(int index);
    void setPinned(int index);       ///< −1: none
    QRect cellRect(int index) const; ///< the token's cell and the numbers beneath it
    int rowStep() const;             ///< pixels from one line to the next
    bool matches(int index) const;
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void selectionChanged(int index);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    bool event(QEvent *event) override;

private:
    struct Voice;
    struct Line
    {
        int first = 0, last = 0; ///< positions, inclusive
        int top = 0;
    };
    struct Flow
    {
        std::vector<Line> lines;
        std::vector<QRect> cells; ///< of the tokens alone
        int height = 0;
    };

    int count() const;
    std::vector<Voice> voices(const Theme &theme) const;
    int lineHeight() const;
    int labelWidth() const;
    Flow flowed(int width) const;
    void relayout();
    void paintLine(QPainter &painter, const Theme &theme, const Line &line,
                   const std::vector<Voice> &voices) const;
    void paintRing(QPainter &painter, const QPen &pen, int index) const;
    QString describe(int index) const;
    int indexAt(QPoint point) const;
    int neighbour(int direction) const;

    InspectionPtr m_inspection;
    Measure m_measure = Measure::KlTeacherStudent;
    QRegularExpression m_filter;
    int m_selected = -1, m_pinned = -1;
    Flow m_flow;
};

} // namespace retort
