#pragma once
// What the model could have drawn instead of a token: the likeliest tokens as bars, the drawn one
// marked, and the mass of all others.

#include "core/engine/inference/generate.h"

#include <QColor>
#include <QString>
#include <QWidget>

#include <vector>

namespace retort {

class AlternativesPopup : public QWidget
{
    Q_OBJECT

public:
    /// Floats above the other children of `parent`.
    explicit AlternativesPopup(QWidget *parent);
    /// `prefix`: the words before the token. `anchor`: the token's cell, in the parent's
    /// coordinates.
    void showFor(const GeneratedToken &token, const QString &prefix, const QColor &color,
                 const QRect &anchor);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;

private:
    struct Row
    {
        QString token;
        double probability = 0;
        bool drawn = false;
    };
    std::vector<Row> m_rows;
    QString m_prefix;
    double m_others = 0;
    QColor m_color;
};

} // namespace retort
