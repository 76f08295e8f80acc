#include "core/engine/text/pipeline/regex.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <array>
#include <algorithm>
#include <chrono>
#include <vector>

namespace retort {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t maximumPattern = 1 << 20;
/// For one starting point. Well-behaved patterns need as many as a run of blanks is long.
constexpr std::uint32_t maximumSteps = 10'000'000;
constexpr std::uint32_t maximumHeapKib = 256 << 10;
/// Starting points in one call, between looks at the clock.
constexpr std::size_t window = 64;

template <auto release>
struct Release
{
    template <class T>
    void operator()(T *object) const
    {
        release(object);
    }
};

using Code = std::unique_ptr<pcre2_code, Release<pcre2_code_free>>;
using CompileContext = std::unique_ptr<pcre2_compile_context, Release<pcre2_compile_context_free>>;
using MatchContext = std::unique_ptr<pcre2_match_context, Release<pcre2_match_context_free>>;
using MatchData = std::unique_ptr<pcre2_match_data, Release<pcre2_match_data_free>>;
using JitStack = std::unique_ptr<pcre2_jit_stack, Release<pcre2_jit_stack_free>>;

std::string textOfError(int code)
{
    std::array<PCRE2_UCHAR, 200> text{};
    pcre2_get_error_message(code, text.data(), text.size());
    return reinterpret_cast<const char *>(text.data());
}

Error unusablePattern(std::string_view pattern, const std::string &reason)
{
    return {RETORT_SENTENCE("The regular expression \"%1\" cannot be used: %2."),
            {std::string(pattern.substr(0, 200)), reason}};
}

std::size_t nextCharacter(std::string_view text, std::size_t at)
{
    ++at;
    while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80)
        ++at;
    return at;
}

void addMatch(std::vector<Stretch> &stretches, std::size_t &previous, std::size_t begin,
              std::size_t end)
{
    if (previous < begin)
        stretches.push_back({std::uint32_t(previous), std::uint32_t(begin), false});
    stretches.push_back({std::uint32_t(begin), std::uint32_t(end), true});
    previous = end;
}

void addRest(std::vector<Stretch> &stretches, std::size_t previous, std::size_t size)
{
    if (previous < size)
        stretches.push_back({std::uint32_t(previous), std::uint32_t(size), false});
}

} // namespace

struct Regex::Compiled
{
    Code code;
};

Result<Regex> Regex::compile(std::string_view source)
{
    if (source.size() > maximumPattern)
        return unusablePattern(source, "it is longer than 1 MiB");
    const TranslatedPattern translated = translateOniguruma(source);
    if (!translated.reason.empty())
        return unusablePattern(source, translated.reason);

    const CompileContext context(pcre2_compile_context_create(nullptr));
    pcre2_set_newline(context.get(), PCRE2_NEWLINE_LF);
    pcre2_set_bsr(context.get(), PCRE2_BSR_UNICODE);
    const std::uint32_t options = PCRE2_UTF | PCRE2_UCP | PCRE2_MULTILINE | PCRE2_NEVER_BACKSLASH_C
                                  | PCRE2_USE_OFFSET_LIMIT | PCRE2_NO_UTF_CHECK | PCRE2_DUPNAMES;
    int error = 0;
    PCRE2_SIZE errorOffset = 0;
    Code code(pcre2_compile(reinterpret_cast<PCRE2_SPTR>(translated.pattern.data()),
                            translated.pattern.size(), options, &error, &errorOffset,
                            context.get()));
    if (!code)
        return unusablePattern(source, textOfError(error));
    // Where there is no JIT the interpreter does the same, slower.
    pcre2_jit_compile(code.get(), PCRE2_JIT_COMPLETE);

    std::uint32_t matchesEmpty = 0;
    pcre2_pattern_info(code.get(), PCRE2_INFO_MATCHEMPTY, &matchesEmpty);
    Regex regex;
    regex.m_compiled = std::make_shared<Compiled>(Compiled{std::move(code)});
    regex.m_source = source;
    regex.m_matchesNothing = matchesEmpty != 0;
    return regex;
}

Regex Regex::literal(std::string_view text)
{
    Regex regex;
    regex.m_source = text;
    regex.m_matchesNothing = text.empty();
    return regex;
}

bool Regex::isOneCharacter() const
{
    return !m_compiled && !m_source.empty() && nextCharacter(m_source, 0) == m_source.size();
}

Status Regex::findAll(std::string_view text, std::vector<Stretch> &stretches) const
{
    stretches.clear();
    if (text.empty())
        return {};
    if (m_compiled)
        return findByPattern(text, stretches);
    findLiteral(text, stretches);
    return {};
}

void Regex::findLiteral(std::string_view text, std::vector<Stretch> &stretches) const
{
    std::size_t previous = 0;
    if (m_source.empty()) {
        for (std::size_t at = 0;; at = nextCharacter(text, at)) {
            addMatch(stretches, previous, at, at);
            if (at == text.size())
                return;
        }
    }
    for (std::size_t at = text.find(m_source); at != text.npos; at = text.find(m_source, previous))
        addMatch(stretches, previous, at, at + m_source.size());
    addRest(stretches, previous, text.size());
}

Status Regex::findByPattern(std::string_view text, std::vector<Stretch> &stretches) const
{
    // Kept for the thread: making them anew would cost more than matching a short line.
    thread_local const MatchContext context = [] {
        MatchContext made(pcre2_match_context_create(nullptr));
        pcre2_set_match_limit(made.get(), maximumSteps);
        pcre2_set_heap_limit(made.get(), maximumHeapKib);
        return made;
    }();
    thread_local const JitStack stack(pcre2_jit_stack_create(32 << 10, 4 << 20, nullptr));
    thread_local const MatchData match(pcre2_match_data_create(1, nullptr));
    pcre2_jit_stack_assign(context.get(), nullptr, stack.get());

    const auto allowed = std::chrono::seconds(10 + text.size() / (1 << 18));
    Clock::time_point started{};
    const PCRE2_SIZE *offsets = pcre2_get_ovector_pointer(match.get());
    const auto subject = reinterpret_cast<PCRE2_SPTR>(text.data());

    std::size_t previous = 0;
    std::size_t lastEnd = text.npos;
    unsigned calls = 0;
    for (std::size_t at = 0; at <= text.size();) {
        const std::size_t limit = std::min(text.size(), at + window);
        pcre2_set_offset_limit(context.get(), limit);
        std::uint32_t options = PCRE2_NO_UTF_CHECK;
        int found = pcre2_match(m_compiled->code.get(), subject, text.size(), at, options,
                                match.get(), context.get());
        if (found == PCRE2_ERROR_JIT_STACKLIMIT)
            found = pcre2_match(m_compiled->code.get(), subject, text.size(), at,
                                options | PCRE2_NO_JIT, match.get(), context.get());
        if (++calls % 4 == 0 || found < PCRE2_ERROR_NOMATCH) {
            const auto now = Clock::now();
            if (started == Clock::time_point{})
                started = now;
            if (now - started > allowed)
                found = PCRE2_ERROR_MATCHLIMIT;
        }
        if (found == PCRE2_ERROR_NOMATCH) {
            if (limit == text.size())
                break;
            at = nextCharacter(text, limit);
            continue;
        }
        if (found < 0)
            return unusablePattern(m_source, textOfError(found));
        const std::size_t begin = offsets[0];
        const std::size_t end = offsets[1];
        if (begin == end && lastEnd == end) {
            at = at < text.size() ? nextCharacter(text, at) : at + 1;
            continue;
        }
        at = lastEnd = end;
        // \K may put the beginning behind what was already used, which cuts nothing.
        if (begin < previous || begin > end)
            return unusablePattern(m_source, "its matches overlap");
        addMatch(stretches, previous, begin, end);
    }
    addRest(stretches, previous, text.size());
    return {};
}

} // namespace retort
