#include "widgets/mixer/termtable.h"

#include "core/plotdata/format.h"
#include "widgets/common/mathtext.h"

#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QStyle>

#include <cmath>

namespace retort {

namespace {

constexpr const char *keys[] = {"crossEntropy", "sequence", "token"};

QLabel *makeNumber(const QString &name, QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setObjectName(name);
    label->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    label->setFont(fontFor(TextRole::Note));
    return label;
}

} // namespace

TermTable::TermTable(QWidget *parent) : QWidget(parent)
{
    auto *grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(6);
    grid->setVerticalSpacing(0);
    grid->setColumnStretch(2, 1);
    grid->setColumnStretch(7, 1);
    const QString names[] = {QStringLiteral("CE"), QStringLiteral("*D*_{seq}"),
                             QStringLiteral("*D*_{tok}")};
    for (int i = 0; i < 3; ++i) {
        const QString key = QLatin1String(keys[i]);
        Row row{new TermSwatch(LossTerm(i), this),
                new MathLabel(this),
                makeNumber(key + QStringLiteral("Weight"), this),
                makeNumber({}, this),
                makeNumber(key + QStringLiteral("Value"), this),
                makeNumber({}, this),
                makeNumber(key + QStringLiteral("Product"), this),
                makeNumber(key + QStringLiteral("Share"), this)};
        row.name->setText(MathText(names[i]));
        row.name->setTextRole(TextRole::Note);
        row.weight->setProperty("tone", "accent");
        row.times->setText(QStringLiteral("×"));
        row.equals->setText(QStringLiteral("="));
        row.share->setProperty("tone", "secondary");
        QFont strong = fontFor(TextRole::Note);
        strong.setWeight(QFont::DemiBold);
        row.weight->setFont(strong);
        row.product->setFont(strong);
        int column = 0;
        for (QWidget *cell :
             std::initializer_list<QWidget *>{row.swatch, row.name, row.weight, row.times,
                                              row.value, row.equals, row.product, row.share})
            grid->addWidget(cell, i, column++);
        grid->setRowMinimumHeight(i, 20);
        m_rows[std::size_t(i)] = row;
    }
    fixWidths();
    retranslate();
    setTerms({});
}

double TermTable::setTerms(const std::array<Term, 3> &terms)
{
    double total = 0;
    for (const Term &term : terms)
        total += term.value ? term.weight * *term.value : 0;
    for (std::size_t i = 0; i < terms.size(); ++i) {
        const Term &term = terms[i];
        const QString nothing = QStringLiteral("—");
        m_rows[i].weight->setText(formatWeight(term.weight));
        m_rows[i].value->setText(term.value ? formatNats(*term.value) : nothing);
        m_rows[i].product->setText(term.value ? formatNats(term.weight * *term.value) : nothing);
        m_rows[i].share->setText(term.value && total > 0
                                     ? formatPercent(term.weight * *term.value / total, 0)
                                     : nothing);
    }
    return total;
}

void TermTable::setTeacherTerms(bool present)
{
    for (std::size_t i = 1; i < m_rows.size(); ++i) {
        const Row &row = m_rows[i];
        for (QWidget *cell :
             std::initializer_list<QWidget *>{row.swatch, row.name, row.weight, row.times,
                                              row.value, row.equals, row.product, row.share})
            cell->setEnabled(present);
        if (row.weight->property("tone") == QLatin1String(present ? "accent" : "disabled"))
            continue;
        row.weight->setProperty("tone", present ? "accent" : "disabled");
        style()->unpolish(row.weight);
        style()->polish(row.weight);
    }
}

void TermTable::retranslate()
{
    const QString tips[] = {
        tr("Cross-entropy: how badly the student foretells the data's own next token."),
        tr("Sequence-level divergence: how far the student is from the teacher along whole "
           "sequences."),
        tr("Token-level divergence: how far the student is from the teacher, token by token."),
    };
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        m_rows[i].name->setToolTip(tips[i]);
        m_rows[i].value->setToolTip(tr("In nats per target token, without its weight."));
        m_rows[i].weight->setToolTip(tr("The term's weight in the total."));
        m_rows[i].product->setToolTip(tr("Weight times value: what the term adds to the total."));
        m_rows[i].share->setToolTip(tr("The term's share of the total."));
    }
}

/// Columns as wide as their widest number, so that nothing moves while numbers change.
void TermTable::fixWidths()
{
    for (const Row &row : m_rows) {
        const auto fix = [](QLabel *label, const QString &widest) {
            label->ensurePolished();
            label->setMinimumWidth(label->fontMetrics().horizontalAdvance(widest) + 2);
        };
        fix(row.weight, QStringLiteral("10.00"));
        fix(row.value, QStringLiteral("00.000"));
        fix(row.product, QStringLiteral("00.000"));
        fix(row.share, formatPercent(1, 0));
    }
}

void TermTable::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::ApplicationFontChange)
        fixWidths();
}

} // namespace retort
