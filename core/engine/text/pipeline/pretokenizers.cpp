#include "core/engine/text/pipeline/pretokenizers.h"

#include "core/engine/text/pipeline/bytealphabet.h"
#include "core/engine/text/pipeline/characters.h"
#include "core/engine/text/pipeline/gpt2pattern.h"
#include "core/engine/text/unicode.h"

#include <algorithm>

namespace retort {

namespace {

/// Cuts each piece by the stretches that `find` gives for its text, all of which stay.
template <class Find>
Status cutPieces(PreTokens &tokens, Find find)
{
    std::vector<PreToken> cut;
    cut.reserve(tokens.pieces.size());
    std::vector<Stretch> stretches;
    for (const PreToken &piece : tokens.pieces) {
        if (piece.id >= 0) {
            cut.push_back(piece);
            continue;
        }
        stretches.clear();
        if (Status found = find(tokens.view(piece), stretches); !found)
            return found;
        for (const Stretch &stretch : stretches)
            if (stretch.begin < stretch.end)
                cut.push_back({piece.begin + stretch.begin, piece.begin + stretch.end, -1,
                               piece.atStart && stretch.begin == 0});
    }
    tokens.pieces = std::move(cut);
    return {};
}

/// Stretches of single characters of a kind, and what stands between them.
template <class IsDelimiter>
void findCharacters(std::string_view text, IsDelimiter isDelimiter, std::vector<Stretch> &stretches)
{
    std::size_t previous = 0;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t begin = at;
        if (!isDelimiter(nextCodePoint(text, at)))
            continue;
        if (previous < begin)
            stretches.push_back({std::uint32_t(previous), std::uint32_t(begin), false});
        stretches.push_back({std::uint32_t(begin), std::uint32_t(at), true});
        previous = at;
    }
    if (previous < text.size())
        stretches.push_back({std::uint32_t(previous), std::uint32_t(text.size()), false});
}

template <class IsDelimiter>
class CharacterSplit final : public PreTokenizer
{
public:
    CharacterSplit(IsDelimiter isDelimiter, SplitBehavior behavior)
        : m_isDelimiter(isDelimiter), m_behavior(behavior)
    {
    }
    Status apply(PreTokens &tokens) const override
    {
        return cutPieces(tokens, [this](std::string_view text, std::vector<Stretch> &stretches) {
            findCharacters(text, m_isDelimiter, stretches);
            applyBehavior(m_behavior, stretches);
            return Status();
        });
    }

private:
    IsDelimiter m_isDelimiter;
    SplitBehavior m_behavior;
};

template <class IsDelimiter>
PreTokenizerPtr characterSplit(IsDelimiter isDelimiter, SplitBehavior behavior)
{
    return std::make_unique<CharacterSplit<IsDelimiter>>(isDelimiter, behavior);
}

class Split final : public PreTokenizer
{
public:
    Split(Regex pattern, SplitBehavior behavior, bool inverted)
        : m_pattern(std::move(pattern)), m_behavior(behavior), m_inverted(inverted)
    {
    }
    Status apply(PreTokens &tokens) const override
    {
        return cutPieces(tokens, [this](std::string_view text, std::vector<Stretch> &stretches) {
            if (Status found = m_pattern.findAll(text, stretches); !found)
                return found;
            if (m_inverted)
                for (Stretch &stretch : stretches)
                    stretch.matched = !stretch.matched;
            applyBehavior(m_behavior, stretches);
            return Status();
        });
    }

private:
    Regex m_pattern;
    SplitBehavior m_behavior;
    bool m_inverted;
};

class Whitespace final : public PreTokenizer
{
public:
    Status apply(PreTokens &tokens) const override
    {
        return cutPieces(tokens, [](std::string_view text, std::vector<Stretch> &stretches) {
            enum class Kind { Blank, Word, Sign };
            auto last = Kind::Blank;
            for (std::size_t at = 0; at < text.size();) {
                const auto begin = std::uint32_t(at);
                const char32_t c = nextCodePoint(text, at);
                const Kind kind = isWordLike(c) ? Kind::Word
                                  : isSpace(c)  ? Kind::Blank
                                                : Kind::Sign;
                if (kind == Kind::Blank) {
                    last = kind;
                    continue;
                }
                if (kind != last)
                    stretches.push_back({begin, begin, true});
                stretches.back().end = std::uint32_t(at);
                last = kind;
            }
            return Status();
        });
    }
};

class FixedLength final : public PreTokenizer
{
public:
    explicit FixedLength(std::size_t characters) : m_characters(characters) {}
    Status apply(PreTokens &tokens) const override
    {
        return cutPieces(tokens, [this](std::string_view text, std::vector<Stretch> &stretches) {
            std::size_t count = 0;
            for (std::size_t at = 0; at < text.size(); ++count) {
                if (count % m_characters == 0)
                    stretches.push_back({std::uint32_t(at), std::uint32_t(at), false});
                nextCodePoint(text, at);
                stretches.back().end = std::uint32_t(at);
            }
            return Status();
        });
    }

private:
    std::size_t m_characters;
};

/// Builds the text of all pieces anew: `write` appends what becomes of a piece.
template <class Write>
void rewritePieces(PreTokens &tokens, Write write)
{
    AlignedText changed(tokens.text);
    for (PreToken &piece : tokens.pieces) {
        const auto begin = std::uint32_t(changed.text.size());
        if (piece.id >= 0)
            changed.append(tokens.text, piece.begin, piece.end);
        else
            write(piece, changed);
        piece.begin = begin;
        piece.end = std::uint32_t(changed.text.size());
    }
    tokens.text = std::move(changed);
}

class Metaspace final : public PreTokenizer
{
public:
    Metaspace(char32_t replacement, PrependScheme scheme, bool split)
        : m_scheme(scheme), m_split(split)
    {
        appendUtf8(m_replacement, replacement);
    }

    Status apply(PreTokens &tokens) const override
    {
        rewritePieces(tokens, [&](const PreToken &piece, AlignedText &changed) {
            const std::string_view text = tokens.view(piece);
            const bool hasOne = text.front() == ' ' || text.starts_with(m_replacement);
            if (!hasOne
                && (m_scheme == PrependScheme::Always
                    || (m_scheme == PrependScheme::First && tokens.atStart(piece))))
                changed.append(m_replacement, tokens.text.originAt(piece.begin));
            for (std::size_t at = 0; at < text.size();) {
                const std::size_t blank = std::min(text.find(' ', at), text.size());
                changed.append(tokens.text, piece.begin + at, piece.begin + blank);
                if (blank < text.size())
                    changed.append(m_replacement, tokens.text.originAt(piece.begin + blank));
                at = blank + 1;
            }
        });
        if (Status status = checkSize(tokens); !status || !m_split)
            return status;
        return cutPieces(tokens, [this](std::string_view text, std::vector<Stretch> &stretches) {
            std::size_t begin = 0;
            for (;;) {
                const std::size_t next = text.find(m_replacement, begin + 1);
                const std::size_t end = std::min(next, text.size());
                stretches.push_back({std::uint32_t(begin), std::uint32_t(end), false});
                if (end == text.size())
                    return Status();
                begin = end;
            }
        });
    }

    bool asksForStart() const override { return m_scheme == PrependScheme::First; }

private:
    static Status checkSize(const PreTokens &tokens)
    {
        if (tokens.text.text.size() < 0xFFFFFFFF)
            return {};
        return Error{RETORT_SENTENCE("The text is too long for this tokenizer. Cut it into parts "
                                     "below 1 GiB."),
                     {}};
    }

    std::string m_replacement;
    PrependScheme m_scheme;
    bool m_split;
};

class ByteLevel final : public PreTokenizer
{
public:
    ByteLevel(bool addsBlank, bool usesPattern) : m_addsBlank(addsBlank), m_usesPattern(usesPattern)
    {
    }

    Status apply(PreTokens &tokens) const override
    {
        const auto wantsBlank = [&tokens](const PreToken &piece) {
            return piece.id < 0 && tokens.text.text[piece.begin] != ' ';
        };
        if (m_addsBlank && std::any_of(tokens.pieces.begin(), tokens.pieces.end(), wantsBlank))
            rewritePieces(tokens, [&](const PreToken &piece, AlignedText &changed) {
                if (wantsBlank(piece))
                    changed.append(" ", tokens.text.originAt(piece.begin));
                changed.append(tokens.text, piece.begin, piece.end);
            });
        if (m_usesPattern)
            if (Status status = cutPieces(tokens, cutLikeGpt2); !status)
                return status;
        if (tokens.mayStayBytes) {
            tokens.areBytes = true;
            return {};
        }
        rewritePieces(tokens, [&tokens](const PreToken &piece, AlignedText &changed) {
            for (std::uint32_t at = piece.begin; at < piece.end; ++at)
                changed.append(byteSymbol(static_cast<unsigned char>(tokens.text.text[at])),
                               tokens.text.originAt(at));
        });
        return {};
    }

private:
    bool m_addsBlank, m_usesPattern;
};

class Sequence final : public PreTokenizer
{
public:
    explicit Sequence(std::vector<PreTokenizerPtr> steps) : m_steps(std::move(steps)) {}

    Status apply(PreTokens &tokens) const override
    {
        const bool mayStayBytes = tokens.mayStayBytes;
        for (const PreTokenizerPtr &step : m_steps) {
            tokens.mayStayBytes = mayStayBytes && step == m_steps.back();
            if (Status status = step->apply(tokens); !status)
                return status;
        }
        return {};
    }

    bool asksForStart() const override
    {
        return std::any_of(m_steps.begin(), m_steps.end(),
                           [](const PreTokenizerPtr &step) { return step->asksForStart(); });
    }

private:
    std::vector<PreTokenizerPtr> m_steps;
};

/// Joins neighbours of a list: `joins` tells from a stretch and whether the one before matched.
template <class Joins>
void joinStretches(std::vector<Stretch> &stretches, Joins joins)
{
    std::size_t count = 0;
    bool previousMatched = false;
    for (const Stretch stretch : stretches) {
        if (count > 0 && joins(stretch.matched, previousMatched)) {
            Stretch &last = stretches[count - 1];
            last.begin = std::min(last.begin, stretch.begin);
            last.end = std::max(last.end, stretch.end);
        } else {
            stretches[count++] = stretch;
        }
        previousMatched = stretch.matched;
    }
    stretches.resize(count);
}

} // namespace

void applyBehavior(SplitBehavior behavior, std::vector<Stretch> &stretches)
{
    const auto matchAfterNone = [](bool matched, bool previous) { return matched && !previous; };
    switch (behavior) {
    case SplitBehavior::Isolated: break;
    case SplitBehavior::Removed:
        std::erase_if(stretches, [](const Stretch &stretch) { return stretch.matched; });
        break;
    case SplitBehavior::Contiguous:
        joinStretches(stretches, [](bool matched, bool previous) { return matched == previous; });
        break;
    case SplitBehavior::MergedWithPrevious: joinStretches(stretches, matchAfterNone); break;
    case SplitBehavior::MergedWithNext:
        std::reverse(stretches.begin(), stretches.end());
        joinStretches(stretches, matchAfterNone);
        std::reverse(stretches.begin(), stretches.end());
        break;
    }
}

PreTokenizerPtr makeSplit(Regex pattern, SplitBehavior behavior, bool inverted)
{
    return std::make_unique<Split>(std::move(pattern), behavior, inverted);
}

PreTokenizerPtr makeWhitespace()
{
    return std::make_unique<Whitespace>();
}

PreTokenizerPtr makeWhitespaceSplit()
{
    return characterSplit(isSpace, SplitBehavior::Removed);
}

PreTokenizerPtr makeDigits(bool individual)
{
    return characterSplit(isNumber,
                          individual ? SplitBehavior::Isolated : SplitBehavior::Contiguous);
}

PreTokenizerPtr makePunctuation(SplitBehavior behavior)
{
    return characterSplit(isPunctuation, behavior);
}

PreTokenizerPtr makeBertPreTokenizer()
{
    std::vector<PreTokenizerPtr> steps;
    steps.push_back(makeWhitespaceSplit());
    steps.push_back(makePunctuation(SplitBehavior::Isolated));
    return makePreTokenizerSequence(std::move(steps));
}

PreTokenizerPtr makeCharDelimiterSplit(char32_t delimiter)
{
    return characterSplit([delimiter](char32_t c) { return c == delimiter; },
                          SplitBehavior::Removed);
}

PreTokenizerPtr makeFixedLength(std::size_t characters)
{
    return std::make_unique<FixedLength>(characters);
}

PreTokenizerPtr makeMetaspace(char32_t replacement, PrependScheme scheme, bool split)
{
    return std::make_unique<Metaspace>(replacement, scheme, split);
}

PreTokenizerPtr makeByteLevel(bool addsBlank, bool usesPattern)
{
    return std::make_unique<ByteLevel>(addsBlank, usesPattern);
}

PreTokenizerPtr makePreTokenizerSequence(std::vector<PreTokenizerPtr> steps)
{
    return std::make_unique<Sequence>(std::move(steps));
}

} // namespace retort
