#pragma once
// A scroll area that is as high as its content needs at its width, up to a limit.

#include <QScrollArea>

namespace retort {

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

/// A frameless, see-through scroll area around `content`.
QScrollArea *makeScrollArea(QWidget *content, QWidget *parent);

} // namespace retort
