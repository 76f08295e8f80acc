#pragma once
// One quantity along the text: a bar for each position, the selected one marked. Mouse and arrow
// keys select.

#include "core/session/inferencesession.h"
#include "widgets/inspector/measures.h"

#include <QWidget>

namespace retort {

class AlongPlot : public QWidget
{
    Q_OBJECT

public:
    enum class Quantity {
        Divergence,  ///< the chosen measure
        Entropy,     ///< of teacher, student and truth
        Probability, ///< of the token that stands there
    };

    explicit AlongPlot(QWidget *parent = nullptr);
    void setInspection(const InspectionPtr &inspection);
    void setQuantity(Quantity quantity);
    void setMeasure(Measure measure); ///< what Divergence draws
    void setSelected(int index);      ///< −1: none
    int selected() const { return m_selected; }
    /// The centre of a position's bar.
    QPoint positionPoint(int index) const;
    QSize sizeHint() const override { return {340, 180}; }
    QSize minimumSizeHint() const override { return {220, 110}; }

Q_SIGNALS:
    void positionChosen(int index);

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void changeEvent(QEvent *event) override;
    bool event(QEvent *event) override;

private:
    struct Voice;
    std::vector<Voice> voices(const Theme &theme) const;
    QRectF plotRect() const;
    double xOf(int index) const;
    int indexAt(QPointF point) const;
    QString axisTitle() const;
    QString describe(int index) const;
    void paintAxes(QPainter &painter, const Theme &theme, double end) const;
    void paintSelection(QPainter &painter, const Theme &theme) const;
    int count() const;

    InspectionPtr m_inspection;
    Quantity m_quantity = Quantity::Divergence;
    Measure m_measure = Measure::KlTeacherStudent;
    int m_selected = -1;
};

} // namespace retort
