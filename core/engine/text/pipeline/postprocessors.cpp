#include "core/engine/text/pipeline/postprocessors.h"

#include "core/engine/text/unicode.h"

#include <algorithm>

namespace retort {

namespace {

class Template final : public PostProcessor
{
public:
    explicit Template(std::vector<TemplatePiece> pieces) : m_pieces(std::move(pieces)) {}

    void apply(std::vector<PlacedToken> &tokens, bool special) const override
    {
        fill(tokens, special, [](const PlacedToken &token) { return token; });
    }
    void apply(std::vector<TokenId> &ids, bool special) const override
    {
        fill(ids, special, [](const PlacedToken &token) { return token.id; });
    }
    TokenId first() const override
    {
        if (m_pieces.empty() || m_pieces.front().isText || m_pieces.front().tokens.empty())
            return -1;
        return m_pieces.front().tokens.front().id;
    }

private:
    template <class List, class Take>
    void fill(List &list, bool special, Take take) const
    {
        const bool justText = std::count_if(m_pieces.begin(), m_pieces.end(),
                                            [](const TemplatePiece &p) { return p.isText; })
                              == 1;
        if (!special && justText)
            return;
        List filled;
        filled.reserve(list.size() + m_pieces.size());
        for (const TemplatePiece &piece : m_pieces) {
            if (piece.isText)
                filled.insert(filled.end(), list.begin(), list.end());
            else if (special)
                for (const PlacedToken &token : piece.tokens)
                    filled.push_back(take(token));
        }
        list = std::move(filled);
    }

    std::vector<TemplatePiece> m_pieces;
};

class TrimOffsets final : public PostProcessor
{
public:
    explicit TrimOffsets(bool addsBlank) : m_addsBlank(addsBlank) {}

    void apply(std::vector<PlacedToken> &tokens, bool) const override
    {
        for (std::size_t i = 0; i < tokens.size(); ++i)
            trim(tokens[i], i == 0);
    }
    void apply(std::vector<TokenId> &, bool) const override {}

private:
    void trim(PlacedToken &token, bool isFirst) const
    {
        std::size_t leading = 0;
        std::size_t trailing = 0;
        bool onlyBlanks = true;
        for (std::size_t at = 0; at < token.spelling.size();) {
            const char32_t c = nextCodePoint(token.spelling, at);
            const bool blank = c == U'Ġ' || isSpace(c);
            onlyBlanks = onlyBlanks && blank;
            leading += onlyBlanks;
            trailing = blank ? trailing + 1 : 0;
        }
        TokenSpan &span = token.span;
        if (leading > 0) {
            // A single blank at the very beginning was put there by the pre-tokeniser.
            if ((isFirst || span.begin == 0) && m_addsBlank && leading == 1)
                leading = 0;
            span.begin = std::min(span.begin + leading, span.end);
        }
        if (trailing > 0 && span.end >= trailing)
            span.end = std::max(span.end - trailing, span.begin);
    }

    bool m_addsBlank;
};

class Sequence final : public PostProcessor
{
public:
    explicit Sequence(std::vector<PostProcessorPtr> steps) : m_steps(std::move(steps)) {}

    void apply(std::vector<PlacedToken> &tokens, bool special) const override
    {
        for (const PostProcessorPtr &step : m_steps)
            step->apply(tokens, special);
    }
    void apply(std::vector<TokenId> &ids, bool special) const override
    {
        for (const PostProcessorPtr &step : m_steps)
            step->apply(ids, special);
    }
    TokenId first() const override
    {
        // The last step that puts something in front is the outermost.
        const auto step = std::find_if(m_steps.rbegin(), m_steps.rend(),
                                       [](const PostProcessorPtr &s) { return s->first() >= 0; });
        return step == m_steps.rend() ? -1 : (*step)->first();
    }

private:
    std::vector<PostProcessorPtr> m_steps;
};

} // namespace

PostProcessorPtr makeTemplate(std::vector<TemplatePiece> pieces)
{
    return std::make_unique<Template>(std::move(pieces));
}

PostProcessorPtr makeTrimOffsets(bool addsBlank)
{
    return std::make_unique<TrimOffsets>(addsBlank);
}

PostProcessorPtr makePostProcessorSequence(std::vector<PostProcessorPtr> steps)
{
    return std::make_unique<Sequence>(std::move(steps));
}

} // namespace retort
