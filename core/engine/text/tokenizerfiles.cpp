#include "core/engine/text/tokenizerfiles.h"

#include "core/engine/text/bpefiles.h"
#include "core/engine/text/sentencepiece.h"

#include <array>

namespace retort {

namespace fs = std::filesystem;

namespace {

/// Names of a vocabulary's two files.
constexpr std::array<std::array<const char *, 2>, 2> bpeFiles{
    {{"vocab.json", "merges.txt"}, {"encoder.json", "vocab.bpe"}}};

bool isFile(const fs::path &file)
{
    std::error_code failure;
    return fs::is_regular_file(file, failure);
}

fs::path folderOf(const fs::path &file)
{
    return file.has_parent_path() ? file.parent_path() : ".";
}

Result<TokenizerPtr> parsed(const Result<std::string> &json, const fs::path &file)
{
    if (!json)
        return json.error();
    return parseTokenizer(*json, file.string());
}

Result<TokenizerPtr> openBpeFiles(const fs::path &folder, const std::array<const char *, 2> &names)
{
    const auto settings = readTokenizerSettings(folder);
    if (!settings)
        return settings.error();
    const fs::path vocabulary = folder / names[0];
    return parsed(tokenizerJsonFromBpeFiles(vocabulary, folder / names[1], *settings), vocabulary);
}

Result<TokenizerPtr> openWordList(const fs::path &file)
{
    const auto settings = readTokenizerSettings(folderOf(file));
    if (!settings)
        return settings.error();
    if (!settings->tokenizerClass.empty() && !settings->tokenizerClass.starts_with("BertTokenizer"))
        return Error{RETORT_SENTENCE("The tokenizer of %1 is of the kind \"%2\", and Retort reads "
                                     "such files of BERT only. Save the tokenizer as a "
                                     "tokenizer.json."),
                     {file.string(), settings->tokenizerClass}};
    return parsed(tokenizerJsonFromWordList(file, *settings), file);
}

Result<TokenizerPtr> openPieces(const fs::path &file)
{
    const auto settings = readTokenizerSettings(folderOf(file));
    if (!settings)
        return settings.error();
    auto tokenizer = openSentencePiece(file, {.begin = settings->addBegin.value_or(true),
                                              .end = settings->addEnd.value_or(false)});
    if (!tokenizer)
        return tokenizer;
    for (const AddedTokenSetting &token : settings->added)
        if (token.id && (*tokenizer)->vocabularyEntry(*token.id) != token.content)
            return Error{RETORT_SENTENCE("Beside the SentencePiece model %1 the token \"%2\" is "
                                         "added, which Retort reads from a tokenizer.json only. "
                                         "Save the tokenizer as a tokenizer.json."),
                         {file.string(), token.content}};
    return tokenizer;
}

/// The first file of a folder that makes a tokeniser, alone or with its companion; empty: none.
fs::path tokenizerFileIn(const fs::path &folder)
{
    if (isFile(folder / "tokenizer.json"))
        return folder / "tokenizer.json";
    for (const auto &names : bpeFiles)
        if (isFile(folder / names[0]) && isFile(folder / names[1]))
            return folder / names[0];
    for (const char *name : {"tokenizer.model", "vocab.txt"})
        if (isFile(folder / name))
            return folder / name;
    return {};
}

Result<TokenizerPtr> openFolder(const fs::path &folder)
{
    if (const fs::path file = tokenizerFileIn(folder); !file.empty())
        return openTokenizer(file);
    return Error{RETORT_SENTENCE("The folder %1 holds no tokenizer. Retort looks for "
                                 "tokenizer.json; vocab.json with merges.txt; encoder.json with "
                                 "vocab.bpe; tokenizer.model; vocab.txt. Put one of them there."),
                 {folder.string()}};
}

} // namespace

bool holdsTokenizer(const fs::path &folder)
{
    return !tokenizerFileIn(folder).empty();
}

Result<TokenizerPtr> openTokenizer(const fs::path &fileOrFolder)
{
    std::error_code failure;
    if (fs::is_directory(fileOrFolder, failure))
        return openFolder(fileOrFolder);
    const fs::path name = fileOrFolder.filename();
    for (const auto &names : bpeFiles) {
        if (name != names[0] && name != names[1])
            continue;
        const fs::path folder = folderOf(fileOrFolder);
        for (const char *one : names)
            if (!isFile(folder / one))
                return Error{RETORT_SENTENCE("The tokenizer file %1 needs %2 beside it. Put it "
                                             "there."),
                             {fileOrFolder.string(), name == one ? names[name == names[0]] : one}};
        return openBpeFiles(folder, names);
    }
    if (name.extension() == ".model")
        return openPieces(fileOrFolder);
    if (name.extension() == ".bin")
        return parsed(tokenizerJsonFromLlama2c(fileOrFolder), fileOrFolder);
    if (name.extension() == ".txt")
        return openWordList(fileOrFolder);
    return loadTokenizer(fileOrFolder);
}

} // namespace retort
