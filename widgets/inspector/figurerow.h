#pragma once
// Figures side by side, each below its name. Where the row is too narrow the last ones are left out
// rather than cut.

#include <QString>
#include <QWidget>

#include <vector>

class QLabel;

namespace retort {

class MathLabel;

class FigureRow : public QWidget
{
    Q_OBJECT

public:
    struct Figure
    {
        QString name; ///< MathText markup
        QString value;
        QString tip; ///< what it says
        QString id;  ///< object name of the value's label
    };

    explicit FigureRow(QWidget *parent = nullptr);
    /// Reuses the labels where the number of figures is the same.
    void setFigures(const std::vector<Figure> &figures);
    QSize minimumSizeHint() const override;

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    struct Column
    {
        QWidget *box;
        MathLabel *name;
        QLabel *value;
    };
    void fit();

    std::vector<Column> m_columns;
};

} // namespace retort
