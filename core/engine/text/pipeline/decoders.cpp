#include "core/engine/text/pipeline/decoders.h"

#include "core/engine/text/dataset.h"
#include "core/engine/text/pipeline/bytealphabet.h"
#include "core/engine/text/unicode.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace retort {

namespace {

using Parts = std::vector<std::string>;

/// Beyond that a text is not made any longer: only a file that means harm comes there.
constexpr std::size_t maximumDecoded = 256 << 20;

std::string replaced(std::string_view text, std::string_view from, std::string_view to)
{
    std::string result;
    if (from.empty()) {
        // An empty text stands between all characters.
        for (std::size_t at = 0; at < text.size();) {
            result += to;
            const std::size_t begin = at;
            nextCodePoint(text, at);
            result += text.substr(begin, at - begin);
        }
        return result += to;
    }
    std::size_t done = 0;
    for (std::size_t at = text.find(from); at != text.npos; at = text.find(from, done)) {
        result += text.substr(done, at - done);
        result += to;
        done = at + from.size();
    }
    return result += text.substr(done);
}

/// Takes back what cutting English into words did.
std::string cleanedUp(std::string text)
{
    static constexpr std::pair<std::string_view, std::string_view> endings[] = {
        {" .", "."},   {" ?", "?"},     {" !", "!"},    {" ,", ","},
        {" ' ", "'"},  {" n't", "n't"}, {" 'm", "'m"},  {" do not", " don't"},
        {" 's", "'s"}, {" 've", "'ve"}, {" 're", "'re"}};
    if (text.find(' ') == text.npos)
        return text;
    for (const auto &[from, to] : endings)
        text = replaced(text, from, to);
    return text;
}

template <class Apply>
class Simple final : public Decoder
{
public:
    explicit Simple(Apply function) : m_apply(std::move(function)) {}
    void apply(Parts &parts) const override { m_apply(parts); }

private:
    Apply m_apply;
};

template <class Apply>
DecoderPtr simple(Apply apply)
{
    return std::make_unique<Simple<Apply>>(std::move(apply));
}

/// The bytes that a part spells in byte symbols, or the part itself if it holds another character.
void appendBytes(std::string &bytes, const std::string &part)
{
    const std::size_t before = bytes.size();
    for (std::size_t at = 0; at < part.size();) {
        const int byte = byteOfSymbol(nextCodePoint(part, at));
        if (byte < 0) {
            bytes.resize(before);
            bytes += part;
            return;
        }
        bytes += char(byte);
    }
}

/// The byte of "<0x61>".
std::optional<char> fallbackByte(std::string_view part)
{
    if (part.size() != 6 || !part.starts_with("<0x") || part[5] != '>')
        return std::nullopt;
    std::string_view digits = part.substr(3, 2);
    if (digits.front() == '+')
        digits.remove_prefix(1);
    unsigned byte = 0;
    const auto [end, error] = std::from_chars(digits.begin(), digits.end(), byte, 16);
    if (error != std::errc() || end != digits.end())
        return std::nullopt;
    return char(byte);
}

void decodeFallback(Parts &parts)
{
    Parts decoded;
    std::string bytes;
    const auto flush = [&] {
        if (bytes.empty())
            return;
        if (!firstInvalidUtf8(bytes))
            decoded.push_back(bytes);
        else
            decoded.insert(decoded.end(), bytes.size(), "\uFFFD");
        bytes.clear();
    };
    for (std::string &part : parts) {
        if (const std::optional<char> byte = fallbackByte(part)) {
            bytes += *byte;
        } else {
            flush();
            decoded.push_back(std::move(part));
        }
    }
    flush();
    parts = std::move(decoded);
}

void stripPart(std::string &part, char32_t content, std::size_t start, std::size_t stop)
{
    std::string mark;
    appendUtf8(mark, content);
    std::string_view rest = part;
    std::size_t cut = 0;
    for (; cut < start && rest.starts_with(mark); ++cut)
        rest.remove_prefix(mark.size());
    for (; stop > 0 && rest.ends_with(mark); --stop)
        rest.remove_suffix(mark.size());
    part = std::string(rest);
}

class Replace final : public Decoder
{
public:
    Replace(Regex pattern, std::string content)
        : m_pattern(std::move(pattern)), m_content(std::move(content))
    {
    }
    void apply(Parts &parts) const override
    {
        std::vector<Stretch> stretches;
        std::size_t size = 0;
        for (std::string &part : parts) {
            if (size > maximumDecoded)
                return;
            if (!m_pattern.findAll(part, stretches))
                return;
            std::string changed;
            for (const Stretch &stretch : stretches) {
                if (stretch.matched)
                    changed += m_content;
                else
                    changed += part.substr(stretch.begin, stretch.end - stretch.begin);
                if (changed.size() > maximumDecoded)
                    return;
            }
            part = std::move(changed);
            size += part.size();
        }
    }

private:
    Regex m_pattern;
    std::string m_content;
};

class Sequence final : public Decoder
{
public:
    explicit Sequence(std::vector<DecoderPtr> steps) : m_steps(std::move(steps)) {}
    void apply(Parts &parts) const override
    {
        for (const DecoderPtr &step : m_steps)
            step->apply(parts);
    }

private:
    std::vector<DecoderPtr> m_steps;
};

} // namespace

DecoderPtr makeByteLevelDecoder()
{
    return simple([](Parts &parts) {
        std::string bytes;
        for (const std::string &part : parts)
            appendBytes(bytes, part);
        parts = {withoutInvalidUtf8(bytes)};
    });
}

DecoderPtr makeMetaspaceDecoder(char32_t replacement, bool dropsFirst)
{
    std::string mark;
    appendUtf8(mark, replacement);
    return simple([mark, dropsFirst](Parts &parts) {
        for (std::size_t i = 0; i < parts.size(); ++i)
            parts[i] = replaced(parts[i], mark, i == 0 && dropsFirst ? "" : " ");
    });
}

DecoderPtr makeWordPieceDecoder(std::string prefix, bool cleanUp)
{
    return simple([prefix = std::move(prefix), cleanUp](Parts &parts) {
        for (std::size_t i = 0; i < parts.size(); ++i) {
            if (i > 0)
                parts[i] =
                    parts[i].starts_with(prefix) ? parts[i].substr(prefix.size()) : " " + parts[i];
            if (cleanUp)
                parts[i] = cleanedUp(std::move(parts[i]));
        }
    });
}

DecoderPtr makeBpeDecoder(std::string suffix)
{
    return simple([suffix = std::move(suffix)](Parts &parts) {
        for (std::size_t i = 0; i < parts.size(); ++i)
            parts[i] = replaced(parts[i], suffix, i + 1 == parts.size() ? "" : " ");
    });
}

DecoderPtr makeByteFallbackDecoder()
{
    return simple(decodeFallback);
}

DecoderPtr makeFuseDecoder()
{
    return simple([](Parts &parts) {
        std::string fused;
        for (const std::string &part : parts)
            fused += part;
        parts = {std::move(fused)};
    });
}

DecoderPtr makeStripDecoder(char32_t content, std::size_t start, std::size_t stop)
{
    return simple([content, start, stop](Parts &parts) {
        for (std::string &part : parts)
            stripPart(part, content, start, stop);
    });
}

DecoderPtr makeReplaceDecoder(Regex pattern, std::string content)
{
    return std::make_unique<Replace>(std::move(pattern), std::move(content));
}

DecoderPtr makeCtcDecoder(std::string padToken, std::string wordDelimiter, bool cleanUp)
{
    return simple(
        [pad = std::move(padToken), delimiter = std::move(wordDelimiter), cleanUp](Parts &parts) {
            parts.erase(std::unique(parts.begin(), parts.end()), parts.end());
            for (std::string &part : parts) {
                part = replaced(part, pad, "");
                if (cleanUp)
                    part = replaced(cleanedUp(std::move(part)), delimiter, " ");
            }
            std::erase_if(parts, [](const std::string &part) { return part.empty(); });
        });
}

DecoderPtr makeDecoderSequence(std::vector<DecoderPtr> steps)
{
    return std::make_unique<Sequence>(std::move(steps));
}

} // namespace retort
