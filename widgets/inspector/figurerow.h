#pragma once
// Figures side by side, each below its name: "KL(p‖q) 0.363 nats".

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

private:
    struct Column
    {
        QWidget *box;
        MathLabel *name;
        QLabel *value;
    };
    std::vector<Column> m_columns;
};

} // namespace retort
