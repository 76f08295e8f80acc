// Oniguruma's syntax (doc/RE of that library) written as PCRE2 reads it (pcre2pattern).

#include "core/engine/text/pipeline/onigurumaclass.h"
#include "core/engine/text/pipeline/regex.h"

#include "core/engine/text/unicode.h"

namespace retort {

namespace {

constexpr std::size_t nowhere = std::string::npos;

class Translator
{
public:
    explicit Translator(std::string_view pattern) : m_pattern(pattern)
    {
        m_groups.push_back({0, 0});
    }

    TranslatedPattern run()
    {
        while (m_at < m_pattern.size() && m_reason.empty())
            step();
        if (m_reason.empty() && m_groups.size() > 1)
            m_reason = "a bracket has no end";
        m_output.append(m_groups.front().closers, ')');
        if (!m_reason.empty())
            return {{}, m_reason};
        return {m_output, {}};
    }

private:
    struct Group
    {
        std::size_t start;   ///< in the output
        std::size_t closers; ///< brackets that options opened in it
    };

    char peek(std::size_t ahead = 0) const
    {
        return m_at + ahead < m_pattern.size() ? m_pattern[m_at + ahead] : '\0';
    }

    void atom(const std::string &text)
    {
        m_atom = m_output.size();
        m_output += text;
    }

    void anchor(const std::string &text)
    {
        m_output += text;
        m_atom = nowhere;
    }

    void step()
    {
        switch (peek()) {
        case '\\':
            ++m_at;
            escape();
            break;
        case '[': {
            const PatternPart part = translateClass(m_pattern, ++m_at);
            m_reason = part.reason;
            atom(part.isItem ? "[" + part.text + "]" : part.text);
            break;
        }
        case '(': open(); break;
        case ')': close(); break;
        case '|':
        case '^':
        case '$': anchor(std::string(1, m_pattern[m_at++])); break;
        case '.':
            ++m_at;
            atom(".");
            break;
        case '*':
        case '+':
        case '?': simpleQuantifier(); break;
        case '{':
            if (!interval()) {
                ++m_at;
                atom("\\{");
            }
            break;
        case ' ':
        case '\t':
        case '\n':
        case '#':
            // They mean nothing under (?x), so they are left as they are.
            atom(std::string(1, m_pattern[m_at++]));
            break;
        default: atom(escapedCharacter(nextCodePoint(m_pattern, m_at)));
        }
    }

    void escape()
    {
        if (m_at >= m_pattern.size()) {
            m_reason = "it ends with a backslash";
            return;
        }
        const char kind = peek();
        if (kind >= '1' && kind <= '9') {
            atom("\\g{");
            while (peek() >= '0' && peek() <= '9')
                m_output += m_pattern[m_at++];
            m_output += '}';
            return;
        }
        static const std::string word = translatedWord();
        switch (kind) {
        case 'A':
        case 'Z':
        case 'z':
        case 'G': ++m_at; return anchor(std::string("\\") + kind);
        case 'b':
            ++m_at;
            return anchor("(?:(?<=" + word + ")(?!" + word + ")|(?<!" + word + ")(?=" + word
                          + "))");
        case 'B':
            ++m_at;
            return anchor("(?:(?<=" + word + ")(?=" + word + ")|(?<!" + word + ")(?!" + word
                          + "))");
        case 'R':
        case 'N': ++m_at; return atom(std::string("\\") + kind);
        case 'O': ++m_at; return atom("(?s:.)");
        case 'k':
        case 'g': return reference(kind);
        default: break;
        }
        const PatternPart part = withSuperscripts(translateCharacterEscape(m_pattern, m_at));
        if (part.text.empty() && part.reason.empty())
            m_reason = std::string("the escape \\") + kind + " is not supported";
        else
            m_reason = part.reason;
        const bool isSet = part.isItem && std::string_view("wsdhpPH").find(kind) != nowhere;
        atom(isSet ? "[" + part.text + "]" : part.text);
    }

    static std::string translatedWord()
    {
        std::size_t at = 0;
        return "[" + withSuperscripts(translateCharacterEscape("w", at)).text + "]";
    }

    void reference(char kind)
    {
        const std::size_t end = m_pattern.find('>', m_at);
        if (peek(1) != '<' || end == nowhere) {
            m_reason = std::string("the escape \\") + kind + " is not supported";
            return;
        }
        const std::string name(m_pattern.substr(m_at + 2, end - m_at - 2));
        m_at = end + 1;
        const bool isNumber = name.find_first_not_of("0123456789") == nowhere;
        if (kind == 'g')
            atom("\\g<" + name + ">");
        else
            atom(isNumber ? "\\g{" + name + "}" : "\\k<" + name + ">");
    }

    void push(const std::string &text)
    {
        m_groups.push_back({m_output.size(), 0});
        anchor(text);
    }

    void open()
    {
        if (m_groups.size() > 200) {
            m_reason = "its brackets are nested too deeply";
            return;
        }
        if (peek(1) == '*') {
            m_reason = "callouts are not supported";
            return;
        }
        if (peek(1) != '?') {
            ++m_at;
            return push("(");
        }
        const std::string_view rest = m_pattern.substr(m_at);
        for (const std::string_view plain : {"(?:", "(?=", "(?!", "(?>", "(?<=", "(?<!"}) {
            if (rest.starts_with(plain)) {
                m_at += plain.size();
                return push(std::string(plain));
            }
        }
        if (rest.starts_with("(?#")) {
            const std::size_t end = m_pattern.find(')', m_at);
            m_at = end == nowhere ? m_pattern.size() : end + 1;
            return;
        }
        const std::size_t nameEnd = rest.find('>');
        if (rest.starts_with("(?<") && nameEnd != nowhere) {
            m_at += nameEnd + 1;
            return push(std::string(rest.substr(0, nameEnd + 1)));
        }
        options();
    }

    /// "(?i)" is "(?i:" up to the end of the bracket around it; "m" is what PCRE2 calls "s".
    void options()
    {
        std::string letters;
        for (m_at += 2; std::string_view("imx-").find(peek()) != nowhere && peek() != '\0'; ++m_at)
            letters += peek() == 'm' ? 's' : peek();
        if (letters.empty() || (peek() != ')' && peek() != ':')) {
            m_reason = "a kind of bracket is not supported";
            return;
        }
        if (peek() == ':') {
            ++m_at;
            return push("(?" + letters + ":");
        }
        ++m_at;
        anchor("(?" + letters + ":");
        ++m_groups.back().closers;
    }

    void close()
    {
        ++m_at;
        if (m_groups.size() < 2) {
            m_reason = "a bracket has no beginning";
            return;
        }
        m_output.append(m_groups.back().closers + 1, ')');
        m_atom = m_groups.back().start;
        m_groups.pop_back();
    }

    bool hasAtom()
    {
        if (m_atom == nowhere)
            m_reason = "there is nothing to repeat";
        return m_atom != nowhere;
    }

    void quantify(const std::string &quantifier)
    {
        if (m_quantified == m_output.size()) {
            m_output.insert(m_atom, "(?:");
            m_output += ')';
        }
        m_output += quantifier;
        m_quantified = m_output.size();
    }

    void simpleQuantifier()
    {
        if (!hasAtom())
            return;
        std::string quantifier(1, m_pattern[m_at++]);
        if (peek() == '?' || peek() == '+')
            quantifier += m_pattern[m_at++];
        quantify(quantifier);
    }

    /// False if the brace is a character like others.
    bool interval()
    {
        std::size_t at = m_at + 1;
        const auto digits = [&] {
            const std::size_t start = at;
            while (at < m_pattern.size() && m_pattern[at] >= '0' && m_pattern[at] <= '9')
                ++at;
            return std::string(m_pattern.substr(start, at - start));
        };
        const std::string least = digits();
        const bool hasComma = at < m_pattern.size() && m_pattern[at] == ',';
        at += hasComma;
        const std::string most = hasComma ? digits() : std::string();
        if (at >= m_pattern.size() || m_pattern[at] != '}' || (least.empty() && most.empty()))
            return false;
        m_at = at + 1;
        if (!hasAtom())
            return true;
        std::string quantifier = "{" + (least.empty() ? "0" : least);
        if (hasComma)
            quantifier += "," + most;
        quantifier += '}';
        // "{n}?" repeats what stands before once or not at all, and "{n,m}+" once or more.
        if (hasComma && peek() == '?')
            quantifier += m_pattern[m_at++];
        quantify(quantifier);
        return true;
    }

    std::string_view m_pattern;
    std::size_t m_at = 0;
    std::string m_output;
    std::size_t m_atom = nowhere;       ///< where the last thing that can be repeated begins
    std::size_t m_quantified = nowhere; ///< where the last quantifier ends
    std::vector<Group> m_groups;
    std::string m_reason;
};

} // namespace

TranslatedPattern translateOniguruma(std::string_view pattern)
{
    return Translator(pattern).run();
}

} // namespace retort
