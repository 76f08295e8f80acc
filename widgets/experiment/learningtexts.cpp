#include "widgets/experiment/learningtexts.h"

#include <QCoreApplication>

namespace retort {

namespace {

/// The translation context of the whole form.
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(retort::ExperimentDock)
};

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
    table["training.shards"] = {
        Words::tr("Shards"),
        {},
        Words::tr("Parts of a batch that are learnt from side by side, each by one thread; the "
                  "result is the same to the bit for any number of workers. 1: the batch as a "
                  "whole, all threads in each operation. 0: the faster of the two, tried when the "
                  "run begins and kept with it."),
        {},
        Words::tr("the faster")};
    table["training.workers"] = {Words::tr("Workers"),
                                 {},
                                 Words::tr("Threads that take the shards. Changes no result."),
                                 {},
                                 Words::tr("as threads")};
    table["training.logits_memory"] = {
        QStringLiteral("Logits"),
        Words::tr("Memory for logits"),
        Words::tr("The logits of a step are computed in pieces of at most so much memory, however "
                  "large the vocabulary is. Changes no result."),
        Words::tr(" MiB"),
        {}};
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
