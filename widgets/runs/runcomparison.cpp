#include "widgets/runs/runcomparison.h"

#include "core/session/translate.h"
#include "widgets/common/parts.h"
#include "widgets/common/theme.h"
#include "widgets/runs/diffview.h"

#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QSplitter>

#include <algorithm>

namespace retort {

namespace {

struct SeriesKind
{
    const char *key;
    const char *choice; ///< in the combo box
    const char *title;
    const char *axis; ///< markup of MathText
};

constexpr SeriesKind kinds[] = {
    {series::validationCrossEntropy, QT_TRANSLATE_NOOP("RunComparison", "validation CE"),
     QT_TRANSLATE_NOOP("RunComparison", "Cross-entropy, held-out data"),
     QT_TRANSLATE_NOOP("RunComparison", "CE (nats/token)")},
    {series::klToTeacher, QT_TRANSLATE_NOOP("RunComparison", "KL to teacher"),
     QT_TRANSLATE_NOOP("RunComparison", "KL to the teacher, held-out data"),
     QT_TRANSLATE_NOOP("RunComparison", "KL(*p*||*q*) (nats/token)")},
    {series::klToTruth, QT_TRANSLATE_NOOP("RunComparison", "KL to truth"),
     QT_TRANSLATE_NOOP("RunComparison", "KL to the truth, held-out data"),
     QT_TRANSLATE_NOOP("RunComparison", "KL(*r*||*q*) (nats/token)")},
    {series::crossEntropy, QT_TRANSLATE_NOOP("RunComparison", "CE"),
     QT_TRANSLATE_NOOP("RunComparison", "Cross-entropy, training data"),
     QT_TRANSLATE_NOOP("RunComparison", "CE (nats/token)")},
    {series::total, QT_TRANSLATE_NOOP("RunComparison", "total"),
     QT_TRANSLATE_NOOP("RunComparison", "Total loss"),
     QT_TRANSLATE_NOOP("RunComparison", "Total (nats/token)")},
    {series::sequenceDivergence, QT_TRANSLATE_NOOP("RunComparison", "sequence term"),
     QT_TRANSLATE_NOOP("RunComparison", "Sequence term, unweighted"),
     QT_TRANSLATE_NOOP("RunComparison", "*D*_{seq} (nats/token)")},
    {series::tokenDivergence, QT_TRANSLATE_NOOP("RunComparison", "token term"),
     QT_TRANSLATE_NOOP("RunComparison", "Token term, unweighted"),
     QT_TRANSLATE_NOOP("RunComparison", "*D*_{tok} (nats/token)")},
};
constexpr int validationIndex = 0;
constexpr int teacherIndex = 1;

QString text(const char *source)
{
    return QCoreApplication::translate("RunComparison", source);
}

} // namespace

RunComparison::RunComparison(RunStore &store, Dialogs &dialogs, QWidget *parent)
    : QWidget(parent)
    , m_store(store)
    , m_overlay(new OverlayView(this))
    , m_diff(new DiffView(this))
    , m_series(makeLabelledCombo({}, this))
{
    auto *splitter = new QSplitter(Qt::Horizontal, this);
    splitter->setHandleWidth(grid::gap);
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(m_overlay);
    splitter->addWidget(m_diff);
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 2);
    splitter->setSizes({600, 400});
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(splitter);

    m_series->setObjectName(QStringLiteral("series"));
    for (const SeriesKind &kind : kinds)
        m_series->addItem(QString(), QLatin1String(kind.key));
    m_overlay->addHeaderWidget(m_series);
    m_overlay->setDialogs(dialogs);
    connect(m_series, &QComboBox::activated, this, [this] { m_seriesChosen = true; });
    connect(m_series, &QComboBox::currentIndexChanged, this, &RunComparison::showCurves);
    connect(m_overlay, &OverlayView::failed, this, &RunComparison::failed);
    retranslate();
}

void RunComparison::setRuns(std::vector<RunSummary> runs)
{
    m_runs = std::move(runs);
    std::erase_if(m_known, [this](const auto &known) {
        return std::ranges::none_of(m_runs,
                                    [&](const RunSummary &run) { return run.id == known.first; });
    });
    proposeSeries();
    showCurves();
    showSettings();
}

/// Until a person chooses: the distance to the teacher where all runs have one.
void RunComparison::proposeSeries()
{
    if (m_seriesChosen || m_runs.empty())
        return;
    const bool teachers = std::ranges::all_of(
        m_runs, [](const RunSummary &run) { return run.klToTeacher.has_value(); });
    const QSignalBlocker quiet(m_series);
    m_series->setCurrentIndex(teachers ? teacherIndex : validationIndex);
}

RunComparison::Known &RunComparison::known(const RunSummary &run)
{
    Known &known = m_known[run.id];
    if (known.step == run.step && known.status == run.status)
        return known;
    // The run went on since: its points are read again, when they are asked for.
    known.step = run.step;
    known.status = run.status;
    known.points.clear();
    if (const auto events = m_store.controlEvents(run.id))
        known.events = *events;
    else
        Q_EMIT failed(toUserText(events.error()));
    if (!known.settings.empty())
        return known;
    if (const auto experiment = m_store.experiment(run.id))
        known.settings = flatten(*experiment);
    else
        Q_EMIT failed(toUserText(experiment.error()));
    return known;
}

void RunComparison::showCurves()
{
    const SeriesKind &kind = kinds[std::max(0, m_series->currentIndex())];
    m_overlay->setTitle(text(kind.title), tr("nats per target token"));
    std::vector<OverlayRun> overlaid;
    for (const RunSummary &run : m_runs) {
        Known &about = known(run);
        auto [points, isNew] = about.points.try_emplace(kind.key);
        if (isNew) {
            if (auto read = m_store.metrics(run.id, kind.key))
                points->second = std::move(*read);
            else
                Q_EMIT failed(toUserText(read.error()));
        }
        overlaid.push_back({run.id, run.name, points->second, about.events});
    }
    m_overlay->setEmptyHint(m_runs.empty() ? tr("No run is ticked") : tr("There are no points"),
                            m_runs.empty()
                                ? tr("Tick up to six runs in the table to see their curves here.")
                                : tr("The ticked runs have nothing of this series. Choose another "
                                     "one above."));
    m_overlay->setRuns(text(kind.axis), std::move(overlaid));
}

void RunComparison::showSettings()
{
    std::vector<RunForComparison> compared;
    for (const RunSummary &run : m_runs)
        compared.push_back({run, known(run).settings});
    m_diff->setRuns(std::move(compared));
}

void RunComparison::retranslate()
{
    m_series->setAccessibleName(tr("Series"));
    m_series->setToolTip(tr("Which figure of the ticked runs is drawn."));
    for (int i = 0; i < m_series->count(); ++i)
        m_series->setItemText(i, text(kinds[i].choice));
    showCurves();
}

void RunComparison::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

} // namespace retort
