#include "core/engine/objective/terms.h"

namespace retort {

bool termsCoincide(const ObjectiveSettings &objective)
{
    const TermSettings &sequence = objective.sequence;
    const TermSettings &token = objective.token;
    return sequence.prefixes == token.prefixes && sequence.targets == token.targets
           && objective.reductionOf(sequence) == objective.reductionOf(token)
           && sameDivergence(sequence.divergence, token.divergence);
}

} // namespace retort
