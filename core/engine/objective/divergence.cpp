#include "core/engine/objective/divergence.h"

namespace retort {

bool termsCoincide(const ObjectiveSettings &objective)
{
    auto sequence = objective.sequence;
    auto token = objective.token;
    // The factor τ² is 1 at τ = 1, switched on or off.
    if (sequence.temperature == 1)
        sequence.tauSquared = true;
    if (token.temperature == 1)
        token.tauSquared = true;
    return sequence == token;
}

} // namespace retort
