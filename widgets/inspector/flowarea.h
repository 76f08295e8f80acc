#pragma once
// Scroll areas for content whose height follows from its width. Whether there is a scroll bar is
// decided here, from the whole width: left to itself QScrollArea may show and hide it for ever.

#include <QScrollArea>

namespace retort {

/// As high as its content needs at its width, up to a limit.
class FlowArea : public QScrollArea
{
    Q_OBJECT

public:
    explicit FlowArea(QWidget *content, QWidget *parent = nullptr);
    void setLimit(int pixels);
    /// From one row of the content to the next: none is shown in part.
    void setRowStep(int pixels);
    /// Scrolls as little as brings the row into view that has this y of the content.
    void showRow(int y);

Q_SIGNALS:
    void reflowed(); ///< the rows have moved

protected:
    void resizeEvent(QResizeEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    bool event(QEvent *event) override;

private:
    void adjust();
    void snap(int value);

    int m_limit = QWIDGETSIZE_MAX;
    int m_step = 1;
    int m_wheel = 0;  ///< turned, but not a whole row yet
    QSize m_viewport; ///< this and the height needed, when reflowed() was last told
    int m_needed = 0;
};

/// A frameless, see-through scroll area of any height around `content`.
QScrollArea *makeScrollArea(QWidget *content, QWidget *parent);

} // namespace retort
