#include "widgets/curves/curvesview.h"

#include "core/plotdata/format.h"
#include "widgets/common/panel.h"
#include "widgets/common/parts.h"
#include "widgets/curves/legendrow.h"
#include "widgets/curves/plotcanvas.h"
#include "widgets/curves/plotexport.h"
#include "widgets/curves/runcurves.h"

#include <QComboBox>
#include <QEvent>
#include <QLabel>
#include <QResizeEvent>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace retort {

namespace {

enum PaneIndex { UpperPane, LowerPane };

/// Changes of one knob that follow each other this fast are one drag of it.
constexpr double oneDragSeconds = 2;
constexpr int narrow = 640; ///< below, the header has no room for the subtitle

bool isKnob(ControlKey key)
{
    return key == ControlKey::Alpha || key == ControlKey::Beta || key == ControlKey::Temperature
           || key == ControlKey::LearningRate;
}

QString markText(const ControlEvent &event)
{
    const auto weights = [&](const QString &name) {
        return QStringLiteral("*%1* %2 → %3")
            .arg(name, formatWeight(event.before), formatWeight(event.after));
    };
    switch (event.key) {
    case ControlKey::Alpha: return weights(QStringLiteral("α"));
    case ControlKey::Beta: return weights(QStringLiteral("β"));
    case ControlKey::Temperature: return weights(QStringLiteral("τ"));
    case ControlKey::LearningRate:
        return CurvesView::tr("learning rate %1 → %2")
            .arg(formatLearningRate(event.before), formatLearningRate(event.after));
    default: return {};
    }
}

} // namespace

struct CurvesView::Private
{
    explicit Private(CurvesView *view);
    void setupHeader();
    void setupCurves();
    void restyle();
    void retranslate();
    void showHeader();
    void showFloors();
    void showMarks();
    void goOnFrom(std::int64_t step);
    void pointsChanged();
    void showXAxis();
    void placeHint();
    void describe();

    CurvesView *q;
    Panel *panel;
    PlotCanvas *canvas;
    LegendRow *legend;
    SegmentedControl *scale;
    QLabel *smoothingLabel;
    ValueSlider *smoothing;
    QLabel *smoothingValue;
    QComboBox *x;
    PlotExport *menu;
    EmptyState *hint;
    bool hintWanted = false;

    RunCurves run;
    RunFacts facts;
    struct Change
    {
        ControlEvent event;
        double until = 0; ///< seconds; when its drag last moved
    };
    std::vector<Change> changes;
};

CurvesView::Private::Private(CurvesView *view)
    : q(view)
    , panel(new Panel(view))
    , canvas(new PlotCanvas(2, panel))
    , legend(new LegendRow(panel))
    , scale(new SegmentedControl(panel))
    , smoothingLabel(new QLabel(panel))
    , smoothing(new ValueSlider(panel))
    , smoothingValue(new QLabel(panel))
    , x(makeLabelledCombo({}, panel))
    , menu(new PlotExport(
          *canvas, [this] { return run.csv(); }, panel))
    , hint(new EmptyState(canvas))
{
    auto *layout = new QVBoxLayout(view);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(panel);
    setupHeader();
    panel->content()->setSpacing(4);
    panel->content()->addWidget(legend);
    panel->content()->addWidget(canvas, 1);
    hint->hide();
    setupCurves();
    retranslate();
    restyle();
    pointsChanged();
}

void CurvesView::Private::setupHeader()
{
    scale->setObjectName(QStringLiteral("scale"));
    menu->setFileStem(QStringLiteral("curves"));
    smoothing->setObjectName(QStringLiteral("smoothing"));
    smoothing->setScale(0, 0.99, 0.01);
    smoothing->setNumber(run.smoothing());
    smoothing->setFixedWidth(84);
    smoothingLabel->setBuddy(smoothing);
    smoothingLabel->setFont(fontFor(TextRole::Note));
    smoothingLabel->setProperty("tone", "secondary");
    smoothingValue->setObjectName(QStringLiteral("smoothingValue"));
    smoothingValue->setFont(fontFor(TextRole::Note));
    smoothingValue->setFixedWidth(
        smoothingValue->fontMetrics().horizontalAdvance(QStringLiteral("0.00")) + 4);
    smoothingValue->setText(formatWeight(run.smoothing()));
    x->setObjectName(QStringLiteral("x"));
    for (QWidget *widget : std::initializer_list<QWidget *>{scale, smoothingLabel, smoothing,
                                                            smoothingValue, x, menu})
        panel->addHeaderWidget(widget);

    connect(scale, &SegmentedControl::currentChanged, canvas,
            [this](int index) { canvas->setLogarithmic(index == 0); });
    connect(smoothing, &ValueSlider::numberChanged, q, [this](double value) {
        run.setSmoothing(value);
        smoothingValue->setText(formatWeight(value));
        pointsChanged();
    });
    connect(x, &QComboBox::currentIndexChanged, q, [this](int index) {
        run.setX(CurveX(index));
        showXAxis();
        showMarks();
        canvas->scheduleUpdate();
    });
    connect(legend, &LegendRow::toggled, q, [this](const QString &key, bool on) {
        for (PlotCurve &curve : canvas->curves())
            if (curve.key == key)
                curve.visible = on;
        showFloors();
        pointsChanged();
    });
    connect(menu, &PlotExport::failed, q, &CurvesView::failed);
    connect(hint, &EmptyState::buttonClicked, q, &CurvesView::startRequested);
    connect(canvas, &PlotCanvas::drawn, q, [this] {
        placeHint();
        describe();
    });
    connect(canvas, &PlotCanvas::hovered, q,
            [this](std::optional<double> at) { Q_EMIT q->stepHovered(at ? run.stepAt(*at) : -1); });
}

void CurvesView::Private::setupCurves()
{
    struct Kind
    {
        RunCurves::Curve curve;
        const char *key;
        int pane;
        double width;
        QList<qreal> dashes;
        bool dots;
    };
    const Kind kinds[] = {
        {RunCurves::Total, series::total, UpperPane, 2.25, {}, false},
        {RunCurves::CrossEntropy, series::crossEntropy, UpperPane, 1.75, {}, false},
        {RunCurves::Validation, series::validationCrossEntropy, UpperPane, 1.25, {}, true},
        {RunCurves::SequenceDivergence, series::sequenceDivergence, LowerPane, 1.75, {}, false},
        {RunCurves::TokenDivergence, series::tokenDivergence, LowerPane, 1.75, {4, 2.5}, false},
        {RunCurves::KlToTeacher, series::klToTeacher, LowerPane, 1.25, {}, true},
        {RunCurves::KlToTruth, series::klToTruth, LowerPane, 1.25, {}, true},
    };
    for (const Kind &kind : kinds) {
        PlotCurve curve;
        curve.key = QLatin1String(kind.key);
        curve.pane = kind.pane;
        curve.width = kind.width;
        curve.dashes = kind.dashes;
        curve.hollowDots = kind.dots;
        curve.strong = kind.curve == RunCurves::Total;
        // The distance to the truth is for those who ask: the teacher is what a run can see.
        curve.visible = kind.curve != RunCurves::KlToTruth;
        curve.line = &run.line(kind.curve);
        canvas->curves().push_back(std::move(curve));
    }
    canvas->setHoverTitle([this](double at) {
        const QString step = CurvesView::tr("step %1").arg(formatCount(run.stepAt(at)));
        switch (run.x()) {
        case CurveX::Tokens: return CurvesView::tr("%1 · %2 tokens").arg(step, formatShort(at));
        case CurveX::Time: return QStringLiteral("%1 · %2").arg(step, formatDuration(at));
        case CurveX::Step: break;
        }
        return step;
    });
}

void CurvesView::Private::restyle()
{
    const Theme theme = Theme::of(q);
    const QColor colours[] = {theme.text,    theme.data,           theme.studentLine, theme.teacher,
                              theme.teacher, theme.measureRamp[4], theme.truthLine};
    auto &curves = canvas->curves();
    for (std::size_t i = 0; i < curves.size(); ++i)
        curves[i].colour = colours[i];
    showFloors();
    showMarks();
    pointsChanged();
}

void CurvesView::Private::retranslate()
{
    showHeader();
    scale->setChoices({CurvesView::tr("Log"), CurvesView::tr("Linear")});
    scale->setAccessibleName(CurvesView::tr("Scale of the losses"));
    scale->setToolTip(
        CurvesView::tr("Log shows late, small gains; linear shows sizes as they are."));
    smoothingLabel->setText(CurvesView::tr("Smoothing"));
    smoothing->setAccessibleName(CurvesView::tr("Smoothing"));
    smoothing->setToolTip(
        CurvesView::tr("How much of the past each point of a curve keeps. The raw points stay "
                       "behind the curves; the training does not change."));
    x->setAccessibleName(CurvesView::tr("x", "axis"));
    x->setToolTip(CurvesView::tr("What runs along the bottom: steps, tokens of data seen, or "
                                 "training time without pauses."));
    const QStringList choices{CurvesView::tr("Step"), CurvesView::tr("Tokens"),
                              CurvesView::tr("Time")};
    if (x->count() == 0) {
        const QSignalBlocker quiet(x);
        x->addItems(choices);
    }
    for (int i = 0; i < x->count(); ++i)
        x->setItemText(i, choices[i]);
    showXAxis();
    canvas->setAccessibleName(CurvesView::tr("Loss curves"));
    canvas->setPaneTitle(UpperPane, MathText(CurvesView::tr("Total, CE (nats/token)")));
    canvas->setPaneTitle(LowerPane, MathText(CurvesView::tr("*D* (nats/token)")));
    const QString names[] = {CurvesView::tr("total"),         CurvesView::tr("CE"),
                             CurvesView::tr("validation CE"), QStringLiteral("*D*_{seq}"),
                             QStringLiteral("*D*_{tok}"),     CurvesView::tr("KL to teacher"),
                             CurvesView::tr("KL to truth")};
    auto &curves = canvas->curves();
    for (std::size_t i = 0; i < curves.size(); ++i)
        curves[i].name = MathText(names[i]);
    showFloors();
    showMarks();
    pointsChanged();
}

void CurvesView::Private::showHeader()
{
    panel->setTitle(CurvesView::tr("Loss"));
    panel->setSubtitle(q->width() < narrow ? QString() : CurvesView::tr("nats per target token"));
}

/// Lines that a curve cannot pass: known before the first step.
void CurvesView::Private::showFloors()
{
    const Theme theme = Theme::of(q);
    auto &floors = canvas->floors();
    floors.clear();
    if (facts.teacherCrossEntropy)
        floors.push_back({MathText(CurvesView::tr("teacher")), *facts.teacherCrossEntropy,
                          UpperPane, theme.teacher, false});
    if (facts.truthCrossEntropy)
        floors.push_back({MathText(CurvesView::tr("truth")), *facts.truthCrossEntropy, UpperPane,
                          theme.truthLine, true});
    const PlotCurve &toTruth = canvas->curves()[RunCurves::KlToTruth];
    if (facts.teacherError && toTruth.visible && !toTruth.line->empty())
        floors.push_back({MathText(CurvesView::tr("teacher")), *facts.teacherError, LowerPane,
                          theme.teacher, false});
    // A student that knows nothing yet spreads its belief evenly: that is where the curves begin.
    canvas->setExpected(UpperPane, run.isEmpty() && facts.vocabulary > 1
                                       ? std::optional(std::log(double(facts.vocabulary)))
                                       : std::nullopt);
}

void CurvesView::Private::showMarks()
{
    const QColor colour = Theme::of(q).accent;
    std::vector<PlotMark> marks;
    for (const auto &[event, until] : changes)
        marks.push_back({run.x() == CurveX::Time ? event.seconds : run.xOfStep(event.step),
                         MathText(markText(event)), colour});
    canvas->setMarks(std::move(marks));
}

/// A run that is resumed takes back what came after its checkpoint.
void CurvesView::Private::goOnFrom(std::int64_t step)
{
    run.takeBackAfter(step);
    std::erase_if(changes, [step](const Change &change) { return change.event.step > step; });
    showMarks();
    pointsChanged();
}

/// Which curves, panes and legend entries there are follows from which points there are.
void CurvesView::Private::pointsChanged()
{
    auto &curves = canvas->curves();
    std::vector<const PlotCurve *> present;
    bool lower = false;
    for (std::size_t i = 0; i < curves.size(); ++i) {
        PlotCurve &curve = curves[i];
        const auto kind = RunCurves::Curve(i);
        // Without smoothing the line is the raw points.
        const bool behind = !curve.hollowDots && run.smoothing() > 0;
        curve.raw = behind ? &run.raw(kind) : nullptr;
        if (curve.line->empty())
            continue;
        present.push_back(&curve);
        lower |= curve.pane == LowerPane && curve.visible;
    }
    canvas->setPaneShown(LowerPane, lower);
    legend->setCurves(present);
    legend->setVisible(!present.empty());
    hint->setVisible(hintWanted && run.isEmpty());
    canvas->scheduleUpdate();
}

void CurvesView::Private::showXAxis()
{
    switch (run.x()) {
    case CurveX::Step:
        canvas->setXAxis(PlotCanvas::XAxis::Count, CurvesView::tr("Training step"));
        break;
    case CurveX::Tokens:
        canvas->setXAxis(PlotCanvas::XAxis::Short, CurvesView::tr("Tokens of data seen"));
        break;
    case CurveX::Time:
        canvas->setXAxis(PlotCanvas::XAxis::Time, CurvesView::tr("Training time (min:s)"));
        break;
    }
}

void CurvesView::Private::placeHint()
{
    if (!hint->isVisible())
        return;
    const QRect area = canvas->plotArea();
    const int width = std::min(560, area.width() - 16);
    const int height =
        hint->hasHeightForWidth() ? hint->heightForWidth(width) : hint->sizeHint().height();
    QRect place(0, 0, width, height);
    place.moveCenter(area.center() - QPoint(0, area.height() / 12));
    hint->setGeometry(place);
    hint->raise();
}

/// The last values in words, for those who cannot see the plot.
void CurvesView::Private::describe()
{
    QStringList values;
    for (const PlotCurve &curve : canvas->curves())
        if (curve.visible && !curve.line->empty())
            values +=
                QStringLiteral("%1 %2").arg(curve.name.plain(), formatNats(curve.line->back().y));
    canvas->setAccessibleDescription(values.join(QStringLiteral(", ")));
}

CurvesView::CurvesView(QWidget *parent) : QWidget(parent), d(std::make_unique<Private>(this))
{
    d->canvas->setObjectName(QStringLiteral("canvas"));
}

CurvesView::~CurvesView()
{
    // A plot that has the focus says once more that nothing is hovered when it goes.
    d->canvas->disconnect(this);
}

void CurvesView::clear(std::int64_t totalSteps)
{
    d->run.clear();
    d->facts = {};
    d->changes.clear();
    d->canvas->setXExtent(double(std::max<std::int64_t>(1, totalSteps)));
    d->canvas->resetZoom();
    d->showFloors();
    d->showMarks();
    d->pointsChanged();
}

void CurvesView::setFacts(const RunFacts &facts)
{
    d->facts = facts;
    if (facts.totalSteps > 0)
        d->canvas->setXExtent(double(facts.totalSteps));
    if (facts.firstStep > 0)
        d->goOnFrom(facts.firstStep);
    d->showFloors();
}

void CurvesView::append(const MetricBatch &batch)
{
    const auto filled = [this] {
        return std::ranges::count_if(d->canvas->curves(),
                                     [](const PlotCurve &curve) { return !curve.line->empty(); });
    };
    const auto before = filled();
    d->run.append(batch);
    // A curve's first point brings its legend, its pane and its floor.
    if (filled() != before) {
        d->showFloors();
        d->pointsChanged();
    }
    d->canvas->scheduleUpdate();
}

void CurvesView::addControlMark(const ControlEvent &event)
{
    if (!isKnob(event.key))
        return;
    auto &changes = d->changes;
    const auto last = std::find_if(changes.rbegin(), changes.rend(), [&](const auto &change) {
        return change.event.key == event.key;
    });
    if (last != changes.rend() && last->event.after == event.before
        && event.seconds - last->until < oneDragSeconds) {
        last->event.after = event.after;
        last->until = event.seconds;
        if (last->event.after == last->event.before)
            changes.erase(std::next(last).base());
    } else {
        changes.push_back({event, event.seconds});
    }
    d->showMarks();
}

void CurvesView::showRun(const RunFacts &facts, const MetricBatch &all,
                         const std::vector<ControlEvent> &events)
{
    clear(facts.totalSteps);
    setFacts(facts);
    append(all);
    for (const ControlEvent &event : events)
        addControlMark(event);
}

void CurvesView::setIdleHint(const QString &title, const QString &sentence, const QString &button)
{
    d->hintWanted = !title.isEmpty();
    d->hint->setTexts(title, sentence, button);
    d->pointsChanged();
}

void CurvesView::setDialogs(Dialogs &dialogs)
{
    d->menu->setDialogs(dialogs);
}

void CurvesView::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    switch (event->type()) {
    case QEvent::LanguageChange: d->retranslate(); break;
    case QEvent::PaletteChange:
    case QEvent::ApplicationPaletteChange: d->restyle(); break;
    default: break;
    }
}

void CurvesView::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    d->showHeader();
}

} // namespace retort
