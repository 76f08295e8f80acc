#include "core/engine/text/ngram.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <unordered_map>

namespace retort {

namespace {

using NodeId = std::int32_t;
constexpr NodeId root = 0;
constexpr NodeId none = -1;

/// An n-gram, below the n-gram without its last token. The counts of what followed it make it the
/// context of the next order.
struct Node
{
    TokenId token = 0;
    std::int64_t count = 0;     ///< times seen as a prediction's target with its context
    std::int64_t followers = 0; ///< c(h), targets seen after it
    std::int64_t types = 0;     ///< T(h), different ones among them
    NodeId firstChild = none;
    NodeId nextSibling = none;
};

} // namespace

struct NgramModel::Impl
{
    int order;
    int vocabularySize;
    std::vector<Node> nodes = {Node{}};
    std::unordered_map<std::uint64_t, NodeId> children = {}; ///< by parent and token

    static std::uint64_t key(NodeId parent, TokenId token)
    {
        return std::uint64_t(std::uint32_t(parent)) << 32 | std::uint32_t(token);
    }

    NodeId child(NodeId parent, TokenId token) const
    {
        const auto found = children.find(key(parent, token));
        return found == children.end() ? none : found->second;
    }

    NodeId childOrNew(NodeId parent, TokenId token)
    {
        const auto [place, isNew] = children.try_emplace(key(parent, token), NodeId(nodes.size()));
        if (isNew) {
            nodes.push_back({.token = token, .nextSibling = nodes[std::size_t(parent)].firstChild});
            nodes[std::size_t(parent)].firstChild = place->second;
        }
        return place->second;
    }

    void count(NodeId context, NodeId ngram)
    {
        Node &before = nodes[std::size_t(context)];
        before.followers += 1;
        before.types += nodes[std::size_t(ngram)].count++ == 0;
    }

    /// P(w|h) = (c(h,w) + T(h) · P(w|h')) / (c(h) + T(h)), h' the context without its first token;
    /// `row` holds P(·|h') and becomes P(·|h).
    void interpolate(NodeId context, std::span<float> row) const
    {
        const Node &node = nodes[std::size_t(context)];
        if (node.followers == 0)
            return;
        const double total = double(node.followers + node.types);
        const auto kept = float(double(node.types) / total);
        for (float &probability : row)
            probability *= kept;
        for (NodeId c = node.firstChild; c != none; c = nodes[std::size_t(c)].nextSibling) {
            const Node &follower = nodes[std::size_t(c)];
            row[std::size_t(follower.token)] += float(double(follower.count) / total);
        }
    }
};

NgramModel::NgramModel(int order, int vocabularySize)
    : m_impl(std::make_unique<Impl>(Impl{.order = order, .vocabularySize = vocabularySize}))
{
    assert(order >= 1 && vocabularySize >= 1);
}

NgramModel::~NgramModel() = default;

void NgramModel::add(std::span<const TokenId> window)
{
    // contexts[k]: the last k tokens. The first token of a window is context only: it is not
    // predicted, and where windows overlap it was the last target of the one before.
    std::vector<NodeId> contexts = {root};
    for (std::size_t t = 0; t < window.size(); ++t) {
        std::vector<NodeId> next = {root};
        for (const NodeId context : contexts) {
            const NodeId ngram = m_impl->childOrNew(context, window[t]);
            if (t > 0)
                m_impl->count(context, ngram);
            next.push_back(ngram);
        }
        next.resize(std::min(next.size(), std::size_t(m_impl->order)));
        contexts.swap(next);
    }
}

std::vector<float> NgramModel::logProbabilities(std::span<const TokenId> ids) const
{
    const auto vocabulary = std::size_t(m_impl->vocabularySize);
    std::vector<float> rows(ids.size() * vocabulary);
    std::vector<NodeId> contexts = {root};
    for (std::size_t t = 0; t < ids.size(); ++t) {
        std::vector<NodeId> next = {root};
        for (const NodeId context : contexts) {
            const NodeId longer = m_impl->child(context, ids[t]);
            if (longer == none || int(next.size()) == m_impl->order)
                break; // what is longer has not been seen either
            next.push_back(longer);
        }
        contexts.swap(next);

        const std::span row = std::span(rows).subspan(t * vocabulary, vocabulary);
        std::fill(row.begin(), row.end(), 1.0F / float(vocabulary));
        for (const NodeId context : contexts)
            m_impl->interpolate(context, row);
        for (float &probability : row)
            probability = std::log(probability);
    }
    return rows;
}

} // namespace retort
