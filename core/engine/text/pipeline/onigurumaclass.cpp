#include "core/engine/text/pipeline/onigurumaclass.h"

#include "core/engine/text/unicode.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <utility>
#include <vector>

namespace retort {

namespace {

using Names = std::pair<std::string_view, std::string_view>;

const std::string spaces = "\\x{9}-\\x{d}\\x{20}\\x{85}\\x{a0}\\x{1680}\\x{2000}-\\x{200a}"
                           "\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}";
const std::string wordCharacters = "\\p{L}\\p{M}\\p{Nd}\\p{Nl}\\p{Pc}\\x{24b6}-\\x{24e9}"
                                   "\\x{1f130}-\\x{1f149}\\x{1f150}-\\x{1f169}"
                                   "\\x{1f170}-\\x{1f189}";
const std::string hexDigits = "0-9A-Fa-f";
/// With characters that became letters after Unicode 15, which PCRE2 may not know of.
const std::string alphabetic = "\\p{Alphabetic}\\x{363}-\\x{36f}\\x{c04}\\x{f82}\\x{f83}"
                               "\\x{1dd3}-\\x{1de6}\\x{11080}\\x{11081}";
const std::string lowercase = "\\p{Lowercase}\\x{10fc}\\x{a7f2}-\\x{a7f4}\\x{ab69}";

/// General categories by their long names.
constexpr std::array<Names, 36> categories = {{{"other", "C"},
                                               {"control", "Cc"},
                                               {"format", "Cf"},
                                               {"unassigned", "Cn"},
                                               {"privateuse", "Co"},
                                               {"letter", "L"},
                                               {"casedletter", "L&"},
                                               {"lc", "L&"},
                                               {"lowercaseletter", "Ll"},
                                               {"modifierletter", "Lm"},
                                               {"otherletter", "Lo"},
                                               {"titlecaseletter", "Lt"},
                                               {"uppercaseletter", "Lu"},
                                               {"mark", "M"},
                                               {"combiningmark", "M"},
                                               {"spacingmark", "Mc"},
                                               {"enclosingmark", "Me"},
                                               {"nonspacingmark", "Mn"},
                                               {"number", "N"},
                                               {"decimalnumber", "Nd"},
                                               {"letternumber", "Nl"},
                                               {"othernumber", "No"},
                                               {"punctuation", "P"},
                                               {"connectorpunctuation", "Pc"},
                                               {"dashpunctuation", "Pd"},
                                               {"closepunctuation", "Pe"},
                                               {"finalpunctuation", "Pf"},
                                               {"initialpunctuation", "Pi"},
                                               {"otherpunctuation", "Po"},
                                               {"openpunctuation", "Ps"},
                                               {"symbol", "S"},
                                               {"currencysymbol", "Sc"},
                                               {"modifiersymbol", "Sk"},
                                               {"mathsymbol", "Sm"},
                                               {"othersymbol", "So"},
                                               {"separator", "Z"}}};
constexpr std::array<std::string_view, 34> shortCategories = {
    "c",  "cc", "cf", "cn", "co", "l",  "ll", "lm", "lo", "lt", "lu", "m",
    "mc", "me", "mn", "n",  "nd", "nl", "no", "p",  "pc", "pd", "pe", "pf",
    "pi", "po", "ps", "s",  "sc", "sk", "sm", "so", "z",  "zs"};
constexpr std::array<std::string_view, 18> flags = {
    "alphabetic", "uppercase",  "lowercase",        "whitespace",        "math",
    "emoji",      "cased",      "emojimodifier",    "emojipresentation", "extendedpictographic",
    "dash",       "diacritic",  "emojicomponent",   "ideographic",       "unifiedideograph",
    "idstart",    "idcontinue", "regionalindicator"};

std::string simplified(std::string_view name)
{
    std::string plain;
    for (const char c : name)
        if (c != ' ' && c != '_' && c != '-')
            plain += c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c;
    return plain;
}

/// POSIX's names: items of a class; empty if it is none of them.
std::string posixItems(std::string_view name)
{
    static const std::array<std::pair<std::string_view, std::string>, 11> items = {
        {{"alnum", alphabetic + "\\p{Nd}"},
         {"alpha", alphabetic},
         {"blank", "\\p{Zs}\\x{9}"},
         {"cntrl", "\\p{Cc}"},
         {"digit", "\\p{Nd}"},
         {"lower", lowercase},
         {"upper", "\\p{Uppercase}"},
         {"punct", "\\p{P}\\p{S}"},
         {"space", spaces},
         {"xdigit", hexDigits},
         {"word", wordCharacters}}};
    for (const auto &[known, text] : items)
        if (known == name)
            return text;
    return {};
}

/// Items of a class, or everything but them.
PatternPart asPart(const std::string &items, bool negated)
{
    if (!negated)
        return {.text = items, .isItem = true};
    return {.text = "[^" + items + "]"};
}

PatternPart property(std::string_view pattern, std::size_t &at, bool negated)
{
    const std::size_t end = pattern.find('}', at);
    if (at >= pattern.size() || pattern[at] != '{' || end == pattern.npos)
        return {.reason = "\\p is not followed by a name in braces"};
    std::string_view name = pattern.substr(at + 1, end - at - 1);
    at = end + 1;
    if (name.starts_with('^')) {
        negated = !negated;
        name.remove_prefix(1);
    }
    const std::string plain = simplified(name);
    if (plain == "punct") // the one name that means less here than in brackets
        return {.text = negated ? "\\P{P}" : "\\p{P}", .isItem = true};
    if (plain == "alphabetic" || plain == "lowercase")
        return asPart(plain == "alphabetic" ? alphabetic : lowercase, negated);
    if (const std::string items = posixItems(plain); !items.empty())
        return asPart(items, negated);
    if (plain == "ascii")
        return asPart("\\x{0}-\\x{7f}", negated);
    if (plain == "assigned")
        return {.text = negated ? "\\p{Cn}" : "\\P{Cn}", .isItem = true};

    std::string known;
    for (const auto &[longName, shortName] : categories)
        if (longName == plain)
            known = shortName;
    const auto isIn = [&plain](const auto &list) {
        return std::find(list.begin(), list.end(), plain) != list.end();
    };
    if (plain == "any" || plain == "zl" || plain == "zp" || isIn(shortCategories) || isIn(flags)) {
        known = plain;
        known[0] = char(known[0] - 'a' + 'A');
    }
    for (const char c : plain)
        if ((c < 'a' || c > 'z') && (c < '0' || c > '9'))
            return {.reason = "a property has no such name: " + std::string(name.substr(0, 40))};
    // What else it may be is a script; without "sc:" its extensions would count as well.
    if (known.empty())
        known = "sc:" + std::string(name);
    return {.text = (negated ? "\\P{" : "\\p{") + known + "}", .isItem = true};
}

/// Hexadecimal or octal digits; −1 if there are none or they name no character.
long number(std::string_view pattern, std::size_t &at, std::size_t most, int base)
{
    long value = -1;
    for (; most > 0 && at < pattern.size(); --most, ++at) {
        const char c = pattern[at];
        const int digit = c >= '0' && c <= '9'   ? c - '0'
                          : c >= 'a' && c <= 'f' ? c - 'a' + 10
                          : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                                 : 99;
        if (digit >= base)
            break;
        value = std::max(value, 0L) * base + digit;
    }
    return value > 0x10FFFF || (value >= 0xD800 && value < 0xE000) ? -1 : value;
}

PatternPart numbered(std::string_view pattern, std::size_t &at, char kind)
{
    long value = -1;
    if (kind == 'x' && at < pattern.size() && pattern[at] == '{') {
        value = number(pattern, ++at, 8, 16);
        if (at >= pattern.size() || pattern[at] != '}')
            value = -1;
        ++at;
    } else if (kind == 'x') {
        value = number(pattern, at, 2, 16);
        if (value >= 0x80)
            return {.reason = "\\x names a byte that is no character"};
    } else if (kind == 'u') {
        const std::size_t start = at;
        value = number(pattern, at, 4, 16);
        if (at - start != 4)
            value = -1;
    } else {
        --at;
        value = number(pattern, at, 3, 8);
        if (value >= 0x80)
            return {.reason = "an octal number names a byte that is no character"};
    }
    if (value < 0)
        return {.reason = "an escape names no character"};
    return {.text = escapedCharacter(char32_t(value)), .isItem = true};
}

bool isControlEscape(char c, char32_t &codePoint)
{
    static constexpr std::string_view letters = "tnrfvae";
    static constexpr std::string_view values = "\t\n\r\f\v\a\x1B";
    const std::size_t place = letters.find(c);
    if (place == letters.npos)
        return false;
    codePoint = char32_t(values[place]);
    return true;
}

/// Collects what a class holds: single items, and whole classes that are alternatives to them.
class ClassBuilder
{
public:
    void add(const PatternPart &part)
    {
        if (part.isItem)
            m_items += part.text;
        else
            m_classes.push_back(part.text);
    }

    bool isEmpty() const { return m_items.empty() && m_classes.empty(); }

    PatternPart built(bool negated) const
    {
        if (m_classes.empty())
            return asPart(m_items, negated);
        std::string text = "(?:";
        if (!m_items.empty())
            text += "[" + m_items + "]|";
        for (const std::string &one : m_classes)
            text += one + "|";
        text.back() = ')';
        return negated ? PatternPart{.text = "(?:(?!" + text + ")(?s:.))"}
                       : PatternPart{.text = text};
    }

private:
    std::string m_items;
    std::vector<std::string> m_classes;
};

std::string asClass(const PatternPart &part)
{
    return part.isItem ? "[" + part.text + "]" : part.text;
}

/// One item of a class: an escape, a POSIX name, a class in the class, or a character, which is put
/// into `single` as it may begin a range.
PatternPart nextItem(std::string_view pattern, std::size_t &at, int depth, bool &isSingle)
{
    isSingle = false;
    if (pattern[at] == '[' && at + 1 < pattern.size() && pattern[at + 1] == ':') {
        const std::size_t end = pattern.find(":]", at + 2);
        std::string_view name = pattern.substr(at + 2, end == pattern.npos ? 0 : end - at - 2);
        const bool negated = name.starts_with('^');
        if (negated)
            name.remove_prefix(1);
        const std::string items = posixItems(name);
        if (items.empty())
            return {.reason = "a class in brackets has a name that is not supported"};
        at = end + 2;
        return asPart(items, negated);
    }
    if (pattern[at] == '[')
        return translateClass(pattern, ++at, depth + 1);
    if (pattern[at] != '\\') {
        isSingle = true;
        return {.text = escapedCharacter(nextCodePoint(pattern, at)), .isItem = true};
    }
    if (++at >= pattern.size())
        return {.reason = "it ends with a backslash"};
    const char kind = pattern[at];
    if (kind == 'b') {
        ++at;
        isSingle = true;
        return {.text = "\\x{8}", .isItem = true};
    }
    PatternPart part = translateCharacterEscape(pattern, at);
    if (part.text.empty() && part.reason.empty())
        return {.reason = "an escape in a class is not supported"};
    isSingle = part.isItem && std::string_view("wWsSdDhHpP").find(kind) == std::string_view::npos;
    return part;
}

} // namespace

std::string escapedCharacter(char32_t codePoint)
{
    const bool plain = codePoint >= 0x80 || (codePoint >= '0' && codePoint <= '9')
                       || (codePoint >= 'A' && codePoint <= 'Z')
                       || (codePoint >= 'a' && codePoint <= 'z');
    std::string text;
    if (plain) {
        appendUtf8(text, codePoint);
    } else {
        std::array<char, 16> code;
        std::snprintf(code.data(), code.size(), "\\x{%x}", unsigned(codePoint));
        text = code.data();
    }
    return text;
}

PatternPart withSuperscripts(PatternPart part)
{
    const std::string superscripts = "\\x{b2}\\x{b3}\\x{b9}\\x{bc}-\\x{be}";
    if (part.text == wordCharacters)
        part.text += superscripts;
    else if (part.text == "[^" + wordCharacters + "]")
        part.text.insert(part.text.size() - 1, superscripts);
    return part;
}

PatternPart translateCharacterEscape(std::string_view pattern, std::size_t &at)
{
    const char kind = pattern[at];
    char32_t codePoint = 0;
    if (isControlEscape(kind, codePoint)) {
        ++at;
        return {.text = escapedCharacter(codePoint), .isItem = true};
    }
    switch (kind) {
    case 'w':
    case 'W': ++at; return asPart(wordCharacters, kind == 'W');
    case 's':
    case 'S': ++at; return asPart(spaces, kind == 'S');
    case 'd':
    case 'D': ++at; return asPart("\\p{Nd}", kind == 'D');
    case 'h':
    case 'H': ++at; return asPart(hexDigits, kind == 'H');
    case 'p':
    case 'P': return property(pattern, ++at, kind == 'P');
    case 'x':
    case 'u':
    case '0': return numbered(pattern, ++at, kind);
    default: break;
    }
    if ((kind >= '1' && kind <= '9') || (kind >= 'A' && kind <= 'Z')
        || (kind >= 'a' && kind <= 'z'))
        return {};
    return {.text = escapedCharacter(nextCodePoint(pattern, at)), .isItem = true};
}

PatternPart translateClass(std::string_view pattern, std::size_t &at, int depth)
{
    if (depth > 8)
        return {.reason = "its classes are nested too deeply"};
    const bool negated = at < pattern.size() && pattern[at] == '^';
    at += negated;
    ClassBuilder current;
    std::vector<std::string> intersected;
    bool first = true;
    for (;; first = false) {
        if (at >= pattern.size())
            return {.reason = "a class has no end"};
        if (pattern[at] == ']' && !first) {
            ++at;
            break;
        }
        if (pattern.substr(at).starts_with("&&")) {
            at += 2;
            if (current.isEmpty())
                return {.reason = "a class has an empty part"};
            intersected.push_back(asClass(current.built(false)));
            current = {};
            continue;
        }
        bool isSingle = false;
        PatternPart part = nextItem(pattern, at, depth, isSingle);
        if (!part.reason.empty())
            return part;
        const bool isRange = isSingle && at + 1 < pattern.size() && pattern[at] == '-'
                             && pattern[at + 1] != ']' && pattern[at + 1] != '[';
        if (isRange) {
            bool endsInSingle = false;
            const PatternPart last = nextItem(pattern, ++at, depth, endsInSingle);
            if (!last.reason.empty() || !endsInSingle)
                return {.reason = "a range in a class does not end with a character"};
            part.text += "-" + last.text;
        }
        current.add(part);
    }
    if (current.isEmpty())
        return {.reason = "a class has an empty part"};
    if (intersected.empty())
        return current.built(negated);
    std::string text = "(?:";
    for (const std::string &one : intersected)
        text += "(?=" + one + ")";
    text += asClass(current.built(false)) + ")";
    return negated ? PatternPart{.text = "(?:(?!" + text + ")(?s:.))"} : PatternPart{.text = text};
}

} // namespace retort
