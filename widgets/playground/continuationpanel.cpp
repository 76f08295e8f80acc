#include "widgets/playground/continuationpanel.h"

#include "core/plotdata/format.h"
#include "widgets/common/icons.h"
#include "widgets/common/theme.h"
#include "widgets/inspector/figurerow.h"
#include "widgets/inspector/flowarea.h"
#include "widgets/inspector/measures.h"
#include "widgets/inspector/tokenstrip.h"
#include "widgets/playground/alternativespopup.h"

#include <QClipboard>
#include <QEvent>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QScrollArea>
#include <QScrollBar>
#include <QStyle>
#include <QToolButton>

#include <algorithm>
#include <cmath>

namespace retort {

namespace {

constexpr int repaintInterval = 30; ///< ms
constexpr int prefixTokens = 3;     ///< shown above the alternatives

/// The square in the speaker's colour.
class RoleSwatch final : public QWidget
{
public:
    RoleSwatch(ModelCombo::Voice voice, QWidget *parent) : QWidget(parent), m_voice(voice)
    {
        setFixedSize(14, 14);
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        const Theme theme = Theme::of(this);
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(m_voice == ModelCombo::Voice::Teacher ? theme.teacher : theme.studentArea);
        painter.drawRoundedRect(2, 2, 10, 10, 2, 2);
    }

private:
    ModelCombo::Voice m_voice;
};

} // namespace

ContinuationPanel::ContinuationPanel(ModelCombo::Voice voice, AlternativesPopup &popup,
                                     QWidget *parent)
    : Panel(parent), m_voice(voice), m_popup(popup)
{
    const bool teacher = voice == ModelCombo::Voice::Teacher;
    setObjectName(teacher ? QStringLiteral("teacherContinuation")
                          : QStringLiteral("studentContinuation"));
    setupHeader();
    setupBody();
    m_repaint.setSingleShot(true);
    m_repaint.setInterval(repaintInterval);
    connect(&m_repaint, &QTimer::timeout, this, &ContinuationPanel::showTokens);
    retranslate();
}

void ContinuationPanel::setupHeader()
{
    m_models = new ModelCombo(m_voice, this);
    m_likelihood = new QLabel(this);
    m_likelihood->setFont(fontFor(TextRole::Note));
    m_likelihood->setProperty("tone", "secondary");
    m_likelihood->setObjectName(QStringLiteral("likelihood"));
    addTitleWidget(new RoleSwatch(m_voice, this));
    addTitleWidget(m_models);
    addTitleWidget(m_likelihood);
    m_copy = new QToolButton(this);
    m_copy->setIcon(icon(QStringLiteral("copy")));
    m_copy->setObjectName(QStringLiteral("copyContinuation"));
    m_copy->setEnabled(false);
    addHeaderWidget(m_copy);
    connect(m_copy, &QToolButton::clicked, this, [this] {
        if (m_generation)
            QGuiApplication::clipboard()->setText(QString::fromStdString(m_generation->text));
    });
}

void ContinuationPanel::setupBody()
{
    m_strip = new TokenStrip;
    m_strip->setObjectName(QStringLiteral("continuationStrip"));
    m_strip->installEventFilter(this);
    QScrollArea *area = makeScrollArea(m_strip, this);
    m_message = new QLabel(this);
    m_message->setObjectName(QStringLiteral("continuationMessage"));
    m_message->setWordWrap(true);
    m_message->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    m_message->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_figures = new FigureRow(this);
    content()->addWidget(m_message);
    content()->addWidget(area, 1);
    content()->addWidget(makeHairline(this));
    content()->addWidget(m_figures);
    connect(m_models, &ModelCombo::currentChanged, this, &ContinuationPanel::showMessage);
    connect(m_strip, &TokenStrip::selectionChanged, this, &ContinuationPanel::showAlternatives);
    connect(area->verticalScrollBar(), &QScrollBar::valueChanged, this,
            [this] { m_strip->setSelected(-1); });
}

QColor ContinuationPanel::color() const
{
    const Theme theme = Theme::of(this);
    return m_voice == ModelCombo::Voice::Teacher ? theme.teacher : theme.studentLine;
}

void ContinuationPanel::begin(const QString &prompt)
{
    m_strip->setSelected(-1);
    m_prompt.clear();
    const QStringList words = prompt.split(u' ', Qt::SkipEmptyParts);
    m_prompt.assign(words.begin(), words.end());
    m_tokens.clear();
    m_generation.reset();
    m_failure.clear();
    m_asked = true;
    showTokens();
}

void ContinuationPanel::addToken(const GeneratedToken &token)
{
    m_tokens.push_back(token);
    if (!m_repaint.isActive())
        m_repaint.start();
}

void ContinuationPanel::finish(const GenerationPtr &generation)
{
    m_generation = generation;
    m_tokens = generation->tokens;
    m_prompt.clear();
    for (const GeneratedAlternative &token : generation->prompt)
        m_prompt.push_back(QString::fromStdString(token.text));
    showTokens();
}

void ContinuationPanel::fail(const QString &sentence)
{
    m_failure = sentence;
    showMessage();
}

/// What an empty panel waits for.
QString ContinuationPanel::hint() const
{
    if (!m_tokens.empty())
        return {};
    const bool teacher = m_voice == ModelCombo::Voice::Teacher;
    if (!m_models->current())
        return teacher ? tr("No teacher is chosen. Choose one above, and it writes here.")
                       : tr("No student is chosen. Choose one above, and it writes here.");
    if (m_asked)
        return {};
    return teacher ? tr("Press Generate, and the teacher's continuation comes here.")
                   : tr("Press Generate, and the student's continuation comes here.");
}

void ContinuationPanel::showMessage()
{
    const QString sentence = m_failure.isEmpty() ? hint() : m_failure;
    m_message->setText(sentence);
    m_message->setProperty("tone", m_failure.isEmpty() ? "secondary" : "warning");
    m_message->style()->unpolish(m_message); // lets the new tone act
    m_message->style()->polish(m_message);
    m_message->setVisible(!sentence.isEmpty());
}

void ContinuationPanel::showTokens()
{
    m_repaint.stop();
    const Theme theme = Theme::of(this);
    std::vector<TokenCell> cells;
    for (const QString &word : m_prompt)
        cells.push_back({word, {}, {}, tr("“%1” is part of the prompt.").arg(word)});
    for (const GeneratedToken &token : m_tokens) {
        const QString text = QString::fromStdString(token.text);
        cells.push_back(
            {text, formatShortProbability(token.probability),
             theme.tint(color(), 0.08 + 0.72 * token.probability),
             tr("“%1” · probability %2 · entropy %3 nats")
                 .arg(text, formatExactProbability(token.probability), formatNats(token.entropy))});
    }
    m_strip->setCells(std::move(cells));
    m_copy->setEnabled(m_generation != nullptr);
    showFigures();
    showMessage();
}

void ContinuationPanel::showFigures()
{
    const QString absent = QStringLiteral("—");
    const double count = double(m_tokens.size());
    double entropy = 0, logProbability = 0, likeliest = 0;
    for (const GeneratedToken &token : m_tokens) {
        entropy += token.entropy / count;
        logProbability += std::log(token.probability) / count;
        likeliest += (token.likeliest ? 1 : 0) / count;
    }
    const bool any = !m_tokens.empty();
    const bool timed = any && m_generation && m_generation->seconds > 0;
    m_likelihood->setText(
        any ? tr("mean log p −%1 nats").arg(QString::number(-logProbability, 'f', 2)) : QString());
    m_figures->setFigures({
        {tr("tokens"), formatCount(qint64(m_tokens.size())), tr("Tokens that the model added."),
         QStringLiteral("figureTokens")},
        {tr("mean entropy"), any ? tr("%1 nats").arg(QString::number(entropy, 'f', 2)) : absent,
         tr("How undecided the model was, on average."), QStringLiteral("figureMeanEntropy")},
        {tr("likeliest token drawn"), any ? formatPercent(likeliest, 0) : absent,
         tr("How often the token drawn was the model's first choice."),
         QStringLiteral("figureLikeliest")},
        {tr("tokens/s"), timed ? formatShort(count / m_generation->seconds) : absent,
         tr("Speed of this continuation."), QStringLiteral("figureSpeed")},
    });
}

void ContinuationPanel::showAlternatives(int cell)
{
    const int index = cell - int(m_prompt.size());
    if (index < 0 || index >= int(m_tokens.size()))
        return m_popup.hide();
    QStringList words;
    for (int i = std::max(0, cell - prefixTokens); i < cell; ++i)
        words += i < int(m_prompt.size())
                     ? m_prompt[std::size_t(i)]
                     : QString::fromStdString(m_tokens[std::size_t(i) - m_prompt.size()].text);
    const QString prefix = words.join(u' ');
    QWidget *space = m_popup.parentWidget();
    const QRect rect = m_strip->cellRect(cell);
    const QRect anchor(m_strip->mapTo(space, rect.topLeft()), rect.size());
    const Theme theme = Theme::of(this);
    m_popup.showFor(m_tokens[std::size_t(index)],
                    cell > prefixTokens ? QStringLiteral("… %1").arg(prefix) : prefix,
                    m_voice == ModelCombo::Voice::Teacher ? theme.teacher : theme.studentArea,
                    anchor);
}

void ContinuationPanel::retranslate()
{
    const bool teacher = m_voice == ModelCombo::Voice::Teacher;
    setAccessibleName(teacher ? tr("The teacher's continuation")
                              : tr("The student's continuation"));
    m_strip->setAccessibleName(accessibleName());
    m_copy->setAccessibleName(tr("Copy text"));
    m_copy->setToolTip(tr("Copies prompt and continuation."));
    showTokens();
}

void ContinuationPanel::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    else if (event->type() == QEvent::PaletteChange)
        showTokens();
    Panel::changeEvent(event);
}

void ContinuationPanel::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        return m_strip->setSelected(-1);
    Panel::keyPressEvent(event);
}

bool ContinuationPanel::eventFilter(QObject *watched, QEvent *event)
{
    // The popup belongs to the strip that has the keyboard.
    if (watched == m_strip && event->type() == QEvent::FocusOut)
        m_strip->setSelected(-1);
    return Panel::eventFilter(watched, event);
}

} // namespace retort
