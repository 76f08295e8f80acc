#include "widgets/lessons/lessonspage.h"

#include "widgets/common/icons.h"
#include "widgets/common/mathtext.h"
#include "widgets/common/panel.h"
#include "widgets/common/theme.h"
#include "widgets/lessons/lessondrawing.h"

#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>

#include <array>

namespace retort {

namespace {

QLabel *makeText(QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setWordWrap(true);
    label->setTextFormat(Qt::RichText);
    label->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

/// Lines of text need some air to be read with pleasure.
QString paragraphs(const QStringList &texts)
{
    QString html;
    for (const QString &text : texts)
        html += QStringLiteral("<p style='line-height:125%; margin:0 0 6px 0'>%1</p>").arg(text);
    return html;
}

} // namespace

struct LessonsPage::Private
{
    struct Term
    {
        MathLabel *name = nullptr;
        QLabel *text = nullptr;
    };

    QPushButton *start = nullptr;
    Panel *idea = nullptr, *objective = nullptr, *limits = nullptr, *next = nullptr;
    QLabel *ideaText = nullptr, *caution = nullptr, *limitsText = nullptr, *nextText = nullptr;
    MathLabel *formula = nullptr;
    std::array<Term, 5> terms; ///< CE, D_seq, D_tok, α, β

    Panel *setupIdea(QWidget *parent);
    Panel *setupObjective(QWidget *parent);
};

LessonsPage::LessonsPage(QWidget *parent) : QWidget(parent), d(std::make_unique<Private>())
{
    setObjectName(QStringLiteral("lessonsPage"));
    auto *content = new QWidget;
    content->setProperty("transparent", true);
    auto *pages = new QGridLayout(content);
    pages->setContentsMargins(0, 0, 0, 0);
    pages->setSpacing(grid::gap);
    pages->addWidget(d->setupIdea(content), 0, 0, 1, 2);
    pages->addWidget(d->setupObjective(content), 1, 0);
    auto *right = new QVBoxLayout;
    right->setSpacing(grid::gap);
    d->limits = new Panel(content);
    d->limitsText = makeText(d->limits);
    d->limits->content()->addWidget(d->limitsText);
    d->limits->content()->addStretch(1);
    right->addWidget(d->limits, 3);
    d->next = new Panel(content);
    d->nextText = makeText(d->next);
    d->next->content()->addWidget(d->nextText);
    d->next->content()->addStretch(1);
    right->addWidget(d->next, 2);
    pages->addLayout(right, 1, 1);
    pages->setColumnStretch(0, 3);
    pages->setColumnStretch(1, 2);
    pages->setRowStretch(1, 1);

    auto *area = new QScrollArea(this);
    area->setFrameShape(QFrame::NoFrame);
    area->setWidgetResizable(true);
    area->viewport()->setAutoFillBackground(false);
    area->setWidget(content);
    content->setAutoFillBackground(false);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(area);

    connect(d->start, &QPushButton::clicked, this, &LessonsPage::startDefaultRequested);
    retranslate();
}

LessonsPage::~LessonsPage() = default;

Panel *LessonsPage::Private::setupIdea(QWidget *parent)
{
    idea = new Panel(parent);
    start = new QPushButton(idea);
    start->setObjectName(QStringLiteral("startDefault"));
    start->setProperty("kind", "primary");
    start->setIcon(icon(QStringLiteral("start"), IconTone::OnAccent));
    idea->addHeaderWidget(start);
    auto *row = new QHBoxLayout;
    row->setSpacing(32);
    ideaText = makeText(idea);
    ideaText->setMinimumWidth(320);
    row->addWidget(ideaText, 1);
    row->addWidget(new LessonDrawing(idea), 1);
    idea->content()->addLayout(row);
    return idea;
}

Panel *LessonsPage::Private::setupObjective(QWidget *parent)
{
    objective = new Panel(parent);
    formula = new MathLabel(objective);
    formula->setObjectName(QStringLiteral("formula"));
    formula->setTextRole(TextRole::Figure);
    objective->content()->addWidget(formula);
    objective->content()->addSpacing(grid::unit);
    auto *rows = new QGridLayout;
    rows->setHorizontalSpacing(16);
    rows->setVerticalSpacing(grid::gap);
    rows->setColumnStretch(1, 1);
    for (int i = 0; i < int(terms.size()); ++i) {
        Term &term = terms[std::size_t(i)];
        term.name = new MathLabel(objective);
        term.name->setTextRole(TextRole::Strong);
        term.text = makeText(objective);
        rows->addWidget(term.name, i, 0, Qt::AlignTop);
        rows->addWidget(term.text, i, 1);
    }
    objective->content()->addLayout(rows);
    objective->content()->addWidget(makeHairline(objective));
    caution = makeText(objective);
    objective->content()->addWidget(caution);
    objective->content()->addStretch(1);
    return objective;
}

void LessonsPage::retranslate()
{
    d->idea->setTitle(tr("Autoregressive knowledge distillation"));
    d->idea->setSubtitle(tr("a small model learns from a large one"));
    d->start->setText(tr("Start the default experiment"));
    d->start->setToolTip(tr("Opens the Bench and lets a small student learn from a trained "
                            "teacher; it takes about a minute and a half."));
    d->ideaText->setText(paragraphs(
        {tr("An autoregressive language model reads a text from left to right and says, at each "
            "place, how likely every token is to come next. A large model that does this well is "
            "the <b>teacher</b>. A small one, the <b>student</b>, shall learn to do the same."),
         tr("The text alone names a single token for each place: the one that happened to stand "
            "there. The teacher gives the <b>whole distribution</b>: also what else could have "
            "stood there, and how likely it was. From as much text, that is much more to learn "
            "from."),
         tr("A teacher can do one thing more: write. Along sequences that it samples itself it "
            "shows the student what text it expects as a whole, without end, however little text "
            "there was to begin with."),
         tr("Retort's own texts, the Tales, come from a process that is known. So the <b>truth</b> "
            "can be drawn beside teacher and student, and every error be measured exactly.")}));

    d->objective->setTitle(tr("What is minimised"));
    d->objective->setSubtitle(tr("nats per token"));
    d->formula->setText(
        MathText(QStringLiteral("*L* = (1 − *α*) CE + *α* *D*_{seq} + *β* *D*_{tok}")));
    const std::array<QString, 5> names{QStringLiteral("CE"), QStringLiteral("*D*_{seq}"),
                                       QStringLiteral("*D*_{tok}"), QStringLiteral("*α*"),
                                       QStringLiteral("*β*")};
    const std::array<QString, 5> texts{
        tr("Cross-entropy: how surprised the student is by the token that stands in the text. Its "
           "smallest possible value is the entropy of the text, not zero."),
        tr("Distance of the student from the teacher along sequences that the teacher wrote. "
           "Added up over the tokens it is the divergence between the two as writers of whole "
           "sequences."),
        tr("The same distance along the text: at each token, the teacher's distribution "
           "against the student's. Zero exactly when both agree."),
        tr("0 … 1: moves weight from the text to the teacher's sequences. At 1 the text's own "
           "tokens count no more."),
        tr("0 and more: how much the teacher's word along the text counts besides. At 0 it is "
           "off.")};
    for (std::size_t i = 0; i < d->terms.size(); ++i) {
        d->terms[i].name->setText(MathText(names[i]));
        d->terms[i].text->setText(texts[i]);
    }
    d->caution->setText(
        tr("The formula is often printed with both distances along the text. They are then the "
           "same, and only <i>α</i> + <i>β</i> acts on the teacher's side. Retort says so beside "
           "the knobs whenever it is the case."));

    d->limits->setTitle(tr("When it does not help"));
    d->limitsText->setText(paragraphs(
        {tr("<b>Plenty of text.</b> With all the text it can read, a student learns as much from "
            "the text itself: in the preset of that name the gain is small, and more steps "
            "without a teacher gain more in the same time."),
         tr("<b>A poor teacher.</b> The student takes over the teacher's errors. Where the truth "
            "is known, the teacher's own error is shown beside the student's."),
         tr("<b>A student that is too small.</b> What it cannot hold, no teacher can put into "
            "it.")}));

    d->next->setTitle(tr("What to watch"));
    d->nextText->setText(paragraphs(
        {tr("Start, and follow the student's line towards the teacher's on the Bench. Turn "
            "<i>α</i> and <i>β</i> while it learns. Then run “Without a teacher” and “Teacher on "
            "the data only”, and compare the three on the page Runs.")}));
}

void LessonsPage::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QWidget::changeEvent(event);
}

} // namespace retort
