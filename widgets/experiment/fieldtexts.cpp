#include "widgets/experiment/fieldtexts.h"

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

void addFormTexts(FieldTextTable &table)
{
    table[fieldkey::preset] = {
        Words::tr("Preset"),
        {},
        Words::tr("A whole experiment to start from. Every setting can be changed afterwards."),
        {},
        {}};
    table["name"] = {
        Words::tr("Name"),
        {},
        Words::tr("What the run is called in the table of runs. It changes nothing in the "
                  "learning."),
        {},
        {}};
}

void addDataTexts(FieldTextTable &table)
{
    table[fieldkey::dataSource] = {
        Words::tr("Text"),
        {},
        Words::tr("What the student learns to continue. Tales is a small language whose true "
                  "probabilities are known; any UTF-8 text file or folder will do as well."),
        {},
        {}};
    table["data.windows"] = {
        Words::tr("Windows"),
        {},
        Words::tr("How much text of its own the student has. With little text a teacher helps "
                  "most; with plenty it hardly matters. 0: without end."),
        {},
        Words::tr("without end")};
    table[fieldkey::path] = {
        Words::tr("File or folder"),
        {},
        Words::tr("The text to learn from: one UTF-8 file, or a folder whose .txt files are "
                  "joined. A file may also be dropped here."),
        {},
        {}};
    table["data.tokenizer"] = {
        Words::tr("Tokens"),
        {},
        Words::tr("What one step of prediction is: a byte, a character or a word. Where there is a "
                  "teacher, its own tokens are used."),
        {},
        {}};
    table["data.vocabulary"] = {
        Words::tr("Tokens to train"),
        {},
        Words::tr("How many different tokens the byte pairs of the text are made into. More of "
                  "them make the text shorter, and the student's embedding larger."),
        {},
        {}};
    table["data.tokenizer_path"] = {
        Words::tr("Tokeniser"),
        {},
        Words::tr("A tokenizer.json, a tokenizer.model, or a folder that holds one: the text is "
                  "cut into its tokens."),
        {},
        {}};
    table["data.validation"] = {
        Words::tr("Held out"),
        {},
        Words::tr("Share of the text, at its end, that is kept from the training and only used "
                  "to measure."),
        {},
        {}};
    table[fieldkey::teacher] = {
        Words::tr("Model"),
        {},
        Words::tr("The model whose probabilities the student imitates: one that comes with the "
                  "program, a run of your own, or a model folder. Without one the student learns "
                  "from the text alone."),
        {},
        {}};
}

void addStudentTexts(FieldTextTable &table)
{
    table[fieldkey::studentSize] = {
        Words::tr("Size"),
        {},
        Words::tr("Layers, width and heads together. A larger student can come closer to the "
                  "teacher, but each step takes longer."),
        {},
        {}};
    table["student.layers"] = {
        Words::tr("Layers"),
        {},
        Words::tr("Blocks of attention and feed-forward above each other: how many times a token "
                  "can look back before the next one is predicted."),
        {},
        {}};
    table["student.width"] = {
        Words::tr("Embedding width"),
        {},
        Words::tr("Numbers that stand for one token inside the student. Parameters and time grow "
                  "with its square."),
        {},
        {}};
    table["student.heads"] = {
        Words::tr("Attention heads"),
        {},
        Words::tr("Into how many parts attention is cut, so that it can look at several places at "
                  "once. Must divide the width."),
        {},
        {}};
    table["data.context"] = {
        Words::tr("Context length"),
        {},
        Words::tr("How many tokens the student sees at most, and how long a training window is. "
                  "Tales needs 20 to 60 to remember where an object was put."),
        Words::tr(" tokens"),
        {}};
    table["student.dropout"] = {
        Words::tr("Dropout"),
        {},
        Words::tr("Share of activations set to zero while training. Keeps a student with little "
                  "text from learning it by heart; 0 is off."),
        {},
        {}};
    table[fieldkey::parameters] = {
        Words::tr("Parameters"),
        {},
        Words::tr("Numbers that the student learns, and their share of the teacher's."),
        {},
        {}};
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
    table["seed"] = {
        Words::tr("Seed"),
        {},
        Words::tr("Number from which first weights, order of the text and samples follow. The same "
                  "seed gives the same run; others show how much is chance."),
        {},
        {}};
}

} // namespace

FieldTextTable fieldTexts()
{
    FieldTextTable table;
    addFormTexts(table);
    addDataTexts(table);
    addStudentTexts(table);
    addObjectiveTexts(table);
    addOptimizerTexts(table);
    addTrainingTexts(table);
    for (FieldTexts &texts : table) {
        if (texts.plain.isEmpty())
            texts.plain = texts.label;
    }
    return table;
}

Choices fieldChoices(const QString &key)
{
    if (key == fieldkey::dataSource) {
        return {{"tales-en", Words::tr("Tales (English)")},
                {"tales-zh", Words::tr("Tales (Chinese)")},
                {"text", Words::tr("Text of your own")}};
    }
    if (key == "data.tokenizer") {
        return {{"character", Words::tr("Characters")},
                {"word", Words::tr("Words")},
                {"byte", Words::tr("Bytes")},
                {"bpe", Words::tr("Byte pairs, trained")},
                {"file", Words::tr("Of a file")}};
    }
    if (key == fieldkey::studentSize) {
        return {{"1,2,32", Words::tr("Tiny")},
                {"2,4,48", Words::tr("Small")},
                {"3,4,64", Words::tr("Medium")},
                {"4,4,128", Words::tr("Large")},
                {"", Words::tr("By hand")}};
    }
    if (key.endsWith(".divergence"))
        return {{"forward-kl", Words::tr("Forward KL")}};
    if (key.endsWith(".prefixes"))
        return {{"data", Words::tr("Data")}, {"teacher", Words::tr("Teacher samples")}};
    if (key == "objective.reduction") {
        return {{"token-mean", Words::tr("Token mean")},
                {"sequence-sum", Words::tr("Sequence sum")}};
    }
    if (key == "optimizer.schedule")
        return {{"cosine", Words::tr("Cosine")}, {"constant", Words::tr("Constant")}};
    return {};
}

} // namespace retort
