#pragma once
// Weight × value = share for each term of the loss, live, in fixed columns.

#include "widgets/mixer/sharebar.h"

#include <QWidget>

#include <array>
#include <optional>

class QLabel;

namespace retort {

class MathLabel;

class TermTable final : public QWidget
{
    Q_OBJECT

public:
    struct Term
    {
        double weight = 0;
        std::optional<double> value; ///< nats per token; nullopt: not known yet, or not there
    };

    explicit TermTable(QWidget *parent = nullptr);
    /// In the order of LossTerm. @returns the weighted sum of what is known.
    double setTerms(const std::array<Term, 3> &terms);
    /// Whether the teacher's two terms are there at all.
    void setTeacherTerms(bool present);
    void retranslate();

protected:
    void changeEvent(QEvent *event) override;

private:
    struct Row
    {
        TermSwatch *swatch;
        MathLabel *name;
        QLabel *weight;
        QLabel *times;
        QLabel *value;
        QLabel *equals;
        QLabel *product;
        QLabel *share;
    };
    void fixWidths();
    std::array<Row, 3> m_rows;
};

} // namespace retort
