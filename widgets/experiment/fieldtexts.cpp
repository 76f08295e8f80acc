#include "widgets/experiment/fieldtexts.h"

#include "widgets/experiment/learningtexts.h"

#include <QCoreApplication>

namespace retort {

namespace {

/// The translation context of the whole form.
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(retort::ExperimentDock)
};

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
        Words::tr("What one step of prediction is: a byte, a character, a word or a piece that "
                  "is frequent in the text. Where a model speaks (a teacher, or the one that the "
                  "student starts from), its own tokens are used."),
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
        Words::tr(
            "A tokenizer.json, a tokenizer.model, or a folder that holds one: the text is "
            "cut into its tokens, which are the student's vocabulary. May also be dropped here."),
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

void addOriginTexts(FieldTextTable &table)
{
    table[fieldkey::initial] = {
        Words::tr("Starts from"),
        {},
        Words::tr("The weights that the student has before its first step. Random ones know "
                  "nothing; layers of the teacher, or a model that was trained already, begin "
                  "much nearer to the goal, and keep that model's sizes and tokens."),
        {},
        {}};
    table[fieldkey::originLayers] = {
        Words::tr("Its layers"),
        Words::tr("Layers of the teacher"),
        Words::tr("Which layers of the teacher become the student's, in rising order; 0 is the "
                  "first: 0,2,4. Empty: as many as stand below, evenly spaced over the teacher."),
        {},
        Words::tr("evenly spaced")};
    table[fieldkey::originSizes] = {
        Words::tr("Sizes"),
        Words::tr("Sizes of the student"),
        Words::tr("Layers × width and heads that the student takes over from the model it starts "
                  "from. To choose them, let it start from random weights."),
        {},
        {}};
}

void addShapeTexts(FieldTextTable &table)
{
    table[fieldkey::architecture] = {
        Words::tr("Family"),
        {},
        Words::tr("How the student is built. GPT-2 learns its positions and has two matrices in "
                  "the feed-forward; Llama turns them into angles and has three. The teacher may "
                  "be of the other family, as long as its tokens are the same."),
        {},
        {}};
    table["student.key_value_heads"] = {
        Words::tr("Key/value heads"),
        {},
        Words::tr("How many heads of keys and values the attention heads share. Fewer of them "
                  "make generation lighter and the student a little weaker. Must divide the "
                  "heads; 0: as many as heads."),
        {},
        Words::tr("as many")};
    table["student.inner"] = {
        Words::tr("Feed-forward"),
        Words::tr("Feed-forward width"),
        Words::tr("Numbers inside the feed-forward of a layer, where most of what a student knows "
                  "is kept. 0: as usual, 4 times the width in GPT-2 and 8/3 in Llama."),
        {},
        Words::tr("as usual")};
    table["student.tied"] = {
        Words::tr("Tied embedding"),
        {},
        Words::tr("The matrix that reads tokens also predicts them. Saves parameters, which "
                  "counts where the vocabulary is large; without it the student has a little "
                  "more freedom."),
        {},
        {}};
}

void addStudentTexts(FieldTextTable &table)
{
    addOriginTexts(table);
    addShapeTexts(table);
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

} // namespace

FieldTextTable fieldTexts()
{
    FieldTextTable table;
    addFormTexts(table);
    addDataTexts(table);
    addStudentTexts(table);
    addLearningTexts(table);
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
    if (key == fieldkey::architecture)
        return {{"gpt2", QStringLiteral("GPT-2")}, {"llama", QStringLiteral("Llama")}};
    if (key == fieldkey::studentSize) {
        return {{"1,2,32", Words::tr("Tiny")},
                {"2,4,48", Words::tr("Small")},
                {"3,4,64", Words::tr("Medium")},
                {"4,4,128", Words::tr("Large")},
                {"", Words::tr("By hand")}};
    }
    if (key.startsWith("objective.") || key == fieldkey::recipe)
        return objectiveChoices(key);
    if (key == "optimizer.schedule")
        return {{"cosine", Words::tr("Cosine")}, {"constant", Words::tr("Constant")}};
    return {};
}

} // namespace retort
