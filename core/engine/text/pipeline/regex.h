#pragma once
// Regular expressions of tokenizer files: Oniguruma's syntax, matched by PCRE2.

#include "core/engine/result.h"
#include "core/engine/text/pipeline/alignedtext.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace retort {

/// The same pattern in PCRE2's syntax. Oniguruma's character classes are wider (set operations,
/// Unicode throughout), as are some quantifiers; what PCRE2 cannot do is an error. `reason` of the
/// error is a phrase without a full stop, in English.
struct TranslatedPattern
{
    std::string pattern;
    std::string reason; ///< why it cannot be translated; empty if it was
};
TranslatedPattern translateOniguruma(std::string_view pattern);

/// Immutable, may be used by several threads.
class Regex
{
public:
    /// Errors: syntax, what is not supported, a pattern that is too long.
    static Result<Regex> compile(std::string_view onigurumaPattern);
    /// Matches exactly that text.
    static Regex literal(std::string_view text);

    /// Cuts the text into stretches that match and stretches between them. An empty match right
    /// after a match does not count. Errors: a pattern that backtracks without end, or that wants
    /// too much memory; how long it may take depends on the length of the text.
    Status findAll(std::string_view text, std::vector<Stretch> &stretches) const;

    bool matchesNothing() const { return m_matchesNothing; } ///< may match an empty text
    bool isOneCharacter() const;                             ///< always matches a single one

private:
    struct Compiled;

    Regex() = default;
    Status findByPattern(std::string_view text, std::vector<Stretch> &stretches) const;
    void findLiteral(std::string_view text, std::vector<Stretch> &stretches) const;

    std::shared_ptr<const Compiled> m_compiled; ///< null: a literal
    std::string m_source;
    bool m_matchesNothing = false;
};

} // namespace retort
