#include "core/tables/settingtexts.h"

#include "core/plotdata/format.h"
#include "core/tables/settingsdiffmodel.h"

#include <QCoreApplication>

#include <array>
#include <string_view>

namespace retort {

namespace {

constexpr char context[] = "SettingTexts";

struct Text
{
    std::string_view key;
    const char *text;
};

constexpr std::array labels = {
    Text{"name", QT_TRANSLATE_NOOP("SettingTexts", "Name")},
    Text{"seed", QT_TRANSLATE_NOOP("SettingTexts", "Seed")},
    Text{"data.kind", QT_TRANSLATE_NOOP("SettingTexts", "Kind of data")},
    Text{"data.language", QT_TRANSLATE_NOOP("SettingTexts", "Language of the tales")},
    Text{"data.windows", QT_TRANSLATE_NOOP("SettingTexts", "Training windows")},
    Text{"data.path", QT_TRANSLATE_NOOP("SettingTexts", "Text file or folder")},
    Text{"data.tokenizer", QT_TRANSLATE_NOOP("SettingTexts", "Tokeniser")},
    Text{"data.vocabulary", QT_TRANSLATE_NOOP("SettingTexts", "Tokens to train")},
    Text{"data.tokenizer_path", QT_TRANSLATE_NOOP("SettingTexts", "Tokeniser's file")},
    Text{"data.context", QT_TRANSLATE_NOOP("SettingTexts", "Context length")},
    Text{"data.validation", QT_TRANSLATE_NOOP("SettingTexts", "Share held out")},
    Text{"teacher.model", QT_TRANSLATE_NOOP("SettingTexts", "Teacher")},
    Text{"student.initial", QT_TRANSLATE_NOOP("SettingTexts", "Student starts from")},
    Text{"student.architecture", QT_TRANSLATE_NOOP("SettingTexts", "Architecture")},
    Text{"student.layers", QT_TRANSLATE_NOOP("SettingTexts", "Layers")},
    Text{"student.heads", QT_TRANSLATE_NOOP("SettingTexts", "Attention heads")},
    Text{"student.key_value_heads", QT_TRANSLATE_NOOP("SettingTexts", "Key and value heads")},
    Text{"student.width", QT_TRANSLATE_NOOP("SettingTexts", "Embedding width")},
    Text{"student.inner", QT_TRANSLATE_NOOP("SettingTexts", "Feed-forward width")},
    Text{"student.tied", QT_TRANSLATE_NOOP("SettingTexts", "Shared embedding")},
    Text{"student.dropout", QT_TRANSLATE_NOOP("SettingTexts", "Dropout")},
    Text{"objective.alpha", "α"},
    Text{"objective.beta", "β"},
    Text{"objective.student_share", QT_TRANSLATE_NOOP("SettingTexts", "λ, student's share")},
    Text{"objective.sequence.divergence",
         QT_TRANSLATE_NOOP("SettingTexts", "Sequence term: divergence")},
    Text{"objective.sequence.weight", QT_TRANSLATE_NOOP("SettingTexts", "Sequence term: weight")},
    Text{"objective.sequence.skew", QT_TRANSLATE_NOOP("SettingTexts", "Sequence term: skew")},
    Text{"objective.sequence.targets", QT_TRANSLATE_NOOP("SettingTexts", "Sequence term: targets")},
    Text{"objective.sequence.prefixes", QT_TRANSLATE_NOOP("SettingTexts", "Sequence term: along")},
    Text{"objective.sequence.temperature", QT_TRANSLATE_NOOP("SettingTexts", "Sequence term: τ")},
    Text{"objective.sequence.tau_squared",
         QT_TRANSLATE_NOOP("SettingTexts", "Sequence term: times τ²")},
    Text{"objective.sequence.reduction",
         QT_TRANSLATE_NOOP("SettingTexts", "Sequence term: reduction")},
    Text{"objective.token.divergence", QT_TRANSLATE_NOOP("SettingTexts", "Token term: divergence")},
    Text{"objective.token.weight", QT_TRANSLATE_NOOP("SettingTexts", "Token term: weight")},
    Text{"objective.token.skew", QT_TRANSLATE_NOOP("SettingTexts", "Token term: skew")},
    Text{"objective.token.targets", QT_TRANSLATE_NOOP("SettingTexts", "Token term: targets")},
    Text{"objective.token.prefixes", QT_TRANSLATE_NOOP("SettingTexts", "Token term: along")},
    Text{"objective.token.temperature", QT_TRANSLATE_NOOP("SettingTexts", "Token term: τ")},
    Text{"objective.token.tau_squared", QT_TRANSLATE_NOOP("SettingTexts", "Token term: times τ²")},
    Text{"objective.token.reduction", QT_TRANSLATE_NOOP("SettingTexts", "Token term: reduction")},
    Text{"objective.reduction", QT_TRANSLATE_NOOP("SettingTexts", "Reduction")},
    Text{"objective.schedule.alpha.kind", QT_TRANSLATE_NOOP("SettingTexts", "α: course")},
    Text{"objective.schedule.alpha.end", QT_TRANSLATE_NOOP("SettingTexts", "α: goes to")},
    Text{"objective.schedule.alpha.first_step",
         QT_TRANSLATE_NOOP("SettingTexts", "α: goes from step")},
    Text{"objective.schedule.alpha.last_step",
         QT_TRANSLATE_NOOP("SettingTexts", "α: arrives at step")},
    Text{"objective.schedule.alpha.stairs", QT_TRANSLATE_NOOP("SettingTexts", "α: stairs")},
    Text{"objective.schedule.beta.kind", QT_TRANSLATE_NOOP("SettingTexts", "β: course")},
    Text{"objective.schedule.beta.end", QT_TRANSLATE_NOOP("SettingTexts", "β: goes to")},
    Text{"objective.schedule.beta.first_step",
         QT_TRANSLATE_NOOP("SettingTexts", "β: goes from step")},
    Text{"objective.schedule.beta.last_step",
         QT_TRANSLATE_NOOP("SettingTexts", "β: arrives at step")},
    Text{"objective.schedule.beta.stairs", QT_TRANSLATE_NOOP("SettingTexts", "β: stairs")},
    Text{"objective.schedule.temperature.kind", QT_TRANSLATE_NOOP("SettingTexts", "τ: course")},
    Text{"objective.schedule.temperature.end", QT_TRANSLATE_NOOP("SettingTexts", "τ: goes to")},
    Text{"objective.schedule.temperature.first_step",
         QT_TRANSLATE_NOOP("SettingTexts", "τ: goes from step")},
    Text{"objective.schedule.temperature.last_step",
         QT_TRANSLATE_NOOP("SettingTexts", "τ: arrives at step")},
    Text{"objective.schedule.temperature.stairs", QT_TRANSLATE_NOOP("SettingTexts", "τ: stairs")},
    Text{"objective.schedule.student_share.kind", QT_TRANSLATE_NOOP("SettingTexts", "λ: course")},
    Text{"objective.schedule.student_share.end", QT_TRANSLATE_NOOP("SettingTexts", "λ: goes to")},
    Text{"objective.schedule.student_share.first_step",
         QT_TRANSLATE_NOOP("SettingTexts", "λ: goes from step")},
    Text{"objective.schedule.student_share.last_step",
         QT_TRANSLATE_NOOP("SettingTexts", "λ: arrives at step")},
    Text{"objective.schedule.student_share.stairs", QT_TRANSLATE_NOOP("SettingTexts", "λ: stairs")},
    Text{"objective.pool.size", QT_TRANSLATE_NOOP("SettingTexts", "Pool: sequences")},
    Text{"objective.pool.reuse", QT_TRANSLATE_NOOP("SettingTexts", "Pool: uses of a sequence")},
    Text{"objective.pool.temperature",
         QT_TRANSLATE_NOOP("SettingTexts", "Pool: sampling temperature")},
    Text{"objective.pool.top_k", QT_TRANSLATE_NOOP("SettingTexts", "Pool: top-k")},
    Text{"objective.pool.top_p", QT_TRANSLATE_NOOP("SettingTexts", "Pool: top-p")},
    Text{"objective.pool.prompt", QT_TRANSLATE_NOOP("SettingTexts", "Pool: tokens given")},
    Text{"objective.pool.beams", QT_TRANSLATE_NOOP("SettingTexts", "Pool: beams")},
    Text{"objective.pool.refresh", QT_TRANSLATE_NOOP("SettingTexts", "Pool: student's refresh")},
    Text{"optimizer.learning_rate", QT_TRANSLATE_NOOP("SettingTexts", "Learning rate")},
    Text{"optimizer.schedule", QT_TRANSLATE_NOOP("SettingTexts", "Schedule")},
    Text{"optimizer.warmup_steps", QT_TRANSLATE_NOOP("SettingTexts", "Warm-up steps")},
    Text{"optimizer.final_share", QT_TRANSLATE_NOOP("SettingTexts", "Final share of the rate")},
    Text{"optimizer.beta1", QT_TRANSLATE_NOOP("SettingTexts", "AdamW β₁")},
    Text{"optimizer.beta2", QT_TRANSLATE_NOOP("SettingTexts", "AdamW β₂")},
    Text{"optimizer.weight_decay", QT_TRANSLATE_NOOP("SettingTexts", "Weight decay")},
    Text{"optimizer.clip", QT_TRANSLATE_NOOP("SettingTexts", "Clip gradient at")},
    Text{"training.steps", QT_TRANSLATE_NOOP("SettingTexts", "Steps")},
    Text{"training.batch", QT_TRANSLATE_NOOP("SettingTexts", "Batch")},
    Text{"training.accumulate", QT_TRANSLATE_NOOP("SettingTexts", "Parts of a batch")},
    Text{"training.evaluate_every", QT_TRANSLATE_NOOP("SettingTexts", "Evaluate every")},
    Text{"training.evaluation_windows", QT_TRANSLATE_NOOP("SettingTexts", "Evaluation windows")},
    Text{"training.checkpoint_every", QT_TRANSLATE_NOOP("SettingTexts", "Save every")},
    Text{"training.shards", QT_TRANSLATE_NOOP("SettingTexts", "Shards of a batch")},
    Text{"training.workers", QT_TRANSLATE_NOOP("SettingTexts", "Workers")},
    Text{"training.logits_memory", QT_TRANSLATE_NOOP("SettingTexts", "Memory for logits (MiB)")},
    Text{"training.threads", QT_TRANSLATE_NOOP("SettingTexts", "Threads")},
};

/// The last part of a key, a blank, and the value as in the file.
constexpr std::array values = {
    Text{"kind tales", QT_TRANSLATE_NOOP("SettingTexts", "Tales")},
    Text{"kind text", QT_TRANSLATE_NOOP("SettingTexts", "text")},
    Text{"language en", QT_TRANSLATE_NOOP("SettingTexts", "English")},
    Text{"language zh", QT_TRANSLATE_NOOP("SettingTexts", "Chinese")},
    Text{"windows null", QT_TRANSLATE_NOOP("SettingTexts", "without end")},
    Text{"tokenizer byte", QT_TRANSLATE_NOOP("SettingTexts", "bytes")},
    Text{"tokenizer character", QT_TRANSLATE_NOOP("SettingTexts", "characters")},
    Text{"tokenizer word", QT_TRANSLATE_NOOP("SettingTexts", "words")},
    Text{"tokenizer bpe", QT_TRANSLATE_NOOP("SettingTexts", "byte pairs of the text")},
    Text{"tokenizer file", QT_TRANSLATE_NOOP("SettingTexts", "of a file")},
    Text{"initial ", QT_TRANSLATE_NOOP("SettingTexts", "random weights")},
    Text{"initial teacher", QT_TRANSLATE_NOOP("SettingTexts", "layers of the teacher")},
    Text{"key_value_heads 0", QT_TRANSLATE_NOOP("SettingTexts", "as many as heads")},
    Text{"inner 0", QT_TRANSLATE_NOOP("SettingTexts", "as usual")},
    Text{"tied true", QT_TRANSLATE_NOOP("SettingTexts", "yes")},
    Text{"tied false", QT_TRANSLATE_NOOP("SettingTexts", "no")},
    Text{"model ", QT_TRANSLATE_NOOP("SettingTexts", "none")},
    Text{"architecture gpt2", "GPT-2"},
    Text{"architecture llama", "Llama"},
    Text{"divergence forward-kl", QT_TRANSLATE_NOOP("SettingTexts", "forward KL")},
    Text{"divergence reverse-kl", QT_TRANSLATE_NOOP("SettingTexts", "reverse KL")},
    Text{"divergence symmetric-kl", QT_TRANSLATE_NOOP("SettingTexts", "symmetric KL")},
    Text{"divergence jensen-shannon", QT_TRANSLATE_NOOP("SettingTexts", "Jensen–Shannon")},
    Text{"divergence skewed-forward-kl", QT_TRANSLATE_NOOP("SettingTexts", "skewed forward KL")},
    Text{"divergence skewed-reverse-kl", QT_TRANSLATE_NOOP("SettingTexts", "skewed reverse KL")},
    Text{"divergence total-variation", QT_TRANSLATE_NOOP("SettingTexts", "total variation")},
    Text{"targets soft", QT_TRANSLATE_NOOP("SettingTexts", "soft")},
    Text{"targets hard", QT_TRANSLATE_NOOP("SettingTexts", "hard")},
    Text{"prefixes data", QT_TRANSLATE_NOOP("SettingTexts", "data")},
    Text{"prefixes teacher", QT_TRANSLATE_NOOP("SettingTexts", "teacher samples")},
    Text{"prefixes teacher-beam", QT_TRANSLATE_NOOP("SettingTexts", "teacher's beams")},
    Text{"prefixes student", QT_TRANSLATE_NOOP("SettingTexts", "student samples")},
    Text{"prefixes mixed", QT_TRANSLATE_NOOP("SettingTexts", "data and student samples")},
    Text{"kind constant", QT_TRANSLATE_NOOP("SettingTexts", "constant")},
    Text{"kind linear", QT_TRANSLATE_NOOP("SettingTexts", "linear")},
    Text{"kind cosine", QT_TRANSLATE_NOOP("SettingTexts", "cosine")},
    Text{"kind steps", QT_TRANSLATE_NOOP("SettingTexts", "in stairs")},
    Text{"kind adaptive", QT_TRANSLATE_NOOP("SettingTexts", "adaptive")},
    Text{"last_step 0", QT_TRANSLATE_NOOP("SettingTexts", "end of the run")},
    Text{"refresh 0", QT_TRANSLATE_NOOP("SettingTexts", "each step")},
    Text{"reduction objective", QT_TRANSLATE_NOOP("SettingTexts", "as CE's")},
    Text{"tau_squared true", QT_TRANSLATE_NOOP("SettingTexts", "on")},
    Text{"tau_squared false", QT_TRANSLATE_NOOP("SettingTexts", "off")},
    Text{"reduction token-mean", QT_TRANSLATE_NOOP("SettingTexts", "token mean")},
    Text{"reduction sequence-sum", QT_TRANSLATE_NOOP("SettingTexts", "sequence sum")},
    Text{"schedule constant", QT_TRANSLATE_NOOP("SettingTexts", "constant")},
    Text{"schedule cosine", QT_TRANSLATE_NOOP("SettingTexts", "cosine")},
    Text{"top_k 0", QT_TRANSLATE_NOOP("SettingTexts", "off")},
    Text{"clip 0", QT_TRANSLATE_NOOP("SettingTexts", "off")},
    Text{"clip 0.0", QT_TRANSLATE_NOOP("SettingTexts", "off")},
    Text{"shards 0", QT_TRANSLATE_NOOP("SettingTexts", "the faster")},
    Text{"workers 0", QT_TRANSLATE_NOOP("SettingTexts", "as threads")},
    Text{"threads 0", QT_TRANSLATE_NOOP("SettingTexts", "all cores")},
};

template <std::size_t count>
const char *find(const std::array<Text, count> &texts, std::string_view key)
{
    for (const Text &text : texts) {
        if (text.key == key)
            return text.text;
    }
    return nullptr;
}

/// Thousands get their commas; text such as a path stays as it is.
QString numberOrText(const QString &value)
{
    bool isWhole = false;
    const qlonglong whole = value.toLongLong(&isWhole);
    return isWhole ? formatCount(whole) : value;
}

} // namespace

QString settingLabel(const std::string &key)
{
    const char *label = find(labels, key);
    return label ? QCoreApplication::translate(context, label) : QString::fromStdString(key);
}

QString settingValueText(const std::string &key, const std::string &value)
{
    const std::string lastPart = key.substr(key.rfind('.') + 1);
    if (const char *text = find(values, lastPart + ' ' + value))
        return QCoreApplication::translate(context, text);
    const QString plain = QString::fromStdString(value);
    if (key == "seed" || key == "data.path" || key == "teacher.model")
        return plain;
    if (key == "objective.alpha" || key == "objective.beta") {
        // Two places as everywhere else, unless that would hide a difference.
        const QString weight = formatWeight(plain.toDouble());
        return weight.toDouble() == plain.toDouble() ? weight : plain;
    }
    return numberOrText(plain);
}

} // namespace retort
