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

protected:
    void resizeEvent(QResizeEvent *event) override;
    bool event(QEvent *event) override;

private:
    void adjust();

    int m_limit = QWIDGETSIZE_MAX;
};

/// A frameless, see-through scroll area of any height around `content`.
QScrollArea *makeScrollArea(QWidget *content, QWidget *parent);

} // namespace retort
