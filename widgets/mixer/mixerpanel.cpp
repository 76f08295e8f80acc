#include "widgets/mixer/mixerpanel.h"

#include "core/plotdata/format.h"
#include "core/tables/settingtexts.h"
#include "widgets/common/icons.h"
#include "widgets/common/mathtext.h"
#include "widgets/mixer/coursestrip.h"
#include "widgets/mixer/knob.h"
#include "widgets/mixer/knobcourses.h"
#include "widgets/mixer/termtable.h"

#include <QDoubleSpinBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QVBoxLayout>

#include <algorithm>

namespace retort {

namespace {

constexpr int noticePadding = 10;
constexpr int noticeIconSize = 14;

const QString sequenceTerm = QStringLiteral("<i>D</i><sub>seq</sub>");
const QString tokenTerm = QStringLiteral("<i>D</i><sub>tok</sub>");
const QString alphaSign = QStringLiteral("<i>α</i>");
const QString betaSign = QStringLiteral("<i>β</i>");

} // namespace

namespace {

QString alphaText(PrefixSource source)
{
    switch (source) {
    case PrefixSource::Data: return MixerPanel::tr("*α*  data ↔ teacher on the data");
    case PrefixSource::Teacher: return MixerPanel::tr("*α*  data ↔ teacher's samples");
    case PrefixSource::TeacherBeam: return MixerPanel::tr("*α*  data ↔ teacher's beams");
    case PrefixSource::Student: return MixerPanel::tr("*α*  data ↔ student's samples");
    case PrefixSource::Mixed: break;
    }
    return MixerPanel::tr("*α*  data ↔ data and samples");
}

QString betaText(PrefixSource source)
{
    switch (source) {
    case PrefixSource::Data: return MixerPanel::tr("*β*  teacher along the data");
    case PrefixSource::Teacher: return MixerPanel::tr("*β*  teacher along its samples");
    case PrefixSource::TeacherBeam: return MixerPanel::tr("*β*  teacher along its beams");
    case PrefixSource::Student: return MixerPanel::tr("*β*  along the student's samples");
    case PrefixSource::Mixed: break;
    }
    return MixerPanel::tr("*β*  along data and samples");
}

/// Behind "along".
QString alongText(PrefixSource source)
{
    switch (source) {
    case PrefixSource::Data: return MixerPanel::tr("the data");
    case PrefixSource::Teacher: return MixerPanel::tr("teacher samples");
    case PrefixSource::TeacherBeam: return MixerPanel::tr("the teacher's beams");
    case PrefixSource::Student: return MixerPanel::tr("the student's samples");
    case PrefixSource::Mixed: break;
    }
    return MixerPanel::tr("data and the student's samples");
}

/// What a term measures.
QString measureText(const TermSettings &term)
{
    if (term.targets == Targets::Hard)
        return MixerPanel::tr("cross-entropy");
    return settingValueText("objective.sequence.divergence", toString(term.divergence.kind));
}

} // namespace

struct MixerPanel::Private
{
    explicit Private(MixerPanel *panel);
    void setupFigures();
    void setupKnobs();
    void setupNotice();
    void retranslate();
    void setRunning(bool on);
    void showTerms();
    void showKnobTexts();
    void showTemperature();
    void showShare();
    void showCourses();
    void followCourses();
    void leaveCourse(Course Courses::*course);
    void showNotice();
    void styleNotice();
    void giveTextsRoom();
    bool warns() const;
    QString noticeText() const;
    QString noticeDetail() const;

    MixerPanel *q;
    QLabel *when;
    MathLabel *formula;
    QLabel *total;
    QLabel *unit;
    ShareBar *bar;
    TermTable *terms;
    Knob *alpha;
    Knob *beta;
    MathLabel *tauName;
    QDoubleSpinBox *tau;
    QLabel *tauNote;
    MathLabel *shareName;
    QDoubleSpinBox *share;
    CourseStrip *strip;
    QFrame *notice;
    QLabel *noticeIcon;
    QLabel *noticeLabel;
    QLabel *noticeSmall;

    Experiment experiment;
    std::optional<StepMetrics> step;
    KnobCourses courses;
    bool running = false;
};

MixerPanel::Private::Private(MixerPanel *panel)
    : q(panel)
    , when(new QLabel(panel))
    , formula(new MathLabel(panel))
    , total(new QLabel(panel))
    , unit(new QLabel(panel))
    , bar(new ShareBar(panel))
    , terms(new TermTable(panel))
    , alpha(new Knob(QStringLiteral("alpha"), {0, 1, 1, 0.01, {0, 0.25, 0.5, 0.75, 1}}, panel))
    , beta(new Knob(QStringLiteral("beta"), {0, 2, 10, 0.01, {0, 0.5, 1, 1.5, 2}}, panel))
    , tauName(new MathLabel(panel))
    , tau(new QDoubleSpinBox(panel))
    , tauNote(new QLabel(panel))
    , shareName(new MathLabel(panel))
    , share(new QDoubleSpinBox(panel))
    , strip(new CourseStrip(panel))
    , notice(new QFrame(panel))
    , noticeIcon(new QLabel(notice))
    , noticeLabel(new QLabel(notice))
    , noticeSmall(new QLabel(notice))
{
    q->addHeaderWidget(when);
    q->content()->setSpacing(grid::unit);
    setupFigures();
    q->content()->addWidget(makeHairline(q));
    setupKnobs();
    q->content()->addStretch(1);
    setupNotice();
}

void MixerPanel::Private::setupFigures()
{
    when->setObjectName(QStringLiteral("when"));
    when->setFont(fontFor(TextRole::Note));
    when->setProperty("tone", "secondary");
    formula->setObjectName(QStringLiteral("formula"));
    formula->setText(
        MathText(QStringLiteral("*L* = (1 − *α*) CE + *α* *D*_{seq} + *β* *D*_{tok}")));
    total->setObjectName(QStringLiteral("total"));
    total->setFont(fontFor(TextRole::Figure));
    unit->setFont(fontFor(TextRole::Note));
    unit->setProperty("tone", "secondary");
    bar->setObjectName(QStringLiteral("shareBar"));

    auto *figure = new QHBoxLayout;
    figure->setSpacing(grid::gap);
    figure->addWidget(total, 0, Qt::AlignBottom);
    figure->addWidget(unit, 0, Qt::AlignBottom);
    figure->addStretch(1);
    unit->setContentsMargins(0, 0, 0, 3);
    q->content()->addWidget(formula);
    q->content()->addLayout(figure);
    q->content()->addWidget(bar);
    q->content()->addWidget(terms);
}

void MixerPanel::Private::setupKnobs()
{
    tau->setObjectName(QStringLiteral("tauSpin"));
    tau->setLocale(QLocale::c());
    tau->setRange(0.1, 20);
    tau->setSingleStep(0.1);
    tau->setDecimals(2);
    tau->setAlignment(Qt::AlignRight);
    tau->setFixedWidth(84);
    tau->setKeyboardTracking(false);
    tauName->setTextRole(TextRole::Note);
    tauNote->setObjectName(QStringLiteral("tauNote"));
    tauNote->setFont(fontFor(TextRole::Caption));
    tauNote->setProperty("tone", "secondary");
    tauNote->setWordWrap(true);
    share->setObjectName(QStringLiteral("shareSpin"));
    share->setLocale(QLocale::c());
    share->setRange(0, 1);
    share->setSingleStep(0.05);
    share->setDecimals(2);
    share->setAlignment(Qt::AlignRight);
    share->setFixedWidth(84);
    share->setKeyboardTracking(false);
    shareName->setTextRole(TextRole::Note);
    auto *shareRow = new QHBoxLayout;
    shareRow->addWidget(shareName, 1);
    shareRow->addWidget(share);
    strip->setObjectName(QStringLiteral("courses"));
    auto *tauRow = new QHBoxLayout;
    tauRow->addWidget(tauName, 1);
    tauRow->addWidget(tau);
    q->content()->addWidget(alpha);
    q->content()->addWidget(beta);
    q->content()->addLayout(tauRow);
    q->content()->addWidget(tauNote);
    q->content()->addLayout(shareRow);
    q->content()->addWidget(strip);

    connect(alpha, &Knob::valueChanged, q, [this](double value) {
        experiment.objective.alpha = value;
        leaveCourse(&Courses::alpha);
        showTerms();
        showNotice();
        Q_EMIT q->alphaChanged(value);
    });
    connect(beta, &Knob::valueChanged, q, [this](double value) {
        experiment.objective.beta = value;
        leaveCourse(&Courses::beta);
        showTerms();
        showNotice();
        Q_EMIT q->betaChanged(value);
    });
    connect(tau, &QDoubleSpinBox::valueChanged, q, [this](double value) {
        experiment.objective.sequence.divergence.temperature = value;
        experiment.objective.token.divergence.temperature = value;
        leaveCourse(&Courses::temperature);
        showTemperature();
        showNotice();
        Q_EMIT q->temperatureChanged(value);
    });
    connect(share, &QDoubleSpinBox::valueChanged, q, [this](double value) {
        experiment.objective.studentShare = value;
        leaveCourse(&Courses::studentShare);
        Q_EMIT q->studentShareChanged(value);
    });
}

/// While a run goes on a knob that is turned stays where it was put.
void MixerPanel::Private::leaveCourse(Course Courses::*course)
{
    if (running)
        experiment.objective.courses.*course = {};
    showCourses();
}

/// Knobs on a course stand where the last step had them.
void MixerPanel::Private::followCourses()
{
    const Courses &planned = experiment.objective.courses;
    const auto moves = [](const Course &course) { return course.kind != CourseKind::Constant; };
    if (!running || !step)
        return;
    if (moves(planned.alpha))
        alpha->setValue(step->alpha);
    if (moves(planned.beta))
        beta->setValue(step->beta);
    const QSignalBlocker quietTau(tau), quietShare(share);
    if (moves(planned.temperature))
        tau->setValue(step->temperature);
    if (moves(planned.studentShare))
        share->setValue(step->studentShare);
}

void MixerPanel::Private::showCourses()
{
    strip->setCourses(courses.shown(experiment), double(experiment.training.steps));
}

void MixerPanel::Private::showShare()
{
    const bool mixed =
        experiment.hasTeacher() && runsAlong(experiment.objective, PrefixSource::Mixed);
    share->setVisible(mixed);
    shareName->setVisible(mixed);
    const QSignalBlocker quiet(share);
    share->setValue(experiment.objective.studentShare);
}

void MixerPanel::Private::setupNotice()
{
    notice->setObjectName(QStringLiteral("notice"));
    noticeLabel->setObjectName(QStringLiteral("noticeText"));
    noticeLabel->setFont(fontFor(TextRole::Caption));
    noticeLabel->setTextFormat(Qt::RichText);
    noticeLabel->setWordWrap(true);
    noticeSmall->setFont(fontFor(TextRole::Caption));
    noticeSmall->setProperty("tone", "secondary");
    noticeSmall->setWordWrap(true);
    auto *texts = new QVBoxLayout;
    texts->setSpacing(2);
    texts->addWidget(noticeLabel);
    texts->addWidget(noticeSmall);
    auto *row = new QHBoxLayout(notice);
    row->setContentsMargins(noticePadding, 6, noticePadding, 6);
    row->setSpacing(grid::gap);
    row->addWidget(noticeIcon, 0, Qt::AlignTop);
    row->addLayout(texts, 1);
    q->content()->addWidget(notice);
}

void MixerPanel::Private::retranslate()
{
    q->setTitle(MixerPanel::tr("Mixer"));
    setRunning(running);
    unit->setText(MixerPanel::tr("nats/token"));
    total->setToolTip(
        MixerPanel::tr("The loss that the student goes down, with the weights as they "
                       "are set below and each term's last value."));
    bar->setToolTip(MixerPanel::tr("What each weighted term adds to the total: cross-entropy, the "
                                   "sequence term, the token term."));
    bar->setAccessibleName(MixerPanel::tr("Shares of the terms"));
    formula->setToolTip(MixerPanel::tr("The loss: cross-entropy on the data, and two divergences "
                                       "from the teacher, mixed by two weights."));
    terms->retranslate();
    showKnobTexts();
    showTemperature();
    showNotice();
}

void MixerPanel::Private::setRunning(bool on)
{
    running = on;
    when->setText(running ? MixerPanel::tr("acts from the next step")
                          : MixerPanel::tr("for the next run"));
}

/// The terms' values are the run's last; the weights are the knobs' own, so that a turn shows at
/// once what it does to the total.
void MixerPanel::Private::showTerms()
{
    const ObjectiveSettings &objective = experiment.objective;
    const bool teacher = experiment.hasTeacher();
    std::array<TermTable::Term, 3> rows;
    rows[0].weight = 1 - alpha->value();
    const double targets = experiment.data.context;
    rows[1].weight = alpha->value() * reductionFactor(objective, objective.sequence, targets);
    rows[2].weight = beta->value() * reductionFactor(objective, objective.token, targets);
    if (step) {
        rows[0].value = step->crossEntropy;
        rows[1].value = step->sequenceDivergence;
        rows[2].value = step->tokenDivergence;
    }
    terms->setTeacherTerms(teacher);
    const double sum = terms->setTerms(rows);
    total->setText(step ? formatNats(sum) : QStringLiteral("—"));
    std::array<double, 3> parts{};
    for (std::size_t i = 0; i < rows.size(); ++i)
        parts[i] = rows[i].weight * rows[i].value.value_or(0);
    bar->setParts(parts);
}

void MixerPanel::Private::showKnobTexts()
{
    const bool teacher = experiment.hasTeacher();
    const ObjectiveSettings &objective = experiment.objective;
    alpha->setTexts(MathText(alphaText(objective.sequence.prefixes)),
                    MathText(MixerPanel::tr("only CE")),
                    MathText(MixerPanel::tr("only *D*_{seq}")));
    beta->setTexts(MathText(betaText(objective.token.prefixes)), MathText(MixerPanel::tr("off")),
                   MathText(QStringLiteral("2")));
    tauName->setText(MathText(MixerPanel::tr("*τ*  temperature")));
    const QString without = MixerPanel::tr("There is no teacher, so this has nothing to act on. "
                                           "Choose a teacher in the experiment first.");
    alpha->setHelp(MixerPanel::tr("Alpha, weight of the sequence term"),
                   teacher
                       ? MixerPanel::tr("Moves weight from the data's own next token (CE) to the "
                                        "teacher's sequence term. Arrow keys: 0.01.")
                       : without);
    beta->setHelp(MixerPanel::tr("Beta, weight of the token term"),
                  teacher ? MixerPanel::tr("Adds the teacher's token term on top of the rest; it "
                                           "takes nothing away. The field goes up to 10. Arrow "
                                           "keys: 0.01.")
                          : without);
    tau->setAccessibleName(MixerPanel::tr("Tau, temperature of both teacher terms"));
    tau->setToolTip(teacher ? MixerPanel::tr("Above 1, both distributions are flattened before "
                                             "they are compared, so that the student also learns "
                                             "from the teacher's unlikely tokens.")
                            : without);
    tauName->setToolTip(tau->toolTip());
    shareName->setText(MathText(MixerPanel::tr("*λ*  share of the student's samples")));
    share->setAccessibleName(MixerPanel::tr("Lambda, share of the student's samples"));
    share->setToolTip(MixerPanel::tr("Share of the steps in which a mixed term runs along text "
                                     "that the student wrote itself; in the others it runs along "
                                     "the data."));
    shareName->setToolTip(share->toolTip());
    strip->setAccessibleName(MixerPanel::tr("Courses of the knobs"));
    strip->setToolTip(MixerPanel::tr("How the knobs move over the steps of the run."));
    for (QWidget *widget : std::initializer_list<QWidget *>{alpha, beta, tau, tauName})
        widget->setEnabled(teacher);
}

void MixerPanel::Private::showTemperature()
{
    const double sequence = experiment.objective.sequence.divergence.temperature;
    const double token = experiment.objective.token.divergence.temperature;
    const QSignalBlocker quiet(tau);
    tau->setValue(sequence);
    tauNote->setVisible(sequence != token && experiment.hasTeacher());
    tauNote->setText(
        MixerPanel::tr("%1 has %2, %3 has %4; a change here sets both.")
            .arg(sequenceTerm, formatWeight(sequence), tokenTerm, formatWeight(token)));
}

bool MixerPanel::Private::warns() const
{
    return experiment.hasTeacher() && termsCoincide(experiment.objective);
}

QString MixerPanel::Private::noticeText() const
{
    const ObjectiveSettings &objective = experiment.objective;
    if (!experiment.hasTeacher())
        return MixerPanel::tr("There is no teacher: only CE acts.");
    const QString along = alongText(objective.sequence.prefixes);
    if (termsCoincide(objective)) {
        const QString sum = formatWeight(objective.alpha + objective.beta);
        return MixerPanel::tr("Both terms are the same here (%1 along %2). Only %3 + %4 = %5 acts "
                              "on the teacher's side.")
            .arg(measureText(objective.sequence), along, alphaSign, betaSign, sum);
    }
    if (objective.sequence.prefixes == objective.token.prefixes)
        return MixerPanel::tr("%1 and %2 run along the same prefixes but weigh them differently: "
                              "%3 and %4 act independently.")
            .arg(sequenceTerm, tokenTerm, alphaSign, betaSign);
    return MixerPanel::tr("%1 runs along %2, %3 along %4: %5 and %6 act independently.")
        .arg(sequenceTerm, along, tokenTerm, alongText(objective.token.prefixes), alphaSign,
             betaSign);
}

QString MixerPanel::Private::noticeDetail() const
{
    const ObjectiveSettings &objective = experiment.objective;
    if (!experiment.hasTeacher())
        return {};
    const PoolSettings &pool = experiment.pool;
    QStringList sentences;
    if (runsAlong(objective, PrefixSource::Teacher)
        || runsAlong(objective, PrefixSource::TeacherBeam)) {
        sentences << MixerPanel::tr("%1 samples, each drawn %2 times.")
                         .arg(formatCount(pool.size), QString::number(pool.reuse, 'g', 3));
    }
    if (runsAlong(objective, PrefixSource::Mixed)) {
        sentences << MixerPanel::tr("A share %1 of the steps runs along the student's samples, "
                                    "the others along the data.")
                         .arg(QStringLiteral("<i>λ</i>"));
    }
    if (runsAlong(objective, PrefixSource::Student) || runsAlong(objective, PrefixSource::Mixed)) {
        sentences << (pool.refresh == 0
                          ? MixerPanel::tr("The student samples anew for each step.")
                          : MixerPanel::tr("The student's samples are at most %n draw(s) old.",
                                           nullptr, 2 * pool.refresh - 1));
        sentences << MixerPanel::tr("The gradient does not go through the sampling.");
    }
    return sentences.join(u' ');
}

void MixerPanel::Private::showNotice()
{
    noticeLabel->setText(noticeText());
    const QString detail = noticeDetail();
    noticeSmall->setText(detail);
    noticeSmall->setVisible(!detail.isEmpty());
    styleNotice();
    giveTextsRoom();
}

/// A layout takes the height of wrapped text for what can shrink; it cannot.
void MixerPanel::Private::giveTextsRoom()
{
    const int inside = q->width() - 2 * grid::inside;
    const int besideIcon = inside - 2 * noticePadding - noticeIconSize - grid::gap;
    const auto give = [](QLabel *label, int width) {
        label->setMinimumHeight(std::max(0, label->heightForWidth(std::max(width, 1))));
    };
    give(noticeLabel, besideIcon);
    give(noticeSmall, besideIcon);
    give(tauNote, inside);
}

void MixerPanel::Private::styleNotice()
{
    const Theme theme = Theme::of(q);
    const QColor fill =
        warns() ? theme.warningSoft : theme.tint(theme.accent, theme.dark ? 0.12 : 0.07);
    const QString sheet =
        QStringLiteral("#notice { background: %1; border-radius: 6px; }").arg(fill.name());
    if (notice->styleSheet() != sheet)
        notice->setStyleSheet(sheet);
    const bool teacher = experiment.hasTeacher();
    const QString name = warns()   ? QStringLiteral("warning")
                         : teacher ? QStringLiteral("notice")
                                   : QStringLiteral("info");
    noticeIcon->setPixmap(
        icon(name, warns() ? IconTone::Warning : IconTone::Accent)
            .pixmap(QSize(noticeIconSize, noticeIconSize), q->devicePixelRatioF()));
    noticeIcon->setAccessibleName(warns() ? MixerPanel::tr("Warning") : MixerPanel::tr("Note"));
    notice->setProperty("warning", warns());
}

MixerPanel::MixerPanel(QWidget *parent) : Panel(parent), d(std::make_unique<Private>(this))
{
    setExperiment({});
    d->retranslate();
}

MixerPanel::~MixerPanel()
{
    // A field that has the focus hands over what was typed when it goes.
    for (QObject *control : std::initializer_list<QObject *>{d->alpha, d->beta, d->tau, d->share})
        control->disconnect(this);
}

void MixerPanel::setExperiment(const Experiment &experiment)
{
    d->experiment = experiment;
    d->setRunning(false);
    d->alpha->setValue(experiment.objective.alpha);
    d->beta->setValue(experiment.objective.beta);
    d->showTerms();
    d->showKnobTexts();
    d->showTemperature();
    d->showShare();
    d->showCourses();
    d->showNotice();
}

void MixerPanel::setStartValues(std::optional<double> alpha, std::optional<double> beta)
{
    d->setRunning(alpha || beta);
    d->alpha->setStartMark(alpha);
    d->beta->setStartMark(beta);
}

void MixerPanel::showSteps(const std::vector<StepMetrics> &steps)
{
    if (steps.empty())
        return;
    d->step = steps.back();
    for (const StepMetrics &step : steps)
        d->courses.add(step);
    d->followCourses();
    d->showCourses();
    d->showTerms();
}

void MixerPanel::clearStep()
{
    d->step.reset();
    d->courses.clear();
    d->showCourses();
    d->showTerms();
}

void MixerPanel::setAlpha(double value)
{
    d->experiment.objective.alpha = value;
    d->alpha->setValue(value);
    d->showTerms();
    d->showNotice();
}

void MixerPanel::setBeta(double value)
{
    d->experiment.objective.beta = value;
    d->beta->setValue(value);
    d->showTerms();
    d->showNotice();
}

void MixerPanel::resizeEvent(QResizeEvent *event)
{
    Panel::resizeEvent(event);
    d->giveTextsRoom();
}

void MixerPanel::changeEvent(QEvent *event)
{
    Panel::changeEvent(event);
    if (!d)
        return;
    if (event->type() == QEvent::LanguageChange)
        d->retranslate();
    else if (event->type() == QEvent::PaletteChange
             || event->type() == QEvent::ApplicationPaletteChange)
        d->styleNotice();
}

} // namespace retort
