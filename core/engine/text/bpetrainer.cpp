#include "core/engine/text/bpetrainer.h"

#include "core/engine/text/dataset.h"
#include "core/engine/text/pipeline/bytealphabet.h"
#include "core/engine/text/textpieces.h"
#include "core/engine/text/tokenizerparts.h"
#include "core/engine/text/unicode.h"

#include <algorithm>
#include <set>

namespace retort {

using Json = nlohmann::ordered_json;

namespace {

constexpr int byteCount = 256;
constexpr std::size_t largestText = (std::size_t(1) << 31) - 1;
constexpr double piecesShare = 0.3; // of the progress

Error stoppedError()
{
    return {RETORT_SENTENCE("The training of the tokenizer was stopped."), {}};
}

/// Bytes as GPT-2's alphabet shows them.
std::string spelled(std::string_view bytes)
{
    std::string spelling;
    appendByteSymbols(spelling, bytes);
    return spelling;
}

/// The bytes that GPT-2's alphabet shows so, or nothing if it does not show any so.
std::string unspelled(std::string_view spelling)
{
    std::string bytes;
    for (std::size_t at = 0; at < spelling.size();) {
        const int byte = byteOfSymbol(nextCodePoint(spelling, at));
        if (byte < 0)
            return {};
        bytes += char(byte);
    }
    return bytes;
}

/// Tokens of one byte in the order of the alphabet's characters.
std::vector<std::string> alphabet()
{
    std::vector<std::string> symbols;
    for (int byte = 0; byte < byteCount; ++byte)
        symbols.emplace_back(byteSymbol(static_cast<unsigned char>(byte)));
    std::sort(symbols.begin(), symbols.end()); // UTF-8 sorts as code points do
    return symbols;
}

Status checkSpecialTokens(const std::vector<std::string> &tokens)
{
    std::set<std::string_view> seen;
    for (const std::string &token : tokens) {
        if (token.empty() || firstInvalidUtf8(token))
            return Error{RETORT_SENTENCE("A special token is empty or no valid UTF-8. Write it as "
                                         "in \"<|endoftext|>\"."),
                         {}};
        if (!seen.insert(token).second)
            return Error{RETORT_SENTENCE("The special token \"%1\" is listed twice. List it once."),
                         {token}};
        if (unspelled(token).size() == 1)
            return Error{RETORT_SENTENCE("The special token \"%1\" is the name of a byte. Choose a "
                                         "longer one."),
                         {token}};
    }
    return {};
}

Status checkOptions(std::string_view corpus, const BpeTrainerOptions &options)
{
    if (auto checked = checkSpecialTokens(options.specialTokens); !checked)
        return checked;
    const int smallest = byteCount + int(options.specialTokens.size());
    if (options.vocabulary < smallest || options.vocabulary > largestBpeVocabulary)
        return Error{RETORT_SENTENCE("The tokenizer's vocabulary is %1, but must be from %2 (the "
                                     "bytes and the special tokens) to %3."),
                     {std::to_string(options.vocabulary), std::to_string(smallest),
                      std::to_string(largestBpeVocabulary)}};
    if (corpus.size() > largestText)
        return Error{RETORT_SENTENCE("The text has %1 bytes, more than the %2 that a tokenizer can "
                                     "be trained on. Take a part of it."),
                     {std::to_string(corpus.size()), std::to_string(largestText)}};
    return {};
}

/// In blocks that end before a character, so that a stop is seen.
Status checkUtf8(std::string_view text, const std::stop_token &stop)
{
    constexpr std::size_t block = std::size_t(1) << 22;
    for (std::size_t at = 0; at < text.size();) {
        if (stop.stop_requested())
            return stoppedError();
        std::size_t end = std::min(text.size(), at + block);
        const std::size_t earliest = end - std::min<std::size_t>(3, end - at);
        while (end < text.size() && end > earliest && (text[end] & 0xC0) == 0x80)
            --end;
        if (firstInvalidUtf8(text.substr(at, end - at)))
            return invalidUtf8Error(firstInvalidUtf8(text).value_or(at));
        at = end;
    }
    return {};
}

Json byteLevel(bool trimOffsets)
{
    return {{"type", "ByteLevel"},
            {"add_prefix_space", false},
            {"trim_offsets", trimOffsets},
            {"use_regex", true}};
}

std::string tokenizerJson(const LearntMerges &learnt, const std::vector<std::string> &specials)
{
    TokenizerJson file;
    Json vocabulary = Json::object();
    // All differ, so there is nothing to look up: json's own push_back() would search each time.
    auto &entries = vocabulary.get_ref<Json::object_t &>();
    for (const std::string &token : specials) {
        file.addedTokens.push_back(addedToken(TokenId(entries.size()), token, true));
        entries.emplace_back(token, entries.size());
    }
    for (const std::string &symbol : alphabet())
        entries.emplace_back(symbol, entries.size());
    for (std::size_t i = byteCount; i < learnt.tokens.size(); ++i)
        entries.emplace_back(spelled(learnt.tokens[i]), entries.size());
    Json merges = Json::array();
    for (const auto &[left, right] : learnt.merges)
        merges.push_back(spelled(learnt.tokens[std::size_t(left)]) + ' '
                         + spelled(learnt.tokens[std::size_t(right)]));
    file.model = {{"type", "BPE"},
                  {"dropout", nullptr},
                  {"unk_token", nullptr},
                  {"continuing_subword_prefix", nullptr},
                  {"end_of_word_suffix", nullptr},
                  {"fuse_unk", false},
                  {"byte_fallback", false},
                  {"ignore_merges", false},
                  {"vocab", std::move(vocabulary)},
                  {"merges", std::move(merges)}};
    file.preTokenizer = byteLevel(true);
    file.decoder = byteLevel(true);
    return file.text();
}

} // namespace

Result<std::string> trainBpe(std::string_view corpus, const BpeTrainerOptions &options,
                             const std::function<void(double)> &progress,
                             const std::stop_token &stop)
{
    const auto tell = [&](double part) {
        if (progress)
            progress(part);
    };
    tell(0);
    if (auto checked = checkOptions(corpus, options); !checked)
        return checked.error();
    if (auto checked = checkUtf8(corpus, stop); !checked)
        return checked.error();
    const auto pieces = countPieces(
        corpus, options.specialTokens,
        [&](std::size_t done) { tell(piecesShare * double(done) / double(corpus.size())); }, stop);
    if (!pieces)
        return pieces.error();

    MergeLimits limits{.tokens = options.vocabulary - int(options.specialTokens.size()),
                       .length = longestBpeToken,
                       .forbidden = {}};
    for (const std::string &token : options.specialTokens)
        if (std::string bytes = unspelled(token); !bytes.empty())
            limits.forbidden.push_back(std::move(bytes));
    const auto learnt = learnMerges(
        *pieces, limits,
        [&](int tokens) { tell(piecesShare + (1 - piecesShare) * tokens / limits.tokens); }, stop);
    if (!learnt)
        return stoppedError();
    std::string file = tokenizerJson(*learnt, options.specialTokens);
    tell(1);
    return file;
}

Result<TokenizerPtr> trainBpeTokenizer(std::string_view corpus, const BpeTrainerOptions &options,
                                       const std::function<void(double)> &progress,
                                       const std::stop_token &stop)
{
    const auto file = trainBpe(corpus, options, progress, stop);
    if (!file)
        return file.error();
    return parseTokenizer(*file, "tokenizer.json");
}

} // namespace retort
