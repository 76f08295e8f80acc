#pragma once
// tokenizer.json files for tests, made of their components.

#include "core/engine/text/tokenizer.h"

#include <QFile>

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace fixture {

using Json = nlohmann::json;

/// A file with a model, the rest empty.
inline Json fileWith(Json model)
{
    return {{"version", "1.0"},          {"truncation", nullptr},
            {"padding", nullptr},        {"added_tokens", Json::array()},
            {"normalizer", nullptr},     {"pre_tokenizer", nullptr},
            {"post_processor", nullptr}, {"decoder", nullptr},
            {"model", std::move(model)}};
}

inline Json wordLevel(const std::vector<std::string> &words)
{
    Json vocabulary = Json::object();
    for (std::size_t id = 0; id < words.size(); ++id)
        vocabulary[words[id]] = id;
    return {{"type", "WordLevel"}, {"vocab", vocabulary}, {"unk_token", words.front()}};
}

inline Json bpe(const std::vector<std::string> &words, const Json &merges)
{
    Json model = wordLevel(words);
    model["type"] = "BPE";
    model["unk_token"] = nullptr;
    model["merges"] = merges;
    return model;
}

/// BPE of 256 bytes, whose decoder gives back the text as the normaliser left it.
inline Json bytesWith(const Json &normalizer)
{
    std::vector<std::string> words;
    for (int byte = 0; byte < 256; ++byte)
        words.push_back(QString::asprintf("<0x%02X>", unsigned(byte)).toStdString());
    Json file = fileWith(bpe(words, Json::array()));
    file["model"]["byte_fallback"] = true;
    file["normalizer"] = normalizer;
    file["decoder"] = {{"type", "Sequence"},
                       {"decoders", {{{"type", "ByteFallback"}}, {{"type", "Fuse"}}}}};
    return file;
}

inline Json added(int id, const std::string &content, const Json &options = Json::object())
{
    Json token = {{"id", id},        {"content", content}, {"single_word", false},
                  {"lstrip", false}, {"rstrip", false},    {"normalized", false},
                  {"special", false}};
    token.update(options);
    return token;
}

inline retort::Result<retort::TokenizerPtr> parsed(const Json &file)
{
    return retort::parseTokenizer(file.dump(), "tokenizer.json");
}

inline std::vector<int> idsOf(const retort::TokenizerPtr &tokenizer, std::string_view text)
{
    const auto ids = tokenizer->encode(text);
    return ids ? std::vector<int>(ids->begin(), ids->end()) : std::vector<int>{-99};
}

inline QByteArray readAll(const std::string &path)
{
    QFile file(QString::fromStdString(path));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace fixture
