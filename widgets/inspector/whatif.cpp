#include "widgets/inspector/whatif.h"

#include "widgets/common/mathtext.h"
#include "widgets/common/parts.h"
#include "widgets/common/theme.h"

#include <QDoubleSpinBox>
#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QPainter>
#include <QSignalBlocker>

#include <algorithm>
#include <cmath>

namespace retort {

namespace {

/// A short line in the colour of who pulls.
class Swatch final : public QWidget
{
public:
    Swatch(QColor Theme::*color, QWidget *parent) : QWidget(parent), m_color(color)
    {
        setFixedSize(16, 16);
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.fillRect(QRect(0, 7, 14, 3), Theme::of(this).*m_color);
    }

private:
    QColor Theme::*m_color;
};

/// Clearly together from here on, clearly against each other below its negative.
constexpr double clearCosine = 0.3;

QString signedNumber(double value)
{
    const QString size = QString::number(std::abs(value), 'f', 3);
    return value < 0 ? QStringLiteral("−%1").arg(size) : QStringLiteral("+%1").arg(size);
}

} // namespace

WhatIf::WhatIf(QWidget *parent) : Panel(parent)
{
    auto *knobs = new QGridLayout;
    knobs->setHorizontalSpacing(12);
    knobs->setVerticalSpacing(grid::unit);
    knobs->setColumnStretch(1, 1);
    m_alpha = makeKnob(knobs, 0, 1, QStringLiteral("whatIfAlpha"));
    m_beta = makeKnob(knobs, 1, 2, QStringLiteral("whatIfBeta"));
    content()->addLayout(knobs);

    auto *results = new QGridLayout;
    results->setHorizontalSpacing(8);
    results->setVerticalSpacing(2);
    results->setColumnStretch(1, 1);
    const auto addResult = [&](int row, QColor Theme::*color, const char *id, QLabel *&name,
                               QLabel *&value) {
        if (color)
            results->addWidget(new Swatch(color, this), row, 0);
        name = new QLabel(this);
        name->setFont(fontFor(TextRole::Note));
        name->setWordWrap(true);
        value = new QLabel(this);
        value->setFont(fontFor(TextRole::Strong));
        value->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
        value->setObjectName(QLatin1String(id));
        results->addWidget(name, row, 1);
        results->addWidget(value, row, 2);
    };
    addResult(0, &Theme::data, "whatIfData", m_dataName, m_data);
    addResult(1, &Theme::teacher, "whatIfTeacher", m_teacherName, m_teacher);
    addResult(2, nullptr, "whatIfSum", m_sumName, m_sum);
    addResult(3, nullptr, "whatIfCosine", m_cosineName, m_cosine);
    content()->addLayout(results);
    content()->addStretch(1);
    m_alpha.slider->setNumber(0.5);
    m_beta.slider->setNumber(0.5);
    retranslate();
}

WhatIf::Knob WhatIf::makeKnob(QGridLayout *grid, int row, double largest, const QString &id)
{
    Knob knob;
    knob.name = new MathLabel(this);
    knob.slider = new ValueSlider(this);
    knob.slider->setObjectName(id);
    knob.slider->setScale(0, largest, 0.01);
    knob.slider->setNotches({0, largest / 4, largest / 2, 3 * largest / 4, largest});
    knob.box = new QDoubleSpinBox(this);
    knob.box->setObjectName(id + QStringLiteral("Box"));
    knob.box->setRange(0, largest);
    knob.box->setSingleStep(0.01);
    knob.box->setDecimals(2);
    knob.box->setAlignment(Qt::AlignRight);
    knob.box->setFixedWidth(76);
    grid->addWidget(knob.name, row, 0);
    grid->addWidget(knob.slider, row, 1);
    grid->addWidget(knob.box, row, 2);

    connect(knob.slider, &ValueSlider::numberChanged, this, [this, box = knob.box](double value) {
        const QSignalBlocker blocker(box);
        box->setValue(value);
        refresh();
        Q_EMIT weightsChanged(alpha(), beta());
    });
    connect(knob.box, &QDoubleSpinBox::valueChanged, knob.slider, &ValueSlider::setNumber);
    return knob;
}

double WhatIf::alpha() const
{
    return m_alpha.slider->number();
}

double WhatIf::beta() const
{
    return m_beta.slider->number();
}

void WhatIf::setWeights(double alpha, double beta)
{
    const QSignalBlocker blocker(this);
    m_alpha.slider->setNumber(alpha);
    m_beta.slider->setNumber(beta);
}

void WhatIf::setPosition(const InspectedPosition &position)
{
    m_position = position;
    refresh();
}

void WhatIf::clear()
{
    m_position.reset();
    refresh();
}

void WhatIf::refresh()
{
    const bool both = m_position && m_position->dataGradient && m_position->teacherGradient
                      && m_position->gradientCosine;
    for (const Knob *knob : {&m_alpha, &m_beta}) {
        knob->slider->setEnabled(both);
        knob->box->setEnabled(both);
    }
    if (!both) {
        for (QLabel *value : {m_data, m_teacher, m_sum, m_cosine})
            value->setText(QStringLiteral("—"));
        m_cosineName->setText(tr("Needs a teacher and a student."));
        return;
    }
    const double fromData = (1 - alpha()) * *m_position->dataGradient;
    const double fromTeacher = (alpha() + beta()) * *m_position->teacherGradient;
    const double cosine = *m_position->gradientCosine;
    const double squared =
        fromData * fromData + fromTeacher * fromTeacher + 2 * fromData * fromTeacher * cosine;
    const double sum = std::sqrt(std::max(0.0, squared));
    m_data->setText(QString::number(fromData, 'f', 2));
    m_teacher->setText(QString::number(fromTeacher, 'f', 2));
    m_sum->setText(QString::number(sum, 'f', 2));
    m_cosine->setText(signedNumber(cosine));
    m_cosineName->setText(cosine >= clearCosine    ? tr("same way (cosine)")
                          : cosine <= -clearCosine ? tr("against each other (cosine)")
                                                   : tr("different ways (cosine)"));
}

void WhatIf::retranslate()
{
    setTitle(tr("What if"));
    setSubtitle(tr("no training, this position only"));
    m_alpha.name->setText(MathText(QStringLiteral("*α*")));
    m_beta.name->setText(MathText(QStringLiteral("*β*")));
    const QString alphaTip = tr("Moves weight from the text's own next token to the teacher's "
                                "samples. Nothing is trained here.");
    const QString betaTip =
        tr("Adds weight to the teacher along the text. Nothing is trained here.");
    m_alpha.slider->setToolTip(alphaTip);
    m_alpha.box->setToolTip(alphaTip);
    m_beta.slider->setToolTip(betaTip);
    m_beta.box->setToolTip(betaTip);
    m_alpha.slider->setAccessibleName(tr("What if alpha were"));
    m_alpha.box->setAccessibleName(tr("What if alpha were"));
    m_beta.slider->setAccessibleName(tr("What if beta were"));
    m_beta.box->setAccessibleName(tr("What if beta were"));
    m_dataName->setText(tr("CE gradient"));
    m_dataName->setToolTip(tr("Length of (1 − α)(q − y) on the student's logits."));
    m_teacherName->setText(tr("teacher's gradient"));
    m_teacherName->setToolTip(tr("Length of (α + β)(q − p) on the student's logits: the position "
                                 "counts in both teacher terms, at temperature 1."));
    m_sumName->setText(tr("both together"));
    m_cosineName->setToolTip(tr("Whether text and teacher pull the student the same way: +1 the "
                                "same, −1 against each other."));
    m_sumName->setToolTip(tr("Length of the sum: how hard the student is pulled here."));
    refresh();
}

void WhatIf::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    Panel::changeEvent(event);
}

} // namespace retort
