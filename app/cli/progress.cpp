#include "app/cli/progress.h"

#include "app/cli/texttable.h"
#include "core/plotdata/format.h"

#include <QStringList>

#include <algorithm>

#include <sys/ioctl.h>
#include <unistd.h>

namespace retort {
namespace {

constexpr std::chrono::milliseconds BetweenDrawings{100};
constexpr std::chrono::seconds BetweenLines{30};

int terminalWidth(int descriptor)
{
    constexpr int usual = 80;
    winsize size{};
    return ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : usual;
}

} // namespace

Progress::Progress(std::FILE *stream) : m_stream(stream), m_terminal(isatty(fileno(stream)) == 1) {}

Progress::~Progress()
{
    end();
}

void Progress::begin(const RunFacts &facts)
{
    const std::lock_guard lock(m_mutex);
    m_facts = facts;
    m_metrics.step = facts.firstStep;
}

void Progress::step(const StepMetrics &metrics)
{
    const std::lock_guard lock(m_mutex);
    if (!m_secondsAtBegin)
        m_secondsAtBegin = metrics.seconds;
    m_metrics = metrics;
    const auto now = Clock::now();
    if (m_terminal) {
        if (now - m_shown >= BetweenDrawings || metrics.step == m_facts.totalSteps) {
            m_shown = now;
            drawBar();
        }
    } else if (m_shown != Clock::time_point() && now - m_shown >= BetweenLines) {
        m_shown = now;
        write(state() + QLatin1Char('\n'));
    }
}

void Progress::evaluation(const Evaluation &evaluation)
{
    const std::lock_guard lock(m_mutex);
    m_evaluation = evaluation;
    if (m_terminal)
        return;
    m_shown = Clock::now();
    write(state() + QLatin1Char('\n'));
}

void Progress::message(const QString &line)
{
    const std::lock_guard lock(m_mutex);
    eraseBar();
    write(line + QLatin1Char('\n'));
}

void Progress::end()
{
    const std::lock_guard lock(m_mutex);
    if (m_drawn)
        write(QStringLiteral("\n"));
    m_drawn = false;
}

QString Progress::state() const
{
    QStringList parts;
    parts << QStringLiteral("step %1/%2")
                 .arg(formatCount(m_metrics.step), formatCount(m_facts.totalSteps));
    if (m_secondsAtBegin) {
        parts << QStringLiteral("%1 tokens/s").arg(formatShort(m_metrics.tokensPerSecond));
        parts << timeLeft();
        parts << QStringLiteral("CE ") + formatNats(m_metrics.crossEntropy);
    }
    if (m_metrics.sequenceDivergence)
        parts << QStringLiteral("D_seq ") + formatNats(*m_metrics.sequenceDivergence);
    if (m_metrics.tokenDivergence)
        parts << QStringLiteral("D_tok ") + formatNats(*m_metrics.tokenDivergence);
    if (m_evaluation) {
        parts << QStringLiteral("held-out CE ") + formatNats(m_evaluation->crossEntropy);
        if (m_evaluation->klToTeacher)
            parts << QStringLiteral("KL to teacher ") + formatNats(*m_evaluation->klToTeacher);
        if (m_evaluation->klToTruth)
            parts << QStringLiteral("to truth ") + formatNats(*m_evaluation->klToTruth);
    }
    return parts.join(QStringLiteral(" · "));
}

QString Progress::timeLeft() const
{
    const auto done = m_metrics.step - m_facts.firstStep - 1;
    if (done < 1)
        return QStringLiteral("–:–– left");
    const double perStep = (m_metrics.seconds - *m_secondsAtBegin) / double(done);
    const double left = perStep * double(m_facts.totalSteps - m_metrics.step);
    return QStringLiteral("%1 left").arg(formatDuration(left));
}

QString Progress::bar(int width) const
{
    const double share =
        double(m_metrics.step) / double(std::max<std::int64_t>(m_facts.totalSteps, 1));
    const int full = std::clamp(int(share * width), 0, width);
    return QString(full, QChar(0x2588)) + QString(width - full, QChar(0x2591));
}

void Progress::drawBar()
{
    constexpr int barWidth = 20;
    const int width = terminalWidth(fileno(m_stream)) - 1;
    QString line = bar(barWidth) + QLatin1Char(' ') + state();
    while (displayWidth(line) > width)
        line.chop(1);
    eraseBar();
    write(line);
    m_drawn = true;
}

void Progress::eraseBar()
{
    if (m_drawn)
        write(QStringLiteral("\r\033[K"));
    m_drawn = false;
}

void Progress::write(const QString &text)
{
    const QByteArray bytes = text.toUtf8();
    std::fwrite(bytes.constData(), 1, std::size_t(bytes.size()), m_stream);
    std::fflush(m_stream);
}

} // namespace retort
