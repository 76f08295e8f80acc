#pragma once
// Small model folders as people have them.

#include "core/engine/models/languagemodel.h"

#include <QFile>
#include <QString>

namespace retort {

/// A GPT-2 of four letters, 3 layers of width 16, that reads 24 tokens; with a licence.
inline bool writeModelFolder(const QString &folder, const std::string &words = "abcd")
{
    std::vector<std::string> vocabulary{"<unk>"};
    for (const char letter : words)
        vocabulary.emplace_back(1, letter);
    const ModelConfig config{
        .layers = 3, .heads = 2, .width = 16, .context = 24, .vocabulary = int(vocabulary.size())};
    const auto model = LanguageModel::create(config, makeWordTokenizer(vocabulary, true), 1);
    if (!model || !model->save(folder.toStdString()))
        return false;
    QFile licence(folder + QStringLiteral("/LICENSE"));
    return licence.open(QIODevice::WriteOnly)
           && licence.write("\n  A licence of <b>letters</b>\n\nSecond paragraph.\n") > 0;
}

/// A folder whose config.json names a family that nobody has heard of.
inline bool writeForeignFolder(const QString &folder)
{
    if (!writeModelFolder(folder))
        return false;
    QFile config(folder + QStringLiteral("/config.json"));
    return config.open(QIODevice::WriteOnly)
           && config.write(R"({"model_type": "quagga", "architectures": ["Quagga"]})") > 0;
}

} // namespace retort
