#pragma once
// Text to token ids and back. Immutable once made, so one tokeniser may serve several threads.

#include "core/engine/result.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace retort {

using TokenId = std::int32_t;

/// Where a token comes from: characters (code points) [begin, end) of the text.
struct TokenSpan
{
    std::size_t begin = 0, end = 0;

    bool operator==(const TokenSpan &) const = default;
};

/// Ids with their places, as many of the one as of the other.
struct Encoding
{
    std::vector<TokenId> ids;
    std::vector<TokenSpan> spans; ///< empty span: a token that was added
};

class Tokenizer
{
public:
    virtual ~Tokenizer() = default;

    /// "byte", "character", "word", "bpe", "wordpiece", "unigram" …: for people.
    virtual std::string kind() const = 0;

    /// V: ids are 0 … V − 1.
    virtual int vocabularySize() const = 0;

    /// Never fails on valid UTF-8: what the vocabulary lacks becomes unknownToken(). An error
    /// names the byte offset of the first invalid UTF-8 sequence (byte tokeniser: no error at all).
    virtual Result<std::vector<TokenId>> encode(std::string_view utf8) const = 0;

    /// The same ids with their places. `special`: with the tokens that the tokeniser puts around
    /// every text, such as "<s>" in front (Hugging Face's add_special_tokens).
    virtual Result<Encoding> encodeWithSpans(std::string_view utf8, bool special) const = 0;

    /// Text of a sequence; special tokens are left out. Bytes that form no UTF-8 become U+FFFD.
    virtual std::string decode(std::span<const TokenId> ids) const = 0;

    /// One token as a reader should see it: visible signs for blanks and control characters
    /// ("␣", "⏎", "<0x8F>"), never empty.
    virtual std::string tokenText(TokenId id) const = 0;

    /// The token as the vocabulary spells it ("Ġthe", "▁the", "<s>"); empty for an unknown id.
    virtual std::string vocabularyEntry(TokenId id) const = 0;

    /// Whether decode() leaves it out.
    virtual bool isSpecial(TokenId id) const = 0;

    /// The token that opens every sequence ("<s>"), or −1 if the tokeniser has none.
    virtual TokenId beginToken() const { return -1; }
    /// The token that stands for anything unknown ("<unk>"), or −1 if there is none.
    virtual TokenId unknownToken() const { return -1; }

    /// Hugging Face tokenizer.json that `transformers` loads to the same ids; load() reads it back.
    virtual std::string toJson() const = 0;

    /// Two tokenisers are the same vocabulary exactly when their fingerprints are equal, however
    /// their files are written.
    virtual std::string fingerprint() const;
};

using TokenizerPtr = std::shared_ptr<const Tokenizer>;

/// 256 ids, one a byte.
TokenizerPtr makeByteTokenizer();
/// One id for each different character of `corpus`, in order of code point, after "<unk>".
Result<TokenizerPtr> makeCharacterTokenizer(std::string_view corpus);
/// Words, single punctuation marks and line ends ("\n"), most frequent first after "<unk>"; at most
/// `maximumSize` entries.
Result<TokenizerPtr> makeWordTokenizer(std::string_view corpus, int maximumSize = 8192);
/// A fixed list of words; `words[0]` must be "<unk>" and "<s>" is used as the begin token if
/// listed. `spaced`: whether words are joined by blanks (English; a word that is not listed may
/// match one in other capitals) or not (Chinese; the longest listed word at each place).
TokenizerPtr makeWordTokenizer(std::vector<std::string> words, bool spaced);

/// Reads a Hugging Face tokenizer.json, of at most 64 MiB: what toJson() wrote, and any other whose
/// components are supported (docs/formats.md). Ids and places are those of the `tokenizers`
/// library, version 0.23. An error names the component or the field that is not supported, or what
/// is broken.
Result<TokenizerPtr> loadTokenizer(const std::filesystem::path &tokenizerJson);
/// The same for the contents of a file; `name` stands for it in messages.
Result<TokenizerPtr> parseTokenizer(std::string_view json, const std::string &name);

} // namespace retort
