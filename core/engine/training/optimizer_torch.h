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
#include <vector>

namespace retort {

class FlatAdamW
{
public:
    /// Moves the parameters of `module` into flat storage; they and their gradients become views.
    FlatAdamW(torch::nn::Module &module, const OptimizerSettings &settings);

    /// Lets `replica`, a module of the same kind, share the values and gather gradients of its own.
    /// @returns those, to be given to addGradients()
    std::vector<torch::Tensor> attach(torch::nn::Module &replica) const;
    void addGradients(const std::vector<torch::Tensor> &gradients);

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
        bool matrices = true; ///< else all others
        torch::Tensor values, gradients;
        double weightDecay = 0;
    };
    static std::string nameOf(const Group &group); ///< in checkpoints
    OptimizerSettings m_settings;
    std::vector<Group> m_groups;
    std::unique_ptr<torch::optim::AdamW> m_adam;
};

} // namespace retort
