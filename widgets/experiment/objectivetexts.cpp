// The words of the objective: terms, prefixes, pool, and the courses of the knobs.

#include "widgets/experiment/learningtexts.h"

#include "core/engine/training/recipes.h"
#include "core/session/translate.h"

#include <QCoreApplication>

namespace retort {

namespace {

/// The translation context of the whole form.
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(retort::ExperimentDock)
};

const QString &dSeq()
{
    static const QString text = QStringLiteral("<i>D</i><sub>seq</sub>");
    return text;
}

const QString &dTok()
{
    static const QString text = QStringLiteral("<i>D</i><sub>tok</sub>");
    return text;
}

QString recipeTip()
{
    return Words::tr("Objectives that have a name, with the paper: sets the terms, their prefixes, "
                     "the weights and the pool. Each can be changed afterwards.");
}

/// What the tips of both terms have in common.
QString divergenceTip()
{
    return Words::tr("How the difference of teacher and student is measured. Forward KL asks the "
                     "student to cover everything that the teacher holds possible; reverse KL to "
                     "say nothing that the teacher would not; Jensen–Shannon and the skewed ones "
                     "lie between and stay finite.");
}

void addTermTexts(FieldTextTable &table, const QString &key, const QString &sign,
                  const QString &plain)
{
    const auto add = [&](const char *name, const QString &label, const QString &tip) {
        table[key + QLatin1String(name)] = {
            label, QStringLiteral("%1 %2").arg(plain, label), tip, {}, {}};
    };
    table[key + QStringLiteral(".divergence")] = {sign, plain, divergenceTip(), {}, {}};
    add(".weight", Words::tr("weight"),
        Words::tr("Weight of the teacher in the mixture that Jensen–Shannon compares both with. "
                  "Near 0 it is like forward KL, near 1 like reverse KL."));
    add(".skew", Words::tr("skew"),
        Words::tr("Share of its own distribution that is mixed into the one that it is compared "
                  "with (DistiLLM's α). 0 is the plain KL; 0.1 keeps the gradient calm."));
    add(".targets", Words::tr("towards"),
        Words::tr("Soft: all of the teacher's probabilities. Hard: the token on the path alone, "
                  "as in cross-entropy; along the teacher's beams that is sequence-level "
                  "distillation."));
    table[key + QStringLiteral(".temperature")] = {
        QStringLiteral("%1 · <i>τ</i>").arg(sign),
        QStringLiteral("%1 · τ").arg(plain),
        Words::tr("Temperature of both distributions in this term. Above 1 the teacher's unlikely "
                  "tokens count for more. The mixer's τ sets both terms."),
        {},
        {}};
    table[key + QStringLiteral(".tau_squared")] = {
        QStringLiteral("%1 · <i>τ</i>²").arg(sign),
        QStringLiteral("%1 · τ²").arg(plain),
        Words::tr("Multiplies the term by τ², so that its gradient keeps its size when the "
                  "temperature changes (Hinton 2015)."),
        {},
        {}};
    add(".reduction", Words::tr("as"),
        Words::tr("Mean over all tokens, or the sum over each sequence. By default as for CE."));
}

void addPrefixTexts(FieldTextTable &table)
{
    const QString sources =
        Words::tr("Samples of the student are made while it learns (on-policy); beams are the "
                  "teacher's likeliest continuations; mixed takes a share λ of the steps from the "
                  "student.");
    table[QStringLiteral("objective.sequence.prefixes")] = {
        Words::tr("along"),
        Words::tr("D seq along"),
        Words::tr("Which beginnings the sequence-level term looks at. Sequences sampled from the "
                  "teacher show the student situations that its own text does not hold.")
            + u' ' + sources,
        {},
        {}};
    table[QStringLiteral("objective.token.prefixes")] = {
        Words::tr("along"),
        Words::tr("D tok along"),
        Words::tr("Which beginnings the token-level term looks at. Along the data it comments on "
                  "the student's own text, token by token.")
            + u' ' + sources,
        {},
        {}};
    table[QStringLiteral("objective.student_share")] = {
        QStringLiteral("<i>λ</i>"),
        QStringLiteral("λ"),
        Words::tr("Share of the steps in which a mixed term runs along the student's own samples; "
                  "in the others it runs along the data."),
        {},
        {}};
    table[QStringLiteral("objective.reduction")] = {
        Words::tr("Reduction"),
        {},
        Words::tr("Mean over all tokens gives each token the same weight; the sum over each "
                  "sequence gives long sequences more, and needs a smaller learning rate."),
        {},
        {}};
}

void addPoolTexts(FieldTextTable &table)
{
    table["objective.pool.size"] = {
        Words::tr("Sample pool"),
        {},
        Words::tr("Sequences sampled from the teacher that are kept at a time. More of them means "
                  "more variety, and a longer start."),
        {},
        {}};
    table["objective.pool.reuse"] = {
        Words::tr("Reuse"),
        {},
        Words::tr("How often a sampled sequence is used, on average, before a new one replaces "
                  "it. Less reuse costs time for sampling, and gives fresher text."),
        Words::tr(" times"),
        {}};
    table["objective.pool.temperature"] = {
        Words::tr("Sampling τ"),
        {},
        Words::tr("Temperature of the sampling: below 1 the teacher keeps to its likeliest "
                  "continuations, above 1 it strays."),
        {},
        {}};
    table["objective.pool.top_k"] = {
        Words::tr("Top-k"),
        {},
        Words::tr("Samples only from the k likeliest tokens. The sequences are then no longer "
                  "drawn from the teacher's own distribution; 0 is off."),
        {},
        Words::tr("off")};
    table["objective.pool.top_p"] = {
        Words::tr("Top-p"),
        {},
        Words::tr("Samples only from the likeliest tokens that together reach this probability; "
                  "1 is off."),
        {},
        {}};
    table["objective.pool.prompt"] = {
        Words::tr("Prompt"),
        {},
        Words::tr("Tokens of the text with which each generated sequence begins. They are not "
                  "learnt from. Beams need some, or else all of them would be the same."),
        {},
        Words::tr("none")};
    table["objective.pool.beams"] = {
        Words::tr("Beams"),
        {},
        Words::tr("How many continuations the search in the teacher follows at a time. More find "
                  "likelier sequences, and take longer; 1 takes the likeliest token each time."),
        {},
        {}};
    table["objective.pool.refresh"] = {
        Words::tr("Refresh"),
        Words::tr("Refresh of the student's samples"),
        Words::tr("After so many steps the student samples anew. Its samples are then at most "
                  "twice as old; 0 samples for each step from the student as it is, and waits "
                  "for it."),
        Words::tr(" steps"),
        Words::tr("each step"),
        Words::tr(" step")};
}

void addCourseTexts(FieldTextTable &table, const QString &name, const QString &sign,
                    const QString &plain)
{
    const QString key = QStringLiteral("objective.schedule.") + name;
    table[key + QStringLiteral(".kind")] = {
        sign,
        Words::tr("Course of %1").arg(plain),
        Words::tr("How this knob goes while the run goes on. A knob that is turned by hand leaves "
                  "its course and stays where it was put."),
        {},
        {}};
    table[key + QStringLiteral(".end")] = {Words::tr("goes to"),
                                           Words::tr("%1 goes to").arg(plain),
                                           Words::tr("The value at the end of the course. It "
                                                     "begins at the value that the knob has."),
                                           {},
                                           {}};
    table[key + QStringLiteral(".first_step")] = {
        Words::tr("from step"),
        Words::tr("%1 goes from step").arg(plain),
        Words::tr("Until this step the knob stays where it began."),
        {},
        {}};
    table[key + QStringLiteral(".last_step")] = {
        Words::tr("until step"),
        Words::tr("%1 goes until step").arg(plain),
        Words::tr("At this step the knob has arrived, and stays. 0: at the end of the run."),
        {},
        Words::tr("the end")};
    table[key + QStringLiteral(".stairs")] = {
        Words::tr("stairs"),
        Words::tr("Stairs of %1").arg(plain),
        Words::tr("In how many equal jumps the knob goes. An adaptive λ takes one of them after "
                  "each evaluation that is worse than the one before."),
        {},
        {}};
}

Choices divergenceChoices()
{
    return {{"forward-kl", Words::tr("Forward KL")},
            {"reverse-kl", Words::tr("Reverse KL")},
            {"symmetric-kl", Words::tr("Symmetric KL")},
            {"jensen-shannon", Words::tr("Jensen–Shannon")},
            {"skewed-forward-kl", Words::tr("Skewed forward")},
            {"skewed-reverse-kl", Words::tr("Skewed reverse")},
            {"total-variation", Words::tr("Total variation")}};
}

Choices courseChoices(const QString &key)
{
    Choices choices{{"constant", Words::tr("Constant")},
                    {"linear", Words::tr("Linear")},
                    {"cosine", Words::tr("Cosine")},
                    {"steps", Words::tr("In stairs")}};
    if (key == u"objective.schedule.student_share.kind")
        choices.emplace_back("adaptive", Words::tr("Adaptive"));
    return choices;
}

} // namespace

QString recipeName(const ObjectiveRecipe &recipe)
{
    const QString name = toUserText({recipe.name, {}});
    return recipe.paper.empty()
               ? name
               : QStringLiteral("%1 (%2)").arg(name, QString::fromStdString(recipe.paper));
}

QString recipeDescription(const ObjectiveRecipe &recipe)
{
    return toUserText({recipe.description, {}});
}

Choices objectiveChoices(const QString &key)
{
    if (key == fieldkey::recipe) {
        Choices choices;
        for (const ObjectiveRecipe &recipe : objectiveRecipes())
            choices.emplace_back(QString::fromStdString(recipe.id), recipeName(recipe));
        return choices;
    }
    if (key.endsWith(u".divergence"))
        return divergenceChoices();
    if (key.endsWith(u".prefixes")) {
        return {{"data", Words::tr("Data")},
                {"teacher", Words::tr("Teacher samples")},
                {"teacher-beam", Words::tr("Teacher beams")},
                {"student", Words::tr("Student samples")},
                {"mixed", Words::tr("Mixed")}};
    }
    if (key.endsWith(u".targets"))
        return {{"soft", Words::tr("Soft targets")}, {"hard", Words::tr("Hard targets")}};
    if (key.endsWith(u".reduction")) {
        Choices choices{{"token-mean", Words::tr("Token mean")},
                        {"sequence-sum", Words::tr("Sequence sum")}};
        if (key != u"objective.reduction")
            choices.insert(choices.begin(), {"objective", Words::tr("As CE's")});
        return choices;
    }
    if (key.endsWith(u".kind"))
        return courseChoices(key);
    return {};
}

void addObjectiveTexts(FieldTextTable &table)
{
    table[fieldkey::recipe] = {Words::tr("Recipe"), {}, recipeTip(), {}, {}};
    addTermTexts(table, QStringLiteral("objective.sequence"), dSeq(), QStringLiteral("D seq"));
    addTermTexts(table, QStringLiteral("objective.token"), dTok(), QStringLiteral("D tok"));
    addPrefixTexts(table);
    addPoolTexts(table);
    addCourseTexts(table, QStringLiteral("alpha"), QStringLiteral("<i>α</i>"), QStringLiteral("α"));
    addCourseTexts(table, QStringLiteral("beta"), QStringLiteral("<i>β</i>"), QStringLiteral("β"));
    addCourseTexts(table, QStringLiteral("temperature"), QStringLiteral("<i>τ</i>"),
                   QStringLiteral("τ"));
    addCourseTexts(table, QStringLiteral("student_share"), QStringLiteral("<i>λ</i>"),
                   QStringLiteral("λ"));
}

} // namespace retort
