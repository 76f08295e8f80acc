#pragma once
// One line of text with italics and subscripts, for formulas and names such as D_seq: measured and
// painted with any font, also rotated and into a vector file.

#include "widgets/common/theme.h"

#include <QColor>
#include <QFont>
#include <QString>
#include <QWidget>

#include <vector>

class QPainter;

namespace retort {

class MathText
{
public:
    MathText() = default;
    /// `*D*` is italic, `_{seq}` a subscript: "*L* = (1 − *α*) CE + *α* *D*_{seq}".
    explicit MathText(const QString &markup);
    /// Text as it is, whatever signs are in it: names that people gave.
    static MathText literal(const QString &text);

    /// With `text` for %1, as it is.
    MathText arg(const QString &text) const;

    double width(const QFont &font) const;
    double descent(const QFont &font) const; ///< below the baseline, subscripts too
    /// `origin`: left end of the baseline. Takes the painter's pen colour.
    void draw(QPainter &painter, QPointF origin, const QFont &font) const;

    QString plain() const; ///< "Dseq" without any marks: for screen readers
    QString html() const;  ///< for labels with rich text
    bool isEmpty() const { return m_runs.empty(); }
    bool operator==(const MathText &) const = default;

private:
    struct Run
    {
        QString text;
        bool italic = false;
        bool subscript = false;
        bool operator==(const Run &) const = default;
    };
    static QFont fontOf(const Run &run, const QFont &font);
    std::vector<Run> m_runs;
};

/// A label with one MathText.
class MathLabel : public QWidget
{
    Q_OBJECT

public:
    explicit MathLabel(QWidget *parent = nullptr);
    void setText(const MathText &text);
    const MathText &text() const { return m_text; }
    void setTextRole(TextRole role);
    void setQuiet(bool quiet); ///< in the secondary colour
    void setAlignment(Qt::Alignment alignment);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *) override;
    void changeEvent(QEvent *event) override;

private:
    MathText m_text;
    TextRole m_role = TextRole::Body;
    Qt::Alignment m_alignment = Qt::AlignLeft;
    bool m_quiet = false;
};

} // namespace retort
