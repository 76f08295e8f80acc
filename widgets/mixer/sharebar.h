#pragma once
// What the total is made of: one bar, a part for each weighted term. Colour says who speaks,
// pattern which term: the teacher's token term is striped.

#include <QWidget>

#include <array>

namespace retort {

enum class LossTerm { CrossEntropy, Sequence, Token };

class ShareBar final : public QWidget
{
    Q_OBJECT

public:
    explicit ShareBar(QWidget *parent = nullptr);
    /// Weighted values, in the order of LossTerm; all zero: an empty bar.
    void setParts(const std::array<double, 3> &values);
    QSize sizeHint() const override { return {200, 8}; }

protected:
    void paintEvent(QPaintEvent *) override;
    void changeEvent(QEvent *event) override;

private:
    std::array<double, 3> m_values{};
};

/// The line beside a term's name, drawn as in the plot.
class TermSwatch final : public QWidget
{
    Q_OBJECT

public:
    explicit TermSwatch(LossTerm term, QWidget *parent = nullptr);
    QSize sizeHint() const override { return {16, 16}; }

protected:
    void paintEvent(QPaintEvent *) override;

private:
    LossTerm m_term;
};

} // namespace retort
