#pragma once
// What autoregressive knowledge distillation is, with the formula, and a button that starts the
// default experiment.

#include <QWidget>

#include <memory>

namespace retort {

class LessonsPage : public QWidget
{
    Q_OBJECT

public:
    explicit LessonsPage(QWidget *parent = nullptr);
    ~LessonsPage() override;
    void retranslate();

Q_SIGNALS:
    void startDefaultRequested();

protected:
    void changeEvent(QEvent *event) override;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace retort
