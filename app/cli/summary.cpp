#include "app/cli/summary.h"

#include "app/cli/chart.h"
#include "app/cli/files.h"
#include "app/cli/texttable.h"
#include "core/engine/machine.h"

namespace retort {
namespace {

// The same colours as in the window.
const QString TeacherColour = QStringLiteral("#E69F00");
const QString StudentColour = QStringLiteral("#0072B2");
const QString TruthColour = QStringLiteral("#009E73");
const QString DataColour = QStringLiteral("#777777");

const QString Style = QStringLiteral(R"(
:root { color-scheme: light dark; --text: #1b1b1b; --faint: #777; --rule: #ddd; --page: #fff; }
@media (prefers-color-scheme: dark) {
  :root { --text: #eee; --faint: #aaa; --rule: #444; --page: #1e1e1e; } }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--text); background: var(--page);
       max-width: 900px; margin: 2em auto; padding: 0 1em; }
h1 { font-size: 1.5em; margin-bottom: 0; }
h2 { font-size: 1.1em; margin-top: 2em; }
p.note { color: var(--faint); margin-top: 0; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
td, th { padding: 3px 14px 3px 0; text-align: right; border-bottom: 1px solid var(--rule); }
td:first-child, th:first-child, table.settings td { text-align: left; }
th { font-weight: 600; }
svg { width: 100%; margin-top: 1.5em; font-size: 13px; }
svg text { fill: var(--text); }
svg text.title { font-weight: 600; font-size: 15px; }
svg .grid { stroke: var(--rule); }
svg .axis { stroke: var(--faint); }
)");

QString htmlTable(const QList<QStringList> &rows, const char *kind, bool header)
{
    QString html = QStringLiteral("<table class=\"%1\">\n").arg(QLatin1String(kind));
    for (const QStringList &row : rows) {
        const QString tag =
            header && &row == &rows.front() ? QStringLiteral("th") : QStringLiteral("td");
        html += QStringLiteral("<tr>");
        for (const QString &cell : row)
            html += QStringLiteral("<%1>%2</%1>").arg(tag, cell.toHtmlEscaped());
        html += QStringLiteral("</tr>\n");
    }
    return html + QStringLiteral("</table>\n");
}

/// One figure of all evaluations; empty where it was never measured.
std::vector<PlotPoint> heldOut(const Figures &figures, std::optional<double> Evaluation::*figure)
{
    std::vector<PlotPoint> points;
    for (const Evaluation &evaluation : figures.evaluations) {
        if (const auto &value = evaluation.*figure)
            points.push_back({double(evaluation.step), *value});
    }
    return points;
}

Chart crossEntropyChart(const Figures &figures, const std::vector<MetricPoint> &trainingCurve)
{
    Chart chart{QStringLiteral("Cross-entropy"),
                QStringLiteral("step"),
                QStringLiteral("nats per token"),
                {},
                {}};
    ChartCurve training{QStringLiteral("on its own text"), DataColour, {}, true};
    for (const MetricPoint &point : trainingCurve)
        training.points.push_back({double(point.step), point.value});
    ChartCurve heldOutCurve{QStringLiteral("held out"), StudentColour, {}, false};
    for (const Evaluation &evaluation : figures.evaluations)
        heldOutCurve.points.push_back({double(evaluation.step), evaluation.crossEntropy});
    chart.curves << training << heldOutCurve;
    if (const auto floor = figures.facts.teacherCrossEntropy)
        chart.floors << ChartFloor{QStringLiteral("teacher"), TeacherColour, *floor};
    if (const auto floor = figures.facts.truthCrossEntropy)
        chart.floors << ChartFloor{QStringLiteral("truth"), TruthColour, *floor};
    return chart;
}

Chart divergenceChart(const Figures &figures)
{
    Chart chart{QStringLiteral("How far the student is away, on held-out text"),
                QStringLiteral("step"),
                QStringLiteral("KL, nats per token"),
                {},
                {}};
    const auto add = [&](const QString &name, const QString &colour,
                         std::optional<double> Evaluation::*figure) {
        auto points = heldOut(figures, figure);
        if (!points.empty())
            chart.curves << ChartCurve{name, colour, std::move(points), false};
    };
    add(QStringLiteral("from the teacher"), TeacherColour, &Evaluation::klToTeacher);
    add(QStringLiteral("from the truth"), TruthColour, &Evaluation::klToTruth);
    if (const auto floor = figures.facts.teacherError)
        chart.floors << ChartFloor{QStringLiteral("teacher from truth"), DataColour, *floor};
    return chart;
}

QList<QStringList> settingRows(const Experiment &experiment)
{
    QList<QStringList> rows;
    for (const Setting &setting : flatten(experiment))
        rows << QStringList{QString::fromStdString(setting.key),
                            QString::fromStdString(setting.value)};
    return rows;
}

QString machineLine()
{
    const MachineFacts &facts = machineFacts();
    return QStringLiteral("%1, %2 cores; LibTorch %3 with %4")
        .arg(QString::fromStdString(facts.cpu))
        .arg(facts.cores)
        .arg(QString::fromStdString(facts.torchVersion), QString::fromStdString(facts.blas));
}

QString toHtml(const Experiment &experiment, const Figures &figures,
               const std::vector<MetricPoint> &trainingCurve)
{
    const QString name = figures.run.name.toHtmlEscaped();
    QString html = QStringLiteral("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta "
                                  "charset=\"utf-8\">\n<title>%1</title>\n<style>%2</style>\n"
                                  "</head>\n<body>\n<h1>%1</h1>\n")
                       .arg(name, Style);
    html += QStringLiteral("<p class=\"note\">%1 %2.</p>\n")
                .arg(headline(figures).toHtmlEscaped(), machineLine().toHtmlEscaped());
    html += htmlTable(figureTable(figures), "figures", true);
    html += toSvg(crossEntropyChart(figures, trainingCurve));
    if (const Chart chart = divergenceChart(figures); !chart.curves.isEmpty())
        html += toSvg(chart);
    html += QStringLiteral("<h2>Settings</h2>\n");
    html += htmlTable(settingRows(experiment), "settings", false);
    return html + QStringLiteral("</body>\n</html>\n");
}

QString toPlainText(const Experiment &experiment, const Figures &figures)
{
    return QStringLiteral("%1\n%2\n%3.\n\n%4\n\n%5\n")
        .arg(figures.run.name, headline(figures), machineLine(), alignedTable(figureTable(figures)),
             alignedTable(settingRows(experiment), 2));
}

} // namespace

std::optional<SummaryFormat> summaryFormat(const std::filesystem::path &file)
{
    if (file.extension() == ".html" || file.extension() == ".htm")
        return SummaryFormat::Html;
    return file.extension() == ".txt" ? std::optional(SummaryFormat::Text) : std::nullopt;
}

Status writeSummary(const std::filesystem::path &file, const Experiment &experiment,
                    const Figures &figures, const std::vector<MetricPoint> &trainingCurve)
{
    const QString text = summaryFormat(file) == SummaryFormat::Html
                             ? toHtml(experiment, figures, trainingCurve)
                             : toPlainText(experiment, figures);
    return replaceFile(file.string(), text.toStdString(), "--summary");
}

} // namespace retort
