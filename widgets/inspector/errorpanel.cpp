#include "widgets/inspector/errorpanel.h"

#include "core/plotdata/format.h"
#include "widgets/common/mathtext.h"
#include "widgets/common/panel.h"
#include "widgets/common/parts.h"
#include "widgets/common/theme.h"
#include "widgets/inspector/measures.h"

#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QPainter>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace retort {

namespace {

constexpr int roomyHeight = 226; ///< from here on the meters stand below their names
constexpr int meterHeight = 5;
constexpr int closeGap = 1, wideGap = 3;
/// What that arrangement takes more than the meters beside them.
constexpr int loose = 3 * meterHeight + 5 * wideGap - 2 * closeGap;

/// Enough for every sign, less than some fonts leave from line to line.
int lineHeight(TextRole role)
{
    return int(std::lround(QFontInfo(fontFor(role)).pixelSize() * 1.25));
}

QLabel *makeLabel(QWidget *parent, TextRole role, Qt::Alignment alignment,
                  const char *name = nullptr)
{
    auto *label = new QLabel(parent);
    label->setFont(fontFor(role));
    label->setAlignment(alignment | Qt::AlignVCenter);
    label->setFixedHeight(lineHeight(role));
    if (name)
        label->setObjectName(QLatin1String(name));
    return label;
}

/// Most of the largest divergence that the meters can show, so that live values don't rescale them
/// all the time.
double meterEnd(double largest)
{
    for (const double end : {0.1, 0.25, 0.5, 1.0, 2.0, 4.0})
        if (largest <= end)
            return end;
    return largest;
}

} // namespace

class ErrorPanel::Meter : public QWidget
{
public:
    explicit Meter(QWidget *parent) : QWidget(parent) { setFixedHeight(meterHeight); }
    void setShare(double share)
    {
        m_share = share;
        update();
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        const Theme theme = Theme::of(this);
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.sunken);
        painter.drawRoundedRect(rect(), 2.5, 2.5);
        if (m_share <= 0)
            return;
        painter.setBrush(theme.measureRamp[4]);
        painter.drawRoundedRect(QRectF(0, 0, std::max(5.0, width() * m_share), height()), 2.5, 2.5);
    }

private:
    double m_share = 0;
};

ErrorPanel::ErrorPanel(QWidget *parent) : QWidget(parent)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(3);

    auto *head = new QHBoxLayout;
    m_title = makeLabel(this, TextRole::Strong, Qt::AlignLeft);
    m_unit = makeLabel(this, TextRole::Note, Qt::AlignRight);
    head->addWidget(m_title, 1);
    head->addWidget(m_unit);
    layout->addLayout(head);

    m_errors = new QGridLayout;
    m_errors->setContentsMargins(0, 0, 0, 0);
    m_errors->setHorizontalSpacing(12);
    m_errors->setVerticalSpacing(closeGap);
    layout->addLayout(m_errors);
    setupErrors(m_errors);

    layout->addWidget(makeHairline(this));
    auto *table = new QGridLayout;
    table->setContentsMargins(0, 0, 0, 0);
    table->setHorizontalSpacing(12);
    table->setVerticalSpacing(0);
    layout->addLayout(table);
    setupTable(table);

    m_note = new ElidedLabel(this);
    m_note->setFont(fontFor(TextRole::Caption));
    m_note->setFixedHeight(lineHeight(TextRole::Caption));
    m_note->setObjectName(QStringLiteral("errorNote"));
    layout->addWidget(m_note);
    layout->addStretch(1);
    retranslate();
    arrange();
}

void ErrorPanel::setupErrors(QGridLayout *)
{
    const std::array<const char *, 3> names{"teacherError", "imitationError", "studentError"};
    for (std::size_t i = 0; i < 3; ++i) {
        m_rows[i].name = new MathLabel(this);
        m_rows[i].name->setTextRole(TextRole::Note);
        m_rows[i].name->setFixedHeight(lineHeight(TextRole::Note));
        m_rows[i].value = makeLabel(this, TextRole::Strong, Qt::AlignRight, names[i]);
        m_rows[i].meter = new Meter(this);
    }
}

void ErrorPanel::setupTable(QGridLayout *grid)
{
    grid->setColumnStretch(0, 1);
    const std::array<const char *, 3> sides{"Truth", "Teacher", "Student"};
    const std::array<const char *, 3> rows{"probability", "rank", "entropy"};
    const int columnWidth =
        QFontMetrics(fontFor(TextRole::Note)).horizontalAdvance(QStringLiteral("teacher0"));
    for (int column = 0; column < 3; ++column) {
        m_heads[std::size_t(column)] = makeLabel(this, TextRole::Caption, Qt::AlignRight);
        grid->addWidget(m_heads[std::size_t(column)], 0, column + 1);
        grid->setColumnMinimumWidth(column + 1, columnWidth);
    }
    for (int row = 0; row < 3; ++row) {
        auto *name = m_rowNames[std::size_t(row)] = new MathLabel(this);
        name->setTextRole(TextRole::Note);
        name->setFixedHeight(lineHeight(TextRole::Note));
        grid->addWidget(name, row + 1, 0);
        for (int column = 0; column < 3; ++column) {
            QLabel *cell = makeLabel(this, TextRole::Note, Qt::AlignRight);
            cell->setObjectName(QLatin1String(rows[std::size_t(row)])
                                + QLatin1String(sides[std::size_t(column)]));
            m_cells[std::size_t(row)][std::size_t(column)] = cell;
            grid->addWidget(cell, row + 1, column + 1);
        }
    }
}

void ErrorPanel::arrange()
{
    const bool compact = height() < std::max(roomyHeight, minimumSizeHint().height() + loose);
    if (m_compact == compact)
        return;
    m_compact = compact;
    for (int i = 0; i < 3; ++i) {
        const Row &row = m_rows[std::size_t(i)];
        for (QWidget *widget : {static_cast<QWidget *>(row.name), static_cast<QWidget *>(row.value),
                                static_cast<QWidget *>(row.meter)})
            m_errors->removeWidget(widget);
        if (compact) {
            m_errors->addWidget(row.name, i, 0);
            m_errors->addWidget(row.meter, i, 1);
            m_errors->addWidget(row.value, i, 2);
        } else {
            m_errors->addWidget(row.name, 2 * i, 0, 1, 2);
            m_errors->addWidget(row.value, 2 * i, 2);
            m_errors->addWidget(row.meter, 2 * i + 1, 0, 1, 3);
        }
    }
    m_errors->setColumnStretch(1, 1);
    m_errors->setVerticalSpacing(compact ? closeGap : wideGap);
}

QSize ErrorPanel::minimumSizeHint() const
{
    const QSize hint = QWidget::minimumSizeHint();
    return {std::min(hint.width(), 264), hint.height() - (m_compact.value_or(true) ? 0 : loose)};
}

void ErrorPanel::setPosition(const InspectedPosition &position, bool tales)
{
    m_position = position;
    m_tales = tales;
    refresh();
}

void ErrorPanel::clear()
{
    m_position.reset();
    refresh();
}

void ErrorPanel::refresh()
{
    const InspectedPosition none;
    const InspectedPosition &position = m_position ? *m_position : none;
    const QString absent = QStringLiteral("—");

    const std::array<std::optional<double>, 3> errors{
        position.klTruthTeacher, position.klTeacherStudent, position.klTruthStudent};
    double largest = 0;
    for (const auto &error : errors)
        largest = std::max(largest, error.value_or(0));
    const double end = meterEnd(largest);
    for (std::size_t i = 0; i < 3; ++i) {
        m_rows[i].value->setText(errors[i] ? formatNats(*errors[i]) : absent);
        m_rows[i].meter->setShare(errors[i] ? std::min(1.0, *errors[i] / end) : 0);
    }

    const std::array<const std::optional<Belief> *, 3> sides{&position.truth, &position.teacher,
                                                             &position.student};
    for (std::size_t side = 0; side < 3; ++side) {
        const std::optional<Belief> &belief = *sides[side];
        m_cells[0][side]->setText(belief ? formatProbability(belief->probability) : absent);
        m_cells[1][side]->setText(belief ? QString::number(belief->rank) : absent);
        m_cells[2][side]->setText(belief ? QString::number(belief->entropy, 'f', 2) : absent);
    }

    const QString token = QString::fromStdString(position.text);
    m_rowNames[0]->setText(m_position ? MathText(tr("*p*(“%1”)")).arg(token)
                                      : MathText(tr("Probability of the token")));
    m_rowNames[1]->setText(
        MathText(m_position ? tr("Rank of “%1”") : tr("Rank of the token")).arg(token));

    QString note;
    if (m_position && !position.truth)
        note = m_tales ? tr("Tales never writes what stands before: no truth here.")
                       : tr("The truth is only known for Tales.");
    if (m_position && !(position.teacher && position.student))
        note = position.student ? tr("Without a teacher there is nothing to imitate.")
                                : tr("There is no student to compare yet.");
    m_note->setText(note);
    m_note->setVisible(!note.isEmpty());
    arrange();
}

void ErrorPanel::retranslate()
{
    m_title->setText(tr("Where the error comes from"));
    m_unit->setText(tr("nats"));
    const std::array<QString, 3> names{tr("teacher error  KL(*r*∥*p*)"),
                                       tr("imitation error  KL(*p*∥*q*)"),
                                       tr("student error  KL(*r*∥*q*)")};
    const std::array<QString, 3> tips{
        tr("How far the teacher is from the process that wrote the text."),
        tr("How far the student is from the teacher."),
        tr("How far the student is from the process that wrote the text.")};
    for (std::size_t i = 0; i < 3; ++i) {
        m_rows[i].name->setText(MathText(names[i]));
        m_rows[i].name->setToolTip(tips[i]);
        m_rows[i].value->setToolTip(tips[i]);
        m_rows[i].value->setAccessibleName(MathText(names[i]).plain());
    }
    m_heads[0]->setText(tr("truth"));
    m_heads[1]->setText(tr("teacher"));
    m_heads[2]->setText(tr("student"));
    m_rowNames[2]->setText(MathText(tr("Entropy (nats)")));
    m_rowNames[2]->setToolTip(tr("How undecided each is about the next token."));
    refresh();
}

void ErrorPanel::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    arrange();
}

void ErrorPanel::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QWidget::changeEvent(event);
}

} // namespace retort
