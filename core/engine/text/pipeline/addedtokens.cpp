#include "core/engine/text/pipeline/addedtokens.h"

#include "core/engine/text/pipeline/characters.h"
#include "core/engine/text/unicode.h"

#include <algorithm>

namespace retort {

namespace {

char32_t lastCodePoint(std::string_view text)
{
    std::size_t at = text.size() - 1;
    while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80)
        --at;
    return nextCodePoint(text, at);
}

char32_t firstCodePoint(std::string_view text)
{
    std::size_t at = 0;
    return nextCodePoint(text, at);
}

std::size_t withoutBlanksAtEnd(std::string_view text)
{
    while (!text.empty()) {
        const char32_t last = lastCodePoint(text);
        if (!isSpace(last))
            break;
        std::string blank;
        appendUtf8(blank, last);
        text.remove_suffix(blank.size());
    }
    return text.size();
}

std::size_t blanksAtStart(std::string_view text)
{
    std::size_t blanks = 0;
    for (std::size_t at = 0; at < text.size(); blanks = at)
        if (!isSpace(nextCodePoint(text, at)))
            break;
    return blanks;
}

} // namespace

AddedTokenFinder::AddedTokenFinder(std::vector<AddedToken> tokens,
                                   std::vector<std::string> spellings)
    : m_tokens(std::move(tokens))
{
    if (m_tokens.empty())
        return;
    Words words;
    for (std::size_t i = 0; i < spellings.size(); ++i) {
        m_starts[static_cast<unsigned char>(spellings[i].front())] = true;
        words.add(TokenId(i), std::move(spellings[i]));
    }
    m_trie.emplace(words);
}

std::vector<AddedMatch> AddedTokenFinder::find(std::string_view text) const
{
    std::vector<AddedMatch> matches;
    std::size_t covered = 0;
    for (std::size_t at = 0; m_trie && at < text.size();) {
        if (!m_starts[static_cast<unsigned char>(text[at])]) {
            ++at;
            continue;
        }
        std::uint32_t node = Trie::root;
        TokenId longest = -1;
        std::size_t end = at;
        for (std::size_t i = at; i < text.size(); ++i) {
            node = m_trie->below(node, static_cast<unsigned char>(text[i]));
            if (node == Trie::root)
                break;
            if (m_trie->word(node) >= 0) {
                longest = m_trie->word(node);
                end = i + 1;
            }
        }
        if (longest < 0) {
            ++at;
            continue;
        }
        addMatch(text, at, end, m_tokens[std::size_t(longest)], matches, covered);
        at = end;
    }
    if (covered < text.size())
        matches.push_back({-1, std::uint32_t(covered), std::uint32_t(text.size())});
    return matches;
}

void AddedTokenFinder::addMatch(std::string_view text, std::size_t begin, std::size_t end,
                                const AddedToken &token, std::vector<AddedMatch> &matches,
                                std::size_t &covered) const
{
    if (token.singleWord) {
        const bool follows = begin > 0 && isWordLike(lastCodePoint(text.substr(0, begin)));
        const bool goesOn = end < text.size() && isWordLike(firstCodePoint(text.substr(end)));
        if (follows || goesOn)
            return;
    }
    if (token.stripLeft)
        begin = std::max(withoutBlanksAtEnd(text.substr(0, begin)), covered);
    if (token.stripRight)
        end += blanksAtStart(text.substr(end));
    if (begin >= end) // the blanks of the match before
        return;
    if (covered < begin)
        matches.push_back({-1, std::uint32_t(covered), std::uint32_t(begin)});
    matches.push_back({token.id, std::uint32_t(begin), std::uint32_t(end)});
    covered = end;
}

} // namespace retort
