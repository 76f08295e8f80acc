#include "core/engine/objective/divergence.h"

#include <algorithm>

namespace retort {

const std::vector<std::pair<std::string, Divergence>> &divergenceNames()
{
    static const std::vector<std::pair<std::string, Divergence>> names{
        {"forward-kl", Divergence::ForwardKl},
        {"reverse-kl", Divergence::ReverseKl},
        {"symmetric-kl", Divergence::SymmetricKl},
        {"jensen-shannon", Divergence::JensenShannon},
        {"skewed-forward-kl", Divergence::SkewedForwardKl},
        {"skewed-reverse-kl", Divergence::SkewedReverseKl},
        {"total-variation", Divergence::TotalVariation},
    };
    return names;
}

std::optional<Divergence> divergenceNamed(std::string_view name)
{
    const auto &names = divergenceNames();
    const auto found =
        std::ranges::find_if(names, [name](const auto &entry) { return entry.first == name; });
    return found == names.end() ? std::nullopt : std::optional(found->second);
}

std::string toString(Divergence divergence)
{
    return divergenceNames()[std::size_t(divergence)].first;
}

bool usesWeight(Divergence divergence)
{
    return divergence == Divergence::JensenShannon;
}

bool usesSkew(Divergence divergence)
{
    return divergence == Divergence::SkewedForwardKl || divergence == Divergence::SkewedReverseKl;
}

bool sameDivergence(const DivergenceSettings &a, const DivergenceSettings &b)
{
    return a.kind == b.kind && a.temperature == b.temperature && a.factor() == b.factor()
           && (!usesWeight(a.kind) || a.weight == b.weight)
           && (!usesSkew(a.kind) || a.skew == b.skew);
}

} // namespace retort
