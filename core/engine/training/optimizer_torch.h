#pragma once
// AdamW (Loshchilov & Hutter 2019) over a module's parameters laid out as two flat tensors, the
// matrices (with weight decay) and the rest (without): a step is a dozen operations, whatever the
// number of layers. Internal to the engine.

#include "core/engine/result.h"
#include "core/engine/training/experiment.h"

#include <torch/torch.h>

#include <map>
#include <memory>
#include <string>

namespace retort {

class FlatAdamW
{
public:
    /// Moves the parameters of `module` into flat storage; they and their gradients become views.
    FlatAdamW(torch::nn::Module &module, const OptimizerSettings &settings);

    void zeroGradients();
    /// Euclidean norm of all gradients.
    double gradientNorm() const;
    /// Clips to `settings.clip`, given the norm, and steps.
    void step(double learningRate, double gradientNorm);

    /// First and second moments and the step count by name, for a checkpoint.
    std::map<std::string, torch::Tensor> state() const;
    Status setState(const std::map<std::string, torch::Tensor> &state);

private:
    struct Group
    {
        std::string name;
        torch::Tensor values, gradients;
        double weightDecay = 0;
    };
    OptimizerSettings m_settings;
    std::vector<Group> m_groups;
    std::unique_ptr<torch::optim::AdamW> m_adam;
};

} // namespace retort
