#pragma once
// What autoregressive knowledge distillation is, with the formula, and a button that starts the
// default experiment.

#include <QWidget>

namespace retort {

class LessonsPage : public QWidget
{
    Q_OBJECT

public:
    explicit LessonsPage(QWidget *parent = nullptr);
    void retranslate();

Q_SIGNALS:
    void startDefaultRequested();

protected:
    void changeEvent(QEvent *event) override;
};

} // namespace retort
