#pragma once
// What teacher and student each expect next: token in the middle, teacher's bars to the left,
// student's to the right, truth as a tick on both; what is not listed is one outlined bar below.

#include "widgets/inspector/barrows.h"

#include <QString>
#include <QWidget>

#include <optional>
#include <utility>
#include <vector>

namespace retort {

class MirroredBars : public QWidget
{
    Q_OBJECT

public:
    explicit MirroredBars(QWidget *parent = nullptr);

    void setPosition(const InspectedPosition &position, int vocabulary);
    void clear();
    void setLogarithmic(bool logarithmic);
    void setOrder(BarOrder order);
    /// Marks tokens that contain `text`; empty: none.
    void setSearch(const QString &text);
    /// Names and swatches above the columns.
    void setHeadings(bool shown);
    /// The column "push on the student", −∂L/∂z at τ = 1: (1 − α)(y − q) from the data and
    /// (α + β)(p − q) from the teacher. Needs both models.
    void setPush(double alpha, double beta);

    /// What is drawn at the present size.
    std::vector<BarRow> visibleRows() const;
    QRect rowRect(int row) const;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    bool event(QEvent *event) override;

private:
    struct Geometry;
    struct Painter;
    Geometry geometryNow() const;
    bool pushShown() const;
    QString describe(const BarRow &row) const;
    void rebuild();

    std::optional<InspectedPosition> m_position;
    int m_vocabulary = 0;
    bool m_logarithmic = false, m_headings = false;
    BarOrder m_order = BarOrder::Teacher;
    QString m_search;
    std::optional<std::pair<double, double>> m_push;
    std::vector<BarRow> m_rows;
};

} // namespace retort
