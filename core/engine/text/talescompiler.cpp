// Compiles sentences into positions and edges. Choices leave no positions of their own: a frontier
// holds all positions that the next word may follow, each with its odds.

#include "core/engine/text/talesgraph.h"

#include <algorithm>
#include <cassert>
#include <map>
#include <sstream>

namespace retort {

namespace {

std::vector<std::string> splitAt(const std::string &text, char separator)
{
    std::vector<std::string> parts(1);
    for (const char c : text) {
        if (c == separator)
            parts.emplace_back();
        else
            parts.back() += c;
    }
    return parts;
}

std::vector<std::string> wordsOf(const std::string &text)
{
    std::istringstream stream(text);
    std::vector<std::string> words;
    for (std::string word; stream >> word;)
        words.push_back(word);
    return words;
}

} // namespace

class TalesCompiler
{
public:
    TalesCompiler(const TalesScript &script, TalesGraph &graph) : m_script(script), m_graph(graph)
    {
        for (const TalesAttribute &attribute : script.attributes)
            m_graph.m_combinations *= int(attribute.values.size());
    }

    void compile()
    {
        word("<unk>");
        Frontier frontier;
        appendPosition(frontier, {{word("<s>")}});
        for (const TalesGroup &group : m_script.story)
            appendGroup(frontier, group);
        connect(frontier, 0);
    }

private:
    using Odds = TalesGraph::PerCombination<double>;

    struct Loose
    {
        std::uint32_t from;
        Odds odds;
    };
    using Frontier = std::vector<Loose>;

    TokenId word(const std::string &text)
    {
        const auto [place, isNew] = m_ids.try_emplace(text, TokenId(m_ids.size()));
        if (isNew)
            m_graph.m_words.push_back(text);
        return place->second;
    }

    /// Which value of an attribute a combination holds: the first attribute varies slowest.
    std::size_t valueIn(std::size_t combination, std::size_t attribute) const
    {
        for (std::size_t a = m_script.attributes.size() - 1; a > attribute; --a)
            combination /= m_script.attributes[a].values.size();
        return combination % m_script.attributes[attribute].values.size();
    }

    static Frontier scaled(const Frontier &frontier, const Odds &by)
    {
        Frontier result = frontier;
        for (Loose &loose : result) {
            std::vector<double> &values = loose.odds.values;
            if (values.size() < by.values.size())
                values.assign(by.values.size(), values.front());
            for (std::size_t c = 0; c < values.size(); ++c)
                values[c] *= by[std::uint32_t(c)];
        }
        return result;
    }

    void connect(const Frontier &frontier, std::uint32_t to)
    {
        for (const Loose &loose : frontier)
            m_graph.m_positions[loose.from].edges.push_back({to, loose.odds});
    }

    void appendPosition(Frontier &frontier, TalesGraph::PerCombination<TokenId> token)
    {
        const auto position = std::uint32_t(m_graph.m_positions.size());
        m_graph.m_positions.push_back({std::move(token), {}});
        connect(frontier, position);
        frontier = {{position, {{1.0}}}};
    }

    /// Several ways through the same stretch: branch(i) appends way i to the frontier it is given.
    template <class Branch>
    static void appendChoice(Frontier &frontier, const std::vector<Odds> &odds, Branch branch)
    {
        Frontier joined;
        for (std::size_t i = 0; i < odds.size(); ++i) {
            Frontier part = scaled(frontier, odds[i]);
            branch(part, i);
            joined.insert(joined.end(), part.begin(), part.end());
        }
        frontier = std::move(joined);
    }

    void appendGroup(Frontier &frontier, const TalesGroup &group)
    {
        appendChoice(frontier, groupOdds(group),
                     [&](Frontier &part, std::size_t i) { appendText(part, group[i].text); });
    }

    std::vector<Odds> groupOdds(const TalesGroup &group) const
    {
        const bool byMood = std::any_of(group.begin(), group.end(),
                                        [](const TalesSentence &s) { return s.odds.size() > 1; });
        const std::size_t count = byMood ? std::size_t(m_graph.m_combinations) : 1;
        const auto oddsOf = [&](const TalesSentence &sentence, std::size_t combination) {
            const std::size_t mood = sentence.odds.size() == 1
                                         ? 0
                                         : valueIn(combination, m_script.attributes.size() - 1);
            return sentence.odds.at(mood);
        };

        std::vector<Odds> odds(group.size(), Odds{std::vector<double>(count)});
        for (std::size_t c = 0; c < count; ++c) {
            double sum = 0;
            for (const TalesSentence &sentence : group)
                sum += oddsOf(sentence, c);
            for (std::size_t i = 0; i < group.size(); ++i)
                odds[i].values[c] = oddsOf(group[i], c) / sum;
        }
        return odds;
    }

    void appendText(Frontier &frontier, const std::string &text)
    {
        std::size_t at = 0;
        while (at < text.size()) {
            if (text[at] == ' ') {
                ++at;
            } else if (text[at] == '(') {
                const std::size_t close = text.find(')', at);
                assert(close != std::string::npos);
                const auto ways = splitAt(text.substr(at + 1, close - at - 1), '|');
                const std::vector<Odds> odds(ways.size(), Odds{{1.0 / double(ways.size())}});
                appendChoice(frontier, odds,
                             [&](Frontier &part, std::size_t i) { appendText(part, ways[i]); });
                at = close + 1;
            } else {
                const std::size_t end = std::min(text.find(' ', at), text.size());
                appendWord(frontier, text.substr(at, end - at));
                at = end;
            }
        }
    }

    void appendWord(Frontier &frontier, const std::string &text)
    {
        if (text.front() == '{')
            appendSlot(frontier, text.substr(1, text.size() - 2));
        else
            appendPosition(frontier, {{word(text)}});
    }

    void appendSlot(Frontier &frontier, const std::string &slot)
    {
        for (std::size_t a = 0; a < m_script.attributes.size(); ++a) {
            const TalesAttribute &attribute = m_script.attributes[a];
            const auto found = std::find(attribute.slots.begin(), attribute.slots.end(), slot);
            if (found == attribute.slots.end())
                continue;
            const auto column = std::size_t(found - attribute.slots.begin());
            const std::size_t length = wordsOf(attribute.values.front().at(column)).size();
            for (std::size_t w = 0; w < length; ++w) {
                std::vector<TokenId> tokens;
                for (std::size_t c = 0; c < std::size_t(m_graph.m_combinations); ++c)
                    tokens.push_back(
                        word(wordsOf(attribute.values[valueIn(c, a)].at(column)).at(w)));
                appendPosition(frontier, {std::move(tokens)});
            }
            return;
        }
        assert(!"a slot that no attribute has");
    }

    const TalesScript &m_script;
    TalesGraph &m_graph;
    std::map<std::string, TokenId> m_ids;
};

TalesGraph::TalesGraph(const TalesScript &script)
{
    TalesCompiler(script, *this).compile();
}

} // namespace retort
