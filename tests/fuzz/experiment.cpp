#include "core/engine/training/experiment.h"
#include "tests/fuzz/targets.h"

namespace retort::fuzz {

void readExperiment(std::string_view input)
{
    const auto experiment = parseExperiment(input, "/folder");
    if (!experiment)
        return mustHold(!experiment.error().message().empty(), "an error has a sentence");
    for (const Problem &problem : check(*experiment))
        mustHold(!problem.key.empty(), "a problem has its key");
    const auto again = parseExperiment(toJson(*experiment), "/folder");
    mustHold(bool(again) && *again == *experiment, "what was written is read as the same");
    (void)flatten(*experiment);
}

} // namespace retort::fuzz
