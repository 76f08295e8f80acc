#include "widgets/experiment/modeltexts.h"

#include "core/plotdata/format.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>
#include <array>

namespace retort {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(retort::ModelCard)
};

using Names = std::vector<std::pair<std::string, QString>>;

/// What has no name of its own is called as in the file.
QString named(const Names &names, const std::string &key)
{
    const auto found = std::find_if(names.begin(), names.end(),
                                    [&](const auto &name) { return name.first == key; });
    return found == names.end() ? QString::fromStdString(key) : found->second;
}

QString headsText(const ModelConfig &config)
{
    const QString heads = formatCount(config.heads);
    if (config.keyValueHeads == 0 || config.keyValueHeads == config.heads)
        return heads;
    return Words::tr("%1, %2 key/value").arg(heads, formatCount(config.keyValueHeads));
}

QString diskText(const ModelDescription &description)
{
    const QString bytes = formatBytes(description.weightBytes);
    if (description.weightType.empty())
        return bytes;
    return QStringLiteral("%1 · %2").arg(bytes, weightTypeName(description.weightType));
}

} // namespace

QString familyName(const std::string &architecture)
{
    return named({{"gpt2", QStringLiteral("GPT-2")},
                  {"llama", QStringLiteral("Llama")},
                  {"mistral", QStringLiteral("Mistral")},
                  {"qwen2", QStringLiteral("Qwen2")}},
                 architecture);
}

QString tokenizerName(const std::string &kind)
{
    return named({{"byte", Words::tr("bytes")},
                  {"character", Words::tr("characters")},
                  {"word", Words::tr("words")},
                  {"bpe", Words::tr("byte pairs")},
                  {"wordpiece", QStringLiteral("WordPiece")},
                  {"unigram", QStringLiteral("Unigram")}},
                 kind);
}

QString weightTypeName(const std::string &safetensorsType)
{
    return named({{"F64", QStringLiteral("float64")},
                  {"F32", QStringLiteral("float32")},
                  {"F16", QStringLiteral("float16")},
                  {"BF16", QStringLiteral("bfloat16")}},
                 safetensorsType);
}

QString formatBytes(std::uint64_t bytes)
{
    constexpr std::array units{"kB", "MB", "GB", "TB"};
    double value = double(bytes) / 1e3;
    std::size_t unit = 0;
    for (; value >= 999.5 && unit + 1 < units.size(); ++unit)
        value /= 1e3;
    const int decimals = value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
    return QStringLiteral("%1\u2009%2")
        .arg(QString::number(value, 'f', decimals), QLatin1String(units[unit]));
}

QString modelHeadline(const ModelDescription &description)
{
    const ModelConfig &config = description.config;
    return QStringLiteral("%1 · %2 × %3 · %4")
        .arg(familyName(config.architecture), formatCount(config.layers),
             QString::number(config.width), formatShort(double(description.parameters)));
}

QString sizesText(const ModelConfig &config)
{
    return Words::tr("%1 × %2, %n head(s)", nullptr, config.heads)
        .arg(config.layers)
        .arg(config.width);
}

QString firstLine(const QString &text)
{
    for (const QString &line : text.split(u'\n')) {
        if (const QString trimmed = line.trimmed(); !trimmed.isEmpty())
            return trimmed;
    }
    return {};
}

std::vector<std::pair<QString, QString>> modelLines(const ModelDescription &description)
{
    const ModelConfig &config = description.config;
    return {
        {Words::tr("Family"), familyName(config.architecture)},
        {Words::tr("Layers × width"),
         QStringLiteral("%1 × %2").arg(config.layers).arg(config.width)},
        {Words::tr("Heads"), headsText(config)},
        {Words::tr("Parameters"), formatShort(double(description.parameters))},
        {Words::tr("On disk"), diskText(description)},
        {Words::tr("Context"), Words::tr("%n token(s)", nullptr, config.context)},
        {Words::tr("Tokeniser"),
         QStringLiteral("%1 · %2").arg(tokenizerName(description.tokenizerKind),
                                       formatCount(description.tokens))},
    };
}

} // namespace retort
