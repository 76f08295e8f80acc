#include "widgets/experiment/learningtexts.h"

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

void addObjectiveTexts(FieldTextTable &table)
{
    const QString divergence =
        Words::tr("How the difference of teacher and student is measured. Forward KL asks the "
                  "student to cover everything that the teacher holds possible.");
    table["objective.sequence.divergence"] = {dSeq(), QStringLiteral("D seq"), divergence, {}, {}};
    table["objective.sequence.prefixes"] = {
        Words::tr("along"),
        Words::tr("D seq along"),
        Words::tr("Which beginnings the sequence-level term looks at. Sequences sampled from the "
                  "teacher show the student situations that its own text does not hold."),
        {},
        {}};
    table["objective.token.divergence"] = {dTok(), QStringLiteral("D tok"), divergence, {}, {}};
    table["objective.token.prefixes"] = {
        Words::tr("along"),
        Words::tr("D tok along"),
        Words::tr("Which beginnings the token-level term looks at. Along the data it comments on "
                  "the student's own text, token by token."),
        {},
        {}};
    table["objective.reduction"] = {
        Words::tr("Reduction"),
        {},
        Words::tr("Mean over all tokens gives each token the same weight; the sum over each "
                  "sequence gives long sequences more, and needs a smaller learning rate."),
        {},
        {}};
    table["objective.sequence.tau_squared"] = {
        QStringLiteral("%1 · <i>τ</i>²").arg(dSeq()),
        QStringLiteral("D seq · τ²"),
        Words::tr("Multiplies the term by τ², so that its gradient keeps its size when the "
                  "temperature changes (Hinton 2015)."),
        {},
        {}};
    table["objective.token.tau_squared"] = {QStringLiteral("%1 · <i>τ</i>²").arg(dTok()),
                                            QStringLiteral("D tok · τ²"),
                                            table["objective.sequence.tau_squared"].tip,
                                            {},
                                            {}};
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
}

void addOptimizerTexts(FieldTextTable &table)
{
    table[fieldkey::learningRate] = {
        Words::tr("Learning rate"),
        {},
        Words::tr("Size of a step of AdamW at the schedule's peak. Too large and the loss jumps or "
                  "becomes infinite, too small and the run ends before the student has learnt. "
                  "Can be changed while training."),
        {},
        {}};
    table["optimizer.schedule"] = {
        Words::tr("Schedule"),
        {},
        Words::tr("How the learning rate goes after warm-up. Cosine lowers it towards the end, "
                  "which settles the student; constant leaves it."),
        {},
        {}};
    table["optimizer.warmup_steps"] = {
        Words::tr("Warm-up"),
        {},
        Words::tr("Steps over which the learning rate rises from zero, so that the first gradients "
                  "do no damage."),
        Words::tr(" steps"),
        {},
        Words::tr(" step")};
    table["optimizer.final_share"] = {
        Words::tr("Final share"),
        {},
        Words::tr("Share of the learning rate at which the cosine ends."),
        {},
        {}};
    table["optimizer.clip"] = {
        Words::tr("Clip gradient at"),
        {},
        Words::tr("A longer gradient is shortened to this length, so that one odd batch cannot "
                  "throw the student off; 0 is off."),
        {},
        Words::tr("off")};
    table["optimizer.weight_decay"] = {
        Words::tr("Weight decay"),
        {},
        Words::tr("Pulls the weights of matrices towards zero at each step. A little of it keeps "
                  "the student from learning its text by heart."),
        {},
        {}};
    table["optimizer.beta1"] = {
        QStringLiteral("Adam <i>β</i>₁"),
        QStringLiteral("Adam β1"),
        Words::tr("How long AdamW remembers the direction of past gradients."),
        {},
        {}};
    table["optimizer.beta2"] = {QStringLiteral("Adam <i>β</i>₂"),
                                QStringLiteral("Adam β2"),
                                Words::tr("How long AdamW remembers the size of past gradients."),
                                {},
                                {}};
}

void addTrainingTexts(FieldTextTable &table)
{
    table["training.steps"] = {
        Words::tr("Steps"),
        {},
        Words::tr("How many times the student's weights are changed. The schedule is stretched "
                  "over them."),
        {},
        {}};
    table["training.batch"] = {
        Words::tr("Batch"),
        {},
        Words::tr("Windows in one step. More of them give a steadier gradient and a longer step."),
        Words::tr(" windows"),
        {},
        Words::tr(" window")};
    table["training.accumulate"] = {
        Words::tr("Cut into"),
        {},
        Words::tr("Parts in which a batch goes through the student one after another. Saves "
                  "memory and changes no result."),
        Words::tr(" parts"),
        {},
        Words::tr(" part")};
    table["training.evaluate_every"] = {
        Words::tr("Evaluate every"),
        {},
        Words::tr("Steps between two measurements on held-out text: the hollow dots of the "
                  "validation curve."),
        Words::tr(" steps"),
        {},
        Words::tr(" step")};
    table["training.evaluation_windows"] = {
        Words::tr("Evaluate on"),
        {},
        Words::tr("Held-out windows that a measurement looks at. More of them make it steadier, "
                  "and slower."),
        Words::tr(" windows"),
        {},
        Words::tr(" window")};
    table["training.checkpoint_every"] = {
        Words::tr("Save every"),
        {},
        Words::tr("Steps between two checkpoints. A run that was interrupted goes on from the last "
                  "of them, to the same bits."),
        Words::tr(" steps"),
        {},
        Words::tr(" step")};
    table["training.threads"] = {
        Words::tr("Threads"),
        {},
        Words::tr("Processor cores to use; 0: all. Fewer leave some for other programs."),
        {},
        Words::tr("all cores")};
    table[fieldkey::estimate] = {
        Words::tr("About"),
        Words::tr("Estimate of the run"),
        Words::tr("Speed, time and memory of the run. A layer of student and teacher and their "
                  "share of the head are timed on this machine, then multiplied; evaluations and "
                  "sampling are left out. Right within a factor of two; the first steps tell "
                  "better."),
        {},
        {}};
    table["seed"] = {
        Words::tr("Seed"),
        {},
        Words::tr("Number from which first weights, order of the text and samples follow. The same "
                  "seed gives the same run; others show how much is chance."),
        {},
        {}};
}

} // namespace

void addLearningTexts(FieldTextTable &table)
{
    addObjectiveTexts(table);
    addOptimizerTexts(table);
    addTrainingTexts(table);
}

} // namespace retort
