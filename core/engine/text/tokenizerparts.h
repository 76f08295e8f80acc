#pragma once
// Internal: what the tokenisers and the reader of tokenizer.json share.

#include "core/engine/text/tokenizer.h"

#include <nlohmann/json.hpp>

#include <string>
#include <unordered_map>
#include <vector>

namespace retort {

inline const std::string unknownWord = "<unk>";
inline const std::string beginWord = "<s>";

/// How text is cut into words.
enum class WordSplit {
    Exact,  ///< words between blanks and single marks; a corpus's own vocabulary
    Folded, ///< the same; a word that the vocabulary lacks may match one in other capitals
    Joined, ///< no blanks: the longest word of the vocabulary at each place (Chinese)
};

/// `words[0]` must be "<unk>", all words different.
TokenizerPtr makeWordTokenizer(std::vector<std::string> words, WordSplit split);
/// `characters[0]` must be "<unk>", the others different single characters.
TokenizerPtr makeCharacterTokenizer(std::vector<std::string> characters);

/// For text that begins to be no UTF-8 at a byte offset.
Error invalidUtf8Error(std::size_t offset);

/// Words and their places, looked up without a copy.
class Vocabulary
{
public:
    explicit Vocabulary(std::vector<std::string> words);
    Vocabulary(const Vocabulary &) = delete;
    Vocabulary &operator=(const Vocabulary &) = delete;

    int size() const { return int(m_words.size()); }
    const std::string &word(TokenId id) const { return m_words[std::size_t(id)]; }
    bool contains(TokenId id) const { return id >= 0 && id < size(); }
    /// The same as word(); empty where there is none.
    std::string entry(TokenId id) const { return contains(id) ? word(id) : std::string(); }
    /// The id of a word, or −1.
    TokenId find(std::string_view word) const;

private:
    std::vector<std::string> m_words;
    std::unordered_map<std::string_view, TokenId> m_ids; // views into m_words, which stays as it is
};

/// The parts of a tokenizer.json in which tokenisers differ; null where there is nothing.
struct TokenizerJson
{
    nlohmann::ordered_json model;
    nlohmann::ordered_json preTokenizer;
    nlohmann::ordered_json decoder;
    nlohmann::ordered_json normalizer = nullptr;
    nlohmann::ordered_json postProcessor = nullptr;
    nlohmann::ordered_json addedTokens = nlohmann::ordered_json::array();

    /// The whole file, keys in the order in which Hugging Face's library writes them.
    std::string text() const;
};

/// An entry of `addedTokens`, which is found in a text before anything else is done with it.
nlohmann::ordered_json addedToken(TokenId id, const std::string &content, bool special);
/// Puts tokens in front of a text and behind it (TemplateProcessing); null for none of either.
nlohmann::ordered_json surroundedBy(const std::vector<std::pair<std::string, TokenId>> &before,
                                    const std::vector<std::pair<std::string, TokenId>> &after);
nlohmann::ordered_json wordLevelModel(const Vocabulary &vocabulary);
nlohmann::ordered_json splitByPattern(const std::string &regex, bool keepMatchesOnly);

} // namespace retort
