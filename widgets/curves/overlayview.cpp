#include "widgets/curves/overlayview.h"

#include "core/plotdata/format.h"
#include "core/plotdata/smoothing.h"
#include "widgets/common/panel.h"
#include "widgets/common/parts.h"
#include "widgets/curves/plotcanvas.h"
#include "widgets/curves/plotexport.h"
#include "widgets/curves/runcurves.h"

#include <QComboBox>
#include <QEvent>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace retort {

namespace {

constexpr std::size_t manyPoints = 300; ///< a curve with more is noise of single steps
constexpr double overlaySmoothing = 0.95;
constexpr int longestName = 24;

QString shortened(const QString &name)
{
    return name.size() <= longestName ? name : name.left(longestName - 1) + u'…';
}

QString quoted(QString text)
{
    return u'"' + text.replace(u'"', QStringLiteral("\"\"")) + u'"';
}

} // namespace

QList<qreal> runDashes(std::size_t place)
{
    static const QList<qreal> patterns[] = {{},         {5, 2.5}, {6, 2, 1.2, 2},
                                            {1.4, 1.8}, {9, 3},   {4, 1.5, 1.2, 1.5, 1.2, 1.5}};
    return patterns[place % std::size(patterns)];
}

struct OverlayView::Private
{
    explicit Private(OverlayView *view);
    void retranslate();
    void showXAxis();
    void rebuild();
    void showHint();
    double xOf(const MetricPoint &point) const;
    QByteArray csv() const;

    struct Points
    {
        std::vector<PlotPoint> line;
        std::vector<PlotPoint> raw;
    };

    OverlayView *q;
    Panel *panel;
    PlotCanvas *canvas;
    SegmentedControl *scale;
    QComboBox *x;
    PlotExport *menu;
    EmptyState *hint;

    std::vector<OverlayRun> runs;
    std::vector<Points> points; ///< one a run; the canvas draws from here
};

OverlayView::Private::Private(OverlayView *view)
    : q(view)
    , panel(new Panel(view))
    , canvas(new PlotCanvas(1, panel))
    , scale(new SegmentedControl(panel))
    , x(makeLabelledCombo({}, panel))
    , menu(new PlotExport(
          *canvas, [this] { return csv(); }, panel))
    , hint(new EmptyState(canvas))
{
    auto *layout = new QVBoxLayout(view);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(panel);
    panel->content()->addWidget(canvas, 1);
    canvas->setObjectName(QStringLiteral("overlayCanvas"));
    scale->setObjectName(QStringLiteral("overlayScale"));
    x->setObjectName(QStringLiteral("overlayX"));
    menu->setFileStem(QStringLiteral("runs"));
    canvas->setXExtent(1000); // of an empty plot
    connect(scale, &SegmentedControl::currentChanged, canvas,
            [this](int index) { canvas->setLogarithmic(index == 0); });
    connect(x, &QComboBox::currentIndexChanged, view, [this] {
        showXAxis();
        rebuild();
    });
    connect(menu, &PlotExport::failed, view, &OverlayView::failed);
    connect(canvas, &PlotCanvas::drawn, view, [this] { showHint(); });
    canvas->setHoverTitle([this](double at) {
        switch (CurveX(x->currentIndex())) {
        case CurveX::Tokens: return OverlayView::tr("%1 tokens").arg(formatShort(at));
        case CurveX::Time: return formatDuration(at);
        case CurveX::Step: break;
        }
        return OverlayView::tr("step %1").arg(formatCount(std::llround(at)));
    });
    retranslate();
}

void OverlayView::Private::retranslate()
{
    scale->setChoices({OverlayView::tr("Log"), OverlayView::tr("Linear")});
    scale->setAccessibleName(OverlayView::tr("Scale of the curves"));
    scale->setToolTip(
        OverlayView::tr("Log shows late, small gains; linear shows sizes as they are."));
    x->setAccessibleName(OverlayView::tr("x", "axis"));
    x->setToolTip(OverlayView::tr("What runs along the bottom: steps, tokens of data seen, or "
                                  "training time without pauses."));
    const QStringList choices{OverlayView::tr("Step"), OverlayView::tr("Tokens"),
                              OverlayView::tr("Time")};
    if (x->count() == 0) {
        const QSignalBlocker quiet(x);
        x->addItems(choices);
    }
    for (int i = 0; i < x->count(); ++i)
        x->setItemText(i, choices[i]);
    canvas->setAccessibleName(OverlayView::tr("Curves of the compared runs"));
    showXAxis();
}

void OverlayView::Private::showXAxis()
{
    switch (CurveX(x->currentIndex())) {
    case CurveX::Step:
        canvas->setXAxis(PlotCanvas::XAxis::Count, OverlayView::tr("Training step"));
        break;
    case CurveX::Tokens:
        canvas->setXAxis(PlotCanvas::XAxis::Short, OverlayView::tr("Tokens of data seen"));
        break;
    case CurveX::Time:
        canvas->setXAxis(PlotCanvas::XAxis::Time, OverlayView::tr("Training time (min:s)"));
        break;
    }
}

double OverlayView::Private::xOf(const MetricPoint &point) const
{
    switch (CurveX(x->currentIndex())) {
    case CurveX::Tokens: return double(point.tokens);
    case CurveX::Time: return point.seconds;
    case CurveX::Step: break;
    }
    return double(point.step);
}

void OverlayView::Private::rebuild()
{
    const Theme theme = Theme::of(q);
    auto &curves = canvas->curves();
    curves.clear();
    points.assign(runs.size(), {});
    std::vector<PlotMark> marks;
    for (std::size_t i = 0; i < runs.size(); ++i) {
        const OverlayRun &run = runs[i];
        const QColor colour = theme.runs[i % theme.runs.size()];
        std::vector<double> values;
        for (const MetricPoint &point : run.points) {
            if (!std::isfinite(point.value))
                continue;
            points[i].raw.push_back({xOf(point), point.value});
            values.push_back(point.value);
        }
        const bool noisy = values.size() > manyPoints;
        points[i].line = points[i].raw;
        if (noisy) {
            const auto smooth = smoothed(values, overlaySmoothing);
            for (std::size_t n = 0; n < smooth.size(); ++n)
                points[i].line[n].y = smooth[n];
        }
        PlotCurve curve;
        curve.key = QString::number(run.run.value);
        curve.name = MathText::literal(shortened(run.name));
        curve.colour = colour;
        curve.width = i == 0 ? 2.25 : 1.75;
        curve.strong = i == 0;
        curve.dashes = runDashes(i);
        curve.line = &points[i].line;
        curve.raw = noisy ? &points[i].raw : nullptr;
        curves.push_back(std::move(curve));

        for (const ControlEvent &event : run.events) {
            const bool alpha = event.key == ControlKey::Alpha;
            if (!alpha && event.key != ControlKey::Beta)
                continue;
            const auto at =
                std::ranges::lower_bound(run.points, event.step, {}, &MetricPoint::step);
            const double place = at == run.points.end() ? double(event.step) : xOf(*at);
            marks.push_back(
                {place,
                 MathText(QStringLiteral("*%1* %2 → %3")
                              .arg(alpha ? QStringLiteral("α") : QStringLiteral("β"))
                              .arg(formatWeight(event.before), formatWeight(event.after))),
                 colour});
        }
    }
    std::ranges::stable_sort(marks, {}, &PlotMark::x);
    canvas->setMarks(std::move(marks));
    canvas->scheduleUpdate();
    showHint();
}

void OverlayView::Private::showHint()
{
    const bool empty = std::ranges::all_of(points, [](const Points &p) { return p.line.empty(); });
    hint->setVisible(empty);
    QRect place(0, 0, std::min(560, canvas->plotArea().width() - 16), 120);
    place.moveCenter(canvas->plotArea().center());
    hint->setGeometry(place);
    hint->raise();
}

QByteArray OverlayView::Private::csv() const
{
    QString text = QStringLiteral("run,name,step,seconds,tokens,value\n");
    for (const OverlayRun &run : runs)
        for (const MetricPoint &point : run.points)
            text += QStringLiteral("%1,%2,%3,%4,%5,%6\n")
                        .arg(QString::number(run.run.value), quoted(run.name),
                             QString::number(point.step), QString::number(point.seconds, 'g', 17),
                             QString::number(point.tokens), QString::number(point.value, 'g', 17));
    return text.toUtf8();
}

OverlayView::OverlayView(QWidget *parent) : QWidget(parent), d(std::make_unique<Private>(this))
{
    for (QWidget *widget : std::initializer_list<QWidget *>{d->scale, d->x, d->menu})
        d->panel->addHeaderWidget(widget);
}

OverlayView::~OverlayView() = default;

void OverlayView::setRuns(const QString &yTitle, std::vector<OverlayRun> runs)
{
    d->canvas->setPaneTitle(0, MathText(yTitle));
    d->runs = std::move(runs);
    d->rebuild();
}

void OverlayView::setTitle(const QString &title, const QString &subtitle)
{
    d->panel->setTitle(title);
    d->panel->setSubtitle(subtitle);
}

void OverlayView::addHeaderWidget(QWidget *widget)
{
    // Before the widgets that are there already: they are taken out and put in again behind it.
    d->panel->addHeaderWidget(widget);
    for (QWidget *behind : std::initializer_list<QWidget *>{d->scale, d->x, d->menu})
        d->panel->addHeaderWidget(behind);
}

void OverlayView::setEmptyHint(const QString &title, const QString &sentence)
{
    d->hint->setTexts(title, sentence);
}

void OverlayView::setDialogs(Dialogs &dialogs)
{
    d->menu->setDialogs(dialogs);
}

void OverlayView::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    switch (event->type()) {
    case QEvent::LanguageChange: d->retranslate(); break;
    case QEvent::PaletteChange:
    case QEvent::ApplicationPaletteChange: d->rebuild(); break;
    default: break;
    }
}

} // namespace retort
