// Windows of tokens from files.

#include "core/engine/text/bpetrainer.h"
#include "core/engine/text/dataset.h"
#include "core/engine/text/portablerandom.h"
#include "core/engine/text/textfile.h"
#include "core/engine/text/tokenizerfiles.h"
#include "core/engine/text/unicode.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <system_error>

namespace retort {

namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t maximumBytes = 256 << 20;
constexpr std::size_t shortestSample = 16; // characters
constexpr std::size_t longestSample = 96;
constexpr double mostUnknown = 0.5; // share of the tokens

Error unreadable(const fs::path &path, const std::error_code &why)
{
    return {RETORT_SENTENCE("The folder %1 cannot be read: %2. Check that you may read it."),
            {path.string(), why.message()}};
}

Error stoppedError(const fs::path &path)
{
    return {RETORT_SENTENCE("Reading the text %1 was stopped."), {path.string()}};
}

/// One file as text, without a byte order mark.
Result<std::string> readTextFile(const fs::path &file)
{
    Result<std::string> text = readWholeFile(file, maximumBytes);
    if (!text)
        return text;
    if (const auto offset = firstInvalidUtf8(*text))
        return Error{RETORT_SENTENCE("The file %1 is not valid UTF-8: what begins at byte %2 is no "
                                     "character. Convert the file to UTF-8."),
                     {file.string(), std::to_string(*offset)}};
    if (text->starts_with("\uFEFF"))
        text->erase(0, 3);
    return text;
}

Result<std::vector<fs::path>> textFilesIn(const fs::path &folder)
{
    std::vector<fs::path> files;
    std::error_code failure;
    fs::recursive_directory_iterator entry(folder, failure);
    for (; !failure && entry != fs::recursive_directory_iterator(); entry.increment(failure)) {
        std::error_code notRegular;
        if (entry->path().extension() == ".txt" && entry->is_regular_file(notRegular))
            files.push_back(entry->path());
    }
    if (failure)
        return unreadable(folder, failure);
    if (files.empty())
        return Error{RETORT_SENTENCE("The folder %1 holds no text: there is no file whose name "
                                     "ends in .txt in it."),
                     {folder.string()}};
    std::sort(files.begin(), files.end());
    return files;
}

Result<std::string> readText(const fs::path &path)
{
    if (path.empty())
        return Error{RETORT_SENTENCE("No text file is chosen. Choose a file or a folder."), {}};
    std::error_code failure;
    if (!fs::is_directory(path, failure))
        return readTextFile(path);

    const auto files = textFilesIn(path);
    if (!files)
        return files.error();
    std::string whole;
    for (const fs::path &file : *files) {
        const auto text = readTextFile(file);
        if (!text)
            return text;
        if (whole.size() + text->size() > maximumBytes)
            return Error{RETORT_SENTENCE("The text files in %1 have more than %2 bytes together. "
                                         "Leave some of them out."),
                         {path.string(), std::to_string(maximumBytes)}};
        if (!whole.empty())
            whole += '\n';
        whole += *text;
    }
    return whole;
}

std::size_t countCharacters(std::string_view utf8)
{
    return std::size_t(std::count_if(utf8.begin(), utf8.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    }));
}

/// The byte at which character number `count` begins.
std::size_t byteOfCharacter(std::string_view utf8, std::size_t count)
{
    std::size_t at = 0;
    for (std::size_t i = 0; i < count && at < utf8.size(); ++i)
        nextCodePoint(utf8, at);
    return at;
}

/// `training` is the part of the `text` that is not held out.
Result<TokenizerPtr> tokenizerFor(const TextFileOptions &options, std::string_view text,
                                  std::string_view training)
{
    if (options.given)
        return options.given;
    if (options.tokenizer == "byte")
        return makeByteTokenizer();
    if (options.tokenizer == "character")
        return makeCharacterTokenizer(text);
    if (options.tokenizer == "word")
        return makeWordTokenizer(text);
    if (options.tokenizer == "bpe")
        return trainBpeTokenizer(training, {.vocabulary = options.vocabulary}, options.progress,
                                 options.stop);
    if (options.tokenizer == "file" && options.tokenizerFile.empty())
        return Error{RETORT_SENTENCE("No tokenizer is chosen for the text %1. Choose its file or "
                                     "folder."),
                     {options.path.string()}};
    if (options.tokenizer == "file")
        return openTokenizer(options.tokenizerFile);
    return Error{RETORT_SENTENCE("There is no tokenizer \"%1\". Choose byte, character, word, bpe "
                                 "or file."),
                 {options.tokenizer}};
}

/// The tokens of one part of a text, and the windows that lie in them.
struct Part
{
    std::vector<TokenId> ids;
    int context = 0;

    std::int64_t windows() const
    {
        return ids.empty() ? 0 : std::int64_t(ids.size() - 1) / context;
    }

    void window(std::int64_t index, std::span<TokenId> out) const
    {
        assert(index >= 0 && index < windows() && out.size() == std::size_t(context) + 1);
        std::copy_n(ids.begin() + index * context, out.size(), out.begin());
    }
};

class TextDataset final : public Dataset
{
public:
    TextDataset(TokenizerPtr tokenizer, Part training, Part validation, std::string heldOut,
                std::string fingerprint)
        : m_tokenizer(std::move(tokenizer))
        , m_training(std::move(training))
        , m_validation(std::move(validation))
        , m_heldOut(std::move(heldOut))
        , m_fingerprint(std::move(fingerprint))
    {
    }

    TokenizerPtr tokenizer() const override { return m_tokenizer; }
    int context() const override { return m_training.context; }
    std::optional<std::int64_t> trainingWindows() const override { return m_training.windows(); }
    std::int64_t validationWindows() const override { return m_validation.windows(); }

    void trainingWindow(std::int64_t index, std::span<TokenId> ids) const override
    {
        m_training.window(index, ids);
    }
    void validationWindow(std::int64_t index, std::span<TokenId> ids) const override
    {
        m_validation.window(index, ids);
    }

    std::optional<double> bytesPerToken() const override
    {
        return double(m_heldOut.size()) / double(m_validation.ids.size());
    }

    std::string sampleText(std::uint64_t seed) const override
    {
        const std::string_view text = m_heldOut;
        PortableRandom random(seed, 0);
        std::size_t at = random.below(std::uint32_t(text.size()));
        // The next line that is long enough; from the beginning again if the text ends before.
        for (int pass = 0; pass < 2; ++pass, at = 0) {
            while (at < text.size()) {
                const std::size_t end = std::min(text.find('\n', at), text.size());
                const std::string_view line = text.substr(at, end - at);
                if ((at == 0 || text[at - 1] == '\n') && countCharacters(line) >= shortestSample)
                    return shortened(line);
                at = end + 1;
            }
        }
        return shortened(text);
    }

    std::string fingerprint() const override { return m_fingerprint; }

private:
    static std::string shortened(std::string_view line)
    {
        if (line.ends_with('\r'))
            line.remove_suffix(1);
        const std::size_t end = byteOfCharacter(line, longestSample);
        if (end == line.size())
            return std::string(line);
        const std::size_t blank = line.substr(0, end).rfind(' ');
        return std::string(line.substr(0, blank == line.npos || blank == 0 ? end : blank));
    }

    TokenizerPtr m_tokenizer;
    Part m_training;
    Part m_validation;
    std::string m_heldOut;
    std::string m_fingerprint;
};

/// The share of both parts that the tokeniser does not know.
double unknownShare(const Tokenizer &tokenizer, const Part &training, const Part &validation)
{
    std::ptrdiff_t unknown = 0;
    for (const Part *part : {&training, &validation})
        unknown += std::count(part->ids.begin(), part->ids.end(), tokenizer.unknownToken());
    return double(unknown) / double(training.ids.size() + validation.ids.size());
}

} // namespace

Result<DatasetPtr> openTextDataset(const TextFileOptions &options)
{
    const auto text = readText(options.path);
    if (!text)
        return text.error();
    // Cut by characters, not tokens: every tokeniser is then measured on the same text.
    const auto characters = double(countCharacters(*text));
    const std::size_t cut =
        byteOfCharacter(*text, std::size_t(characters * (1 - options.validation)));
    const std::string_view whole = *text;
    if (options.stop.stop_requested())
        return stoppedError(options.path);
    const auto tokenizer = tokenizerFor(options, whole, whole.substr(0, cut));
    if (!tokenizer)
        return tokenizer.error();
    auto training = (*tokenizer)->encode(whole.substr(0, cut));
    if (!training)
        return training.error();
    if (options.stop.stop_requested())
        return stoppedError(options.path);
    auto validation = (*tokenizer)->encode(whole.substr(cut));
    if (!validation)
        return validation.error();

    Part trainingPart{std::move(*training), options.context};
    Part validationPart{std::move(*validation), options.context};
    if (trainingPart.windows() < 1 || validationPart.windows() < 1)
        return Error{RETORT_SENTENCE("The text in %1 is too short: it has %2 tokens for training "
                                     "and %3 for validation, and each part needs at least %4. Use "
                                     "more text or a shorter context."),
                     {options.path.string(), std::to_string(trainingPart.ids.size()),
                      std::to_string(validationPart.ids.size()),
                      std::to_string(options.context + 1)}};
    const double unknown = unknownShare(**tokenizer, trainingPart, validationPart);
    if (options.given && unknown > mostUnknown)
        return Error{RETORT_SENTENCE("The model's tokenizer does not know %1 % of the text in %2, "
                                     "so there would be nothing to learn from it. Use a text like "
                                     "the one that the model was trained on."),
                     {std::to_string(std::lround(100 * unknown)), options.path.string()}};
    if (options.tokenizer == "file" && unknown > mostUnknown)
        return Error{RETORT_SENTENCE("The tokenizer %3 does not know %1 % of the text in %2, so "
                                     "there would be nothing to learn from it. Choose another "
                                     "tokenizer or another text."),
                     {std::to_string(std::lround(100 * unknown)), options.path.string(),
                      options.tokenizerFile.string()}};
    return DatasetPtr(std::make_shared<TextDataset>(
        *tokenizer, std::move(trainingPart), std::move(validationPart),
        std::string(whole.substr(cut)), hash128(whole)));
}

} // namespace retort
