#include "core/engine/text/pipeline/unicodeforms.h"

#include "core/engine/text/unicode.h"

#include <utf8proc.h>

#include <algorithm>
#include <array>

namespace retort {

namespace {

struct Range
{
    char32_t first, last;
};

/// Characters whose decomposition is younger than the tables of the `tokenizers` library, which
/// leaves them as they are.
constexpr std::array<Range, 9> younger = {{{0x32FF, 0x32FF},
                                           {0xA7F2, 0xA7F4},
                                           {0xAB69, 0xAB69},
                                           {0x10781, 0x10785},
                                           {0x10787, 0x107B0},
                                           {0x107B2, 0x107BA},
                                           {0x11938, 0x11938},
                                           {0x1F16C, 0x1F16C},
                                           {0x1FBF0, 0x1FBF9}}};

bool isYounger(char32_t codePoint)
{
    return codePoint >= younger.front().first
           && std::any_of(younger.begin(), younger.end(), [codePoint](const Range &range) {
                  return codePoint >= range.first && codePoint <= range.last;
              });
}

int combiningClass(char32_t codePoint)
{
    return codePoint < 0x300 ? 0
                             : utf8proc_get_property(utf8proc_int32_t(codePoint))->combining_class;
}

/// The character that two make, or 0.
char32_t composed(char32_t first, char32_t second)
{
    if (second < 0x300)
        return 0;
    std::array<utf8proc_int32_t, 3> pair = {utf8proc_int32_t(first), utf8proc_int32_t(second), 0};
    const auto options = utf8proc_option_t(UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    if (utf8proc_normalize_utf32(pair.data(), 2, options) != 1)
        return 0;
    return isYounger(char32_t(pair[0])) ? 0 : char32_t(pair[0]);
}

struct Mark
{
    Change change;
    int combiningClass;
};

/// Decomposes a stretch and puts its marks into canonical order.
void decompose(std::string_view text, bool compatible, std::vector<Mark> &marks)
{
    marks.clear();
    std::size_t pending = 0;
    const auto sortPending = [&] {
        std::stable_sort(marks.begin() + std::ptrdiff_t(pending), marks.end(),
                         [](const Mark &left, const Mark &right) {
                             return left.combiningClass < right.combiningClass;
                         });
        pending = marks.size();
    };
    std::array<utf8proc_int32_t, 32> parts;
    for (std::size_t at = 0; at < text.size();) {
        const char32_t codePoint = nextCodePoint(text, at);
        utf8proc_ssize_t count = 1;
        parts[0] = utf8proc_int32_t(codePoint);
        if (codePoint >= 0x80 && !isYounger(codePoint)) {
            int boundary = UTF8PROC_BOUNDCLASS_START;
            const auto options = utf8proc_option_t(compatible ? UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT
                                                              : UTF8PROC_DECOMPOSE);
            count = utf8proc_decompose_char(utf8proc_int32_t(codePoint), parts.data(),
                                            utf8proc_ssize_t(parts.size()), options, &boundary);
            if (count < 1 || count > utf8proc_ssize_t(parts.size())) {
                parts[0] = utf8proc_int32_t(codePoint);
                count = 1;
            }
        }
        for (utf8proc_ssize_t i = 0; i < count; ++i) {
            const auto part = char32_t(parts[std::size_t(i)]);
            const int order = combiningClass(part);
            if (order == 0)
                sortPending();
            marks.push_back({{part, i > 0}, order});
        }
    }
    sortPending();
}

/// Composes what decompose() gave. A character and the marks it takes up become one; how many
/// characters went into it is what its change says.
void compose(const std::vector<Mark> &marks, TextRewriter &editor)
{
    std::vector<Change> waiting; // marks that did not combine with the base before them
    Change base{};
    bool hasBase = false;
    int lastClass = -1; // of the mark that waits last
    const auto flush = [&] {
        if (hasBase)
            editor.put(base.codePoint, base.change);
        for (const Change &change : waiting)
            editor.put(change.codePoint, change.change);
        waiting.clear();
        lastClass = -1;
    };
    for (const Mark &mark : marks) {
        if (!hasBase) {
            if (mark.combiningClass != 0) {
                editor.put(mark.change.codePoint, mark.change.change);
            } else {
                base = mark.change;
                hasBase = true;
            }
            continue;
        }
        const bool blocked = lastClass >= 0 && lastClass >= mark.combiningClass;
        const char32_t both = blocked ? 0 : composed(base.codePoint, mark.change.codePoint);
        if (both != 0) {
            base = {both, base.change + mark.change.change - 1};
        } else if (mark.combiningClass == 0) {
            flush();
            base = mark.change;
        } else {
            waiting.push_back(mark.change);
            lastClass = mark.combiningClass;
        }
    }
    flush();
}

bool isAscii(char c)
{
    return static_cast<unsigned char>(c) < 0x80;
}

} // namespace

void normalizeUnicode(AlignedText &text, UnicodeForm form)
{
    const std::string_view source = text.text;
    if (std::all_of(source.begin(), source.end(), isAscii))
        return;
    const bool compatible = form == UnicodeForm::Nfkc || form == UnicodeForm::Nfkd;
    const bool composes = form == UnicodeForm::Nfc || form == UnicodeForm::Nfkc;
    AlignedText changed(text);
    const std::size_t from = editableFrom(text);
    changed.append(text, 0, from);
    std::vector<Mark> marks;
    const auto rewrite = [&](std::size_t begin, std::size_t end, std::size_t editFrom) {
        TextRewriter editor(text, editFrom, text.text.size(), changed);
        decompose(source.substr(begin, end - begin), compatible, marks);
        if (composes) {
            compose(marks, editor);
        } else {
            for (const Mark &mark : marks)
                editor.put(mark.change.codePoint, mark.change.change);
        }
    };
    if (from > 0) {
        rewrite(0, source.size(), from);
        text = std::move(changed);
        return;
    }
    // A character of ASCII neither changes nor goes with what stands before it: between two of
    // them nothing needs to be done, and one begins what is done.
    for (std::size_t at = 0; at < source.size();) {
        std::size_t next = at;
        while (next < source.size() && isAscii(source[next]))
            ++next;
        const std::size_t begin = next == source.size() ? next : next > at ? next - 1 : next;
        changed.append(text, at, begin);
        std::size_t end = std::min(next, source.size());
        while (end < source.size() && !isAscii(source[end]))
            ++end;
        if (begin < end)
            rewrite(begin, end, begin);
        at = end;
    }
    text = std::move(changed);
}

} // namespace retort
