#include "widgets/common/icons.h"
#include "widgets/common/parts.h"
#include "widgets/common/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QStyle>
#include <QToolButton>

#include <utility>

namespace retort {

namespace {

constexpr int barHeight = 40;
constexpr int leastText = 240; // a wrapped label would ask for more

/// The 4 px edge that says how serious it is.
class ToneEdge final : public QWidget
{
public:
    explicit ToneEdge(QWidget *parent) : QWidget(parent) { setFixedWidth(grid::unit); }
    void setTone(MessageBar::Tone tone)
    {
        m_tone = tone;
        update();
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        const Theme theme = Theme::of(this);
        QPainter(this).fillRect(rect(),
                                m_tone == MessageBar::Tone::Warning ? theme.warning : theme.accent);
    }

private:
    MessageBar::Tone m_tone = MessageBar::Tone::Info;
};

} // namespace

MessageBar::MessageBar(QWidget *parent)
    : QFrame(parent)
    , m_edge(new ToneEdge(this))
    , m_icon(new QToolButton(this))
    , m_text(new QLabel(this))
    , m_actions(new QHBoxLayout)
{
    setMinimumHeight(barHeight);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_icon->setFocusPolicy(Qt::NoFocus);
    m_icon->setAttribute(Qt::WA_TransparentForMouseEvents);
    m_text->setObjectName(QStringLiteral("messageText"));
    m_text->setWordWrap(true);
    m_text->setMinimumWidth(leastText);
    m_text->setTextFormat(Qt::PlainText);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);

    m_close = new QToolButton(this);
    m_close->setObjectName(QStringLiteral("messageClose"));
    m_close->setIcon(icon(QStringLiteral("close")));
    connect(m_close, &QToolButton::clicked, this, &MessageBar::dismiss);

    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, grid::gap, 0);
    row->setSpacing(grid::gap);
    row->addWidget(m_edge);
    row->addSpacing(grid::unit);
    row->addWidget(m_icon);
    row->addWidget(m_text, 1);
    row->addLayout(m_actions);
    row->addWidget(m_close);
    m_actions->setSpacing(grid::gap);
    hide();
}

void MessageBar::showMessage(Tone tone, const QString &sentence, std::vector<Action> actions)
{
    setProperty("tone", tone == Tone::Warning ? "warning" : "info");
    style()->unpolish(this);
    style()->polish(this);
    static_cast<ToneEdge *>(m_edge)->setTone(tone);
    m_icon->setIcon(tone == Tone::Warning ? icon(QStringLiteral("warning"), IconTone::Warning)
                                          : icon(QStringLiteral("info"), IconTone::Accent));
    m_text->setText(sentence);
    m_close->setAccessibleName(tr("Close this message"));
    m_close->setToolTip(tr("Close this message"));

    while (QLayoutItem *item = m_actions->takeAt(0)) {
        // It may be this very button whose click led here.
        item->widget()->hide();
        item->widget()->deleteLater();
        delete item;
    }
    if (tone == Tone::Warning)
        addAction({tr("Copy"), [this] { QApplication::clipboard()->setText(m_text->text()); }},
                  false);
    for (Action &action : actions)
        addAction(std::move(action), true);
    show();
}

void MessageBar::addAction(Action action, bool closes)
{
    auto *button = new QPushButton(action.text, this);
    connect(button, &QPushButton::clicked, this, [this, closes, run = std::move(action.run)] {
        if (closes)
            dismiss();
        run();
    });
    m_actions->addWidget(button);
}

QString MessageBar::sentence() const
{
    return isHidden() ? QString() : m_text->text();
}

void MessageBar::dismiss()
{
    if (isHidden())
        return;
    hide();
    Q_EMIT dismissed();
}

} // namespace retort
