#pragma once
// Text on its way through the pipeline, with the place in the original text of each of its bytes.
// Offsets are bytes; a text has less than 4 GiB.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace retort {

/// Bytes [begin, end) of the original text.
struct Origin
{
    std::uint32_t begin = 0, end = 0;
};

/// A stretch of a text that a pattern matches, or one between such stretches.
struct Stretch
{
    std::uint32_t begin = 0, end = 0;
    bool matched = false;
};

struct AlignedText
{
    std::string text;
    std::vector<Origin> origins; ///< one a byte of `text` if tracked, else empty
    std::uint32_t shift = 0;     ///< where the original text of this one begins
    std::uint32_t originalSize = 0;
    bool tracked = false;

    /// Bytes [begin, end) of `original` as they are.
    AlignedText(std::string_view original, std::uint32_t begin, std::uint32_t end, bool tracked);
    /// Empty, to be filled from another text.
    explicit AlignedText(const AlignedText &like);
    AlignedText(AlignedText &&) = default;
    AlignedText &operator=(AlignedText &&) = default;

    /// Appends bytes of another text as they are.
    void append(const AlignedText &other, std::size_t begin, std::size_t end);
    /// Appends text that comes from one place.
    void append(std::string_view added, Origin origin);
    Origin originAt(std::size_t byte) const { return tracked ? origins[byte] : Origin{}; }

    /// Each matched stretch becomes `content`. The stretches cover the text.
    void replace(const std::vector<Stretch> &stretches, std::string_view content);
    /// Puts `added` in front; it belongs to the first character. Nothing happens to an empty text.
    void prepend(std::string_view added);
};

/// Writes a changed copy of bytes [begin, end) of a text, character by character, and keeps count
/// of where each comes from.
class TextRewriter
{
public:
    TextRewriter(const AlignedText &from, std::size_t begin, std::size_t end, AlignedText &to);

    /// Leaves out so many characters that nothing was written for yet.
    void skip(std::size_t characters);
    /// `change` 0: replaces the next character; 1: belongs to the one before; −n: replaces the
    /// next one, and the n after it are left out.
    void put(char32_t codePoint, long change);

private:
    std::size_t sizeOfNext() const;

    const AlignedText &m_from;
    AlignedText &m_to;
    std::size_t m_begin, m_end, m_at;
};

/// A code point and what it stands for: TextRewriter::put().
struct Change
{
    char32_t codePoint;
    long change;
};

/// Where the part of a text begins that edits of the whole apply to: behind what belongs to no
/// character of the original text.
std::size_t editableFrom(const AlignedText &text);

} // namespace retort
