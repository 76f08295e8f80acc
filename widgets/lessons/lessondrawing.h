#pragma once
// One place in a text, as the student sees it: the text names a single next word, the teacher gives
// a whole distribution, and the truth is marked on both models' bars. The numbers are an example.

#include <QWidget>

namespace retort {

class LessonDrawing : public QWidget
{
    Q_OBJECT

public:
    explicit LessonDrawing(QWidget *parent = nullptr);
    QSize sizeHint() const override { return {560, 276}; }
    QSize minimumSizeHint() const override { return {460, 276}; }

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void describe();
};

} // namespace retort
