#include "app/rail.h"

#include "widgets/common/icons.h"
#include "widgets/common/theme.h"

#include <QCoreApplication>
#include <QEvent>
#include <QPainter>
#include <QToolButton>
#include <QVBoxLayout>

namespace retort {

namespace {

constexpr int cellHeight = 56;
constexpr int symbol = 20;

/// Icon over word; the current page stands on the panels' fill with a bar in the accent's colour.
class RailButton final : public QToolButton
{
public:
    RailButton(const QString &iconName, QWidget *parent) : QToolButton(parent), m_iconName(iconName)
    {
        setCheckable(true);
        setFocusPolicy(Qt::StrongFocus);
        setFixedSize(grid::rail - grid::gap, cellHeight);
        setFont(fontFor(TextRole::Caption));
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        const Theme theme = Theme::of(this);
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(hasFocus() ? QPen(theme.accent) : QPen(Qt::NoPen));
        painter.setBrush(isChecked()    ? QBrush(theme.panel)
                         : underMouse() ? QBrush(theme.hairline)
                                        : QBrush(Qt::NoBrush));
        painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), grid::radius,
                                grid::radius);
        const IconTone tone = isChecked() ? IconTone::Accent : IconTone::Secondary;
        retort::icon(m_iconName, tone)
            .paint(&painter, QRect((width() - symbol) / 2, 8, symbol, symbol));
        QFont font = this->font();
        if (isChecked())
            font.setWeight(QFont::DemiBold);
        painter.setFont(font);
        painter.setPen(isChecked() ? theme.text : theme.secondary);
        painter.drawText(QRect(0, 30, width(), height() - 30), Qt::AlignHCenter | Qt::AlignTop,
                         text());
    }

private:
    QString m_iconName;
};

/// The bar lies on the window's edge, outside of the cell.
class RailBar final : public QWidget
{
public:
    using QWidget::QWidget;

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(Theme::of(this).accent);
        painter.drawRoundedRect(QRectF(-3, 0, 6, height()), 3, 3);
    }
};

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(retort::Rail)
};

} // namespace

QString pageName(Page page)
{
    switch (page) {
    case Page::Bench: return Words::tr("Bench");
    case Page::Tokens: return Words::tr("Tokens");
    case Page::Runs: return Words::tr("Runs");
    case Page::Playground: return Words::tr("Playground");
    case Page::Lessons: break;
    }
    return Words::tr("Lessons");
}

QString pageTip(Page page)
{
    switch (page) {
    case Page::Bench:
        return Words::tr("Train a student, turn α and β, and watch the curves (Ctrl+1)");
    case Page::Tokens:
        return Words::tr("See what teacher and student believe about every token (Ctrl+2)");
    case Page::Runs: return Words::tr("Compare stored runs (Ctrl+3)");
    case Page::Playground:
        return Words::tr("Let teacher and student continue a text side by side (Ctrl+4)");
    case Page::Lessons: break;
    }
    return Words::tr("Read what autoregressive knowledge distillation is (Ctrl+5)");
}

const char *pageKey(Page page)
{
    static constexpr const char *keys[] = {"bench", "tokens", "runs", "playground", "lessons"};
    return keys[int(page)];
}

Rail::Rail(QWidget *parent) : QWidget(parent)
{
    setFixedWidth(grid::rail);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(grid::unit, 0, grid::unit, 0);
    column->setSpacing(grid::unit);
    auto *bar = new RailBar(this);
    bar->setObjectName(QStringLiteral("railBar"));
    bar->setAttribute(Qt::WA_TransparentForMouseEvents);
    for (int i = 0; i < pageCount; ++i) {
        const QString key = QString::fromLatin1(pageKey(Page(i)));
        auto *button = new RailButton(key, this);
        button->setObjectName(QStringLiteral("rail.") + key);
        connect(button, &QToolButton::clicked, this, [this, i] { Q_EMIT pageChosen(Page(i)); });
        m_buttons[std::size_t(i)] = button;
        column->addWidget(button);
    }
    column->addStretch(1);
    retranslate();
}

void Rail::setCurrent(Page page)
{
    for (int i = 0; i < pageCount; ++i)
        m_buttons[std::size_t(i)]->setChecked(i == int(page));
    auto *bar = findChild<QWidget *>(QStringLiteral("railBar"), Qt::FindDirectChildrenOnly);
    const int top = int(page) * (cellHeight + grid::unit);
    bar->setGeometry(0, top + 14, 3, cellHeight - 28);
    bar->raise();
}

void Rail::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

void Rail::retranslate()
{
    for (int i = 0; i < pageCount; ++i) {
        QToolButton *button = m_buttons[std::size_t(i)];
        button->setText(pageName(Page(i)));
        button->setAccessibleName(pageName(Page(i)));
        button->setToolTip(pageTip(Page(i)));
    }
}

} // namespace retort
