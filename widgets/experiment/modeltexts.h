#pragma once
// A model's description in words.

#include "core/engine/models/modeldescription.h"

#include <QString>

#include <cstdint>
#include <utility>
#include <vector>

namespace retort {

QString familyName(const std::string &architecture);        ///< "llama" → "Llama"
QString tokenizerName(const std::string &kind);             ///< "bpe" → "byte pairs"
QString weightTypeName(const std::string &safetensorsType); ///< "BF16" → "bfloat16"
QString formatBytes(std::uint64_t bytes);                   ///< "1.05 MB", decimal units
QString modelHeadline(const ModelDescription &description); ///< "Llama · 5 × 64 · 260 k"
QString firstLine(const QString &text);                     ///< that is not blank, trimmed
QString sizesText(const ModelConfig &config);               ///< "5 × 64, 8 heads"

/// Label and value of each line of the card, the licence left out.
std::vector<std::pair<QString, QString>> modelLines(const ModelDescription &description);

} // namespace retort
