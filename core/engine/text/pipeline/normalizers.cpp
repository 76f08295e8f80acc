#include "core/engine/text/pipeline/normalizers.h"

#include "core/engine/text/pipeline/bytealphabet.h"
#include "core/engine/text/pipeline/characters.h"
#include "core/engine/text/unicode.h"

#include <utf8proc.h>

#include <algorithm>

namespace retort {

namespace {

/// Rewrites the whole text: `write` gets each character and the editor.
template <class Write>
void rewrite(AlignedText &text, Write write)
{
    AlignedText changed(text);
    const std::size_t from = editableFrom(text);
    changed.append(text, 0, from);
    TextRewriter editor(text, from, text.text.size(), changed);
    for (std::size_t at = 0; at < text.text.size();)
        write(nextCodePoint(text.text, at), editor);
    text = std::move(changed);
}

template <class Map>
void mapCharacters(AlignedText &text, Map map)
{
    rewrite(text, [&map](char32_t c, TextRewriter &editor) { editor.put(map(c), 0); });
}

/// Leaves out characters. Each that stays is written when it is known how many go after it.
template <class Keep>
void keepCharacters(AlignedText &text, Keep keep)
{
    AlignedText changed(text);
    const std::size_t from = editableFrom(text);
    changed.append(text, 0, from);
    TextRewriter editor(text, from, text.text.size(), changed);
    long removed = 0;
    long last = -1;
    for (std::size_t at = 0; at < text.text.size();) {
        const char32_t c = nextCodePoint(text.text, at);
        if (!keep(c)) {
            ++removed;
            continue;
        }
        if (last < 0)
            editor.skip(std::size_t(removed));
        else
            editor.put(char32_t(last), -removed);
        last = long(c);
        removed = 0;
    }
    if (last >= 0)
        editor.put(char32_t(last), -removed);
    text = std::move(changed);
}

void lowercase(AlignedText &text)
{
    rewrite(text, [](char32_t c, TextRewriter &editor) {
        if (c < 0x80) {
            editor.put(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c, 0);
        } else if (c == U'İ') { // the only one that becomes two characters
            editor.put('i', 0);
            editor.put(0x307, 1);
        } else {
            editor.put(char32_t(utf8proc_tolower(utf8proc_int32_t(c))), 0);
        }
    });
}

void strip(AlignedText &text, bool left, bool right)
{
    std::vector<char32_t> characters;
    for (std::size_t at = 0; at < text.text.size();)
        characters.push_back(nextCodePoint(text.text, at));
    const std::size_t count = characters.size();
    std::size_t leading = 0;
    while (left && leading < count && isSpace(characters[leading]))
        ++leading;
    std::size_t trailing = 0;
    while (right && trailing < count && isSpace(characters[count - trailing - 1]))
        ++trailing;
    if (leading == 0 && trailing == 0)
        return;
    AlignedText changed(text);
    const std::size_t from = editableFrom(text);
    changed.append(text, 0, from);
    TextRewriter editor(text, from, text.text.size(), changed);
    editor.skip(leading);
    for (std::size_t i = leading; i + trailing < count; ++i)
        editor.put(characters[i], 0);
    text = std::move(changed);
}

class Form final : public Normalizer
{
public:
    explicit Form(UnicodeForm form) : m_form(form) {}
    Status apply(AlignedText &text) const override
    {
        normalizeUnicode(text, m_form);
        return {};
    }

private:
    UnicodeForm m_form;
};

/// One that cannot fail.
template <class Apply>
class Simple final : public Normalizer
{
public:
    explicit Simple(Apply function) : m_apply(std::move(function)) {}
    Status apply(AlignedText &text) const override
    {
        m_apply(text);
        return {};
    }

private:
    Apply m_apply;
};

template <class Apply>
NormalizerPtr simple(Apply apply)
{
    return std::make_unique<Simple<Apply>>(std::move(apply));
}

class Prepend final : public Normalizer
{
public:
    explicit Prepend(std::string prefix) : m_prefix(std::move(prefix)) {}
    Status apply(AlignedText &text) const override
    {
        text.prepend(m_prefix);
        return checkGrowth(text.text.size(), text.originalSize);
    }
    bool movesBeginning() const override { return false; }

private:
    std::string m_prefix;
};

class Replace final : public Normalizer
{
public:
    Replace(Regex pattern, std::string content)
        : m_pattern(std::move(pattern)), m_content(std::move(content))
    {
    }
    Status apply(AlignedText &text) const override
    {
        std::vector<Stretch> stretches;
        if (Status found = m_pattern.findAll(text.text, stretches); !found)
            return found;
        const auto matches = std::size_t(std::count_if(stretches.begin(), stretches.end(),
                                                       [](const Stretch &s) { return s.matched; }));
        if (matches == 0)
            return {};
        const std::size_t size = text.text.size() + matches * m_content.size();
        if (Status status = checkGrowth(size, text.originalSize); !status)
            return status;
        text.replace(stretches, m_content);
        return {};
    }
    // What stands for a longer match belongs to its last character.
    bool movesBeginning() const override
    {
        return m_content.empty() || !m_pattern.isOneCharacter();
    }
    bool insertsWithoutOrigin() const override { return m_pattern.matchesNothing(); }

private:
    Regex m_pattern;
    std::string m_content;
};

class Precompiled final : public Normalizer
{
public:
    explicit Precompiled(CharsMap map) : m_map(std::move(map)) {}

    /// Whole grapheme clusters are looked up if they are short, else character by character.
    Status apply(AlignedText &text) const override
    {
        std::vector<Change> changes;
        changes.reserve(text.text.size());
        bool changed = false;
        const std::string_view source = text.text;
        for (std::size_t at = 0; at < source.size();) {
            const std::size_t end = clusterEnd(source, at);
            const std::string_view cluster = source.substr(at, end - at);
            if (cluster.size() < 6 && substitute(cluster, changes)) {
                changed = true;
                at = end;
                continue;
            }
            while (at < end) {
                std::size_t next = at;
                const char32_t c = nextCodePoint(source, next);
                if (substitute(source.substr(at, next - at), changes))
                    changed = true;
                else
                    changes.push_back({c, 0});
                at = next;
            }
        }
        if (!changed)
            return {};
        AlignedText written(text);
        const std::size_t from = editableFrom(text);
        written.append(text, 0, from);
        TextRewriter editor(text, from, source.size(), written);
        for (const Change &change : changes)
            editor.put(change.codePoint, change.change);
        text = std::move(written);
        return checkGrowth(text.text.size(), text.originalSize);
    }

private:
    static std::size_t clusterEnd(std::string_view text, std::size_t at)
    {
        std::size_t end = at;
        char32_t last = nextCodePoint(text, end);
        utf8proc_int32_t state = 0;
        while (end < text.size()) {
            std::size_t next = end;
            const char32_t c = nextCodePoint(text, next);
            const bool plain = last < 0x80 && c < 0x80 && !(last == '\r' && c == '\n');
            if (plain
                || utf8proc_grapheme_break_stateful(utf8proc_int32_t(last), utf8proc_int32_t(c),
                                                    &state))
                break;
            last = c;
            end = next;
        }
        return end;
    }

    bool substitute(std::string_view part, std::vector<Change> &changes) const
    {
        const std::optional<std::string_view> replacement = m_map.find(part);
        if (!replacement)
            return false;
        long difference = 0;
        for (std::size_t at = 0; at < part.size(); --difference)
            nextCodePoint(part, at);
        for (std::size_t at = 0; at < replacement->size(); ++difference)
            changes.push_back({nextCodePoint(*replacement, at), 0});
        if (difference < 0 && !changes.empty())
            changes.back().change += difference;
        for (std::size_t i = 1; difference > 0 && i <= std::size_t(difference); ++i)
            changes[changes.size() - i].change = 1;
        return true;
    }

    CharsMap m_map;
};

class Sequence final : public Normalizer
{
public:
    explicit Sequence(std::vector<NormalizerPtr> steps) : m_steps(std::move(steps)) {}

    Status apply(AlignedText &text) const override
    {
        for (const NormalizerPtr &step : m_steps)
            if (Status status = step->apply(text); !status)
                return status;
        return {};
    }
    bool movesBeginning() const override
    {
        return std::any_of(m_steps.begin(), m_steps.end(),
                           [](const NormalizerPtr &step) { return step->movesBeginning(); });
    }
    bool insertsWithoutOrigin() const override
    {
        return std::any_of(m_steps.begin(), m_steps.end(),
                           [](const NormalizerPtr &step) { return step->insertsWithoutOrigin(); });
    }

private:
    std::vector<NormalizerPtr> m_steps;
};

/// CJK ideographs as BERT counts them.
bool isBertIdeograph(char32_t c)
{
    return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF)
           || (c >= 0x20000 && c <= 0x2A6DF) || (c >= 0x2A700 && c <= 0x2B73F)
           || (c >= 0x2B740 && c <= 0x2B81F) || (c >= 0x2B920 && c <= 0x2CEAF)
           || (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x2F800 && c <= 0x2FA1F);
}

void normalizeForBert(AlignedText &text, const BertNormalization &options)
{
    if (options.cleanText) {
        keepCharacters(text, [](char32_t c) { return c != 0xFFFD && !isControl(c); });
        mapCharacters(text, [](char32_t c) { return isSpace(c) ? U' ' : c; });
    }
    if (options.spaceIdeographs)
        rewrite(text, [](char32_t c, TextRewriter &editor) {
            if (!isBertIdeograph(c))
                return editor.put(c, 0);
            editor.put(' ', 0);
            editor.put(c, 1);
            editor.put(' ', 1);
        });
    if (options.stripAccents) {
        normalizeUnicode(text, UnicodeForm::Nfd);
        keepCharacters(text, [](char32_t c) { return !isNonspacingMark(c); });
    }
    if (options.lowercase)
        lowercase(text);
}

bool staysInNmt(char32_t c)
{
    return !((c >= 0x01 && c <= 0x08) || c == 0x0B || (c >= 0x0E && c <= 0x1F) || c == 0x7F
             || c == 0x8F || c == 0x9F);
}

bool isBlankInNmt(char32_t c)
{
    static constexpr std::u32string_view blanks =
        U"\t\n\f\r\u1680\u200B\u200C\u200D\u200E\u200F\u2028\u2029\u2581\uFEFF\uFFFD";
    return blanks.find(c) != blanks.npos;
}

} // namespace

Status checkGrowth(std::size_t size, std::size_t originalSize)
{
    constexpr std::size_t allowance = 64 << 20;
    if (size < 0xFFFFFFFF && size <= allowance + originalSize * 32)
        return {};
    return Error{RETORT_SENTENCE("The tokenizer's normalizer makes a text of %1 bytes out of %2. "
                                 "Use a shorter text or another tokenizer."),
                 {std::to_string(size), std::to_string(originalSize)}};
}

NormalizerPtr makeUnicodeNormalizer(UnicodeForm form)
{
    return std::make_unique<Form>(form);
}

NormalizerPtr makeLowercase()
{
    return simple([](AlignedText &text) { lowercase(text); });
}

NormalizerPtr makeStrip(bool left, bool right)
{
    return simple([left, right](AlignedText &text) { strip(text, left, right); });
}

NormalizerPtr makeStripAccents()
{
    return simple(
        [](AlignedText &text) { keepCharacters(text, [](char32_t c) { return !isMark(c); }); });
}

NormalizerPtr makePrepend(std::string prefix)
{
    return std::make_unique<Prepend>(std::move(prefix));
}

NormalizerPtr makeReplace(Regex pattern, std::string content)
{
    return std::make_unique<Replace>(std::move(pattern), std::move(content));
}

NormalizerPtr makePrecompiled(CharsMap map)
{
    return std::make_unique<Precompiled>(std::move(map));
}

NormalizerPtr makeNmt()
{
    return simple([](AlignedText &text) {
        keepCharacters(text, staysInNmt);
        mapCharacters(text, [](char32_t c) { return isBlankInNmt(c) ? U' ' : c; });
    });
}

NormalizerPtr makeByteLevelNormalizer()
{
    return simple([](AlignedText &text) {
        rewrite(text, [](char32_t c, TextRewriter &editor) {
            std::string bytes;
            appendUtf8(bytes, c);
            for (std::size_t i = 0; i < bytes.size(); ++i) {
                std::size_t start = 0;
                const auto byte = static_cast<unsigned char>(bytes[i]);
                editor.put(nextCodePoint(byteSymbol(byte), start), i > 0);
            }
        });
    });
}

NormalizerPtr makeBertNormalizer(BertNormalization options)
{
    return simple([options](AlignedText &text) { normalizeForBert(text, options); });
}

NormalizerPtr makeNormalizerSequence(std::vector<NormalizerPtr> steps)
{
    return std::make_unique<Sequence>(std::move(steps));
}

} // namespace retort
