#include "core/engine/training/optimizer_torch.h"

#include <cmath>
#include <sstream>
#include <type_traits>

namespace retort {
namespace {

using torch::optim::AdamWOptions;
using torch::optim::AdamWParamState;

/// LibTorch 1.13 keys an optimiser's state by the printed address of the tensor, 2.x by the
/// address.
template <class State>
auto stateKey(const torch::Tensor &parameter)
{
    void *address = parameter.unsafeGetTensorImpl();
    if constexpr (std::is_same_v<typename State::key_type, std::string>) {
        std::ostringstream text;
        text << address;
        return text.str();
    } else {
        return address;
    }
}

/// The parameters with weight decay, or the rest, in the module's order.
std::vector<torch::Tensor> membersOf(const torch::nn::Module &module, bool matrices)
{
    std::vector<torch::Tensor> members;
    for (const torch::Tensor &parameter : module.parameters()) {
        if ((parameter.dim() >= 2) == matrices)
            members.push_back(parameter);
    }
    return members;
}

/// Parameters and their gradients become views of the flat tensors.
void makeViews(const std::vector<torch::Tensor> &members, const torch::Tensor &values,
               const torch::Tensor &gradients)
{
    std::int64_t offset = 0;
    for (torch::Tensor parameter : members) {
        const std::int64_t count = parameter.numel();
        parameter.set_data(values.narrow(0, offset, count).view(parameter.sizes()));
        parameter.mutable_grad() = gradients.narrow(0, offset, count).view(parameter.sizes());
        offset += count;
    }
}

} // namespace

FlatAdamW::FlatAdamW(torch::nn::Module &module, const OptimizerSettings &settings)
    : m_settings(settings)
{
    const torch::NoGradGuard noGradient;
    std::vector<torch::optim::OptimizerParamGroup> parameterGroups;
    for (const bool matrices : {true, false}) {
        const std::vector<torch::Tensor> members = membersOf(module, matrices);
        if (members.empty())
            continue;
        std::vector<torch::Tensor> flat;
        for (const torch::Tensor &parameter : members)
            flat.push_back(parameter.detach().reshape(-1));
        Group group{matrices, torch::cat(flat), {}, matrices ? settings.weightDecay : 0};
        group.gradients = torch::zeros_like(group.values);
        makeViews(members, group.values, group.gradients);
        group.values.mutable_grad() = group.gradients;
        auto options = std::make_unique<AdamWOptions>(settings.learningRate);
        options->betas({settings.beta1, settings.beta2}).weight_decay(group.weightDecay);
        parameterGroups.emplace_back(std::vector<torch::Tensor>{group.values}, std::move(options));
        m_groups.push_back(std::move(group));
    }
    m_adam = std::make_unique<torch::optim::AdamW>(std::move(parameterGroups));
}

std::vector<torch::Tensor> FlatAdamW::attach(torch::nn::Module &replica) const
{
    const torch::NoGradGuard noGradient;
    std::vector<torch::Tensor> gradients;
    for (const Group &group : m_groups) {
        gradients.push_back(torch::zeros_like(group.gradients));
        makeViews(membersOf(replica, group.matrices), group.values, gradients.back());
    }
    return gradients;
}

void FlatAdamW::addGradients(const std::vector<torch::Tensor> &gradients)
{
    for (std::size_t i = 0; i < m_groups.size(); ++i)
        m_groups[i].gradients.add_(gradients[i]);
}

void FlatAdamW::zeroGradients()
{
    for (Group &group : m_groups)
        group.gradients.zero_();
}

double FlatAdamW::gradientNorm() const
{
    double squares = 0;
    for (const Group &group : m_groups) {
        const double norm = group.gradients.norm().item<double>();
        squares += norm * norm;
    }
    return std::sqrt(squares);
}

void FlatAdamW::step(double learningRate, double gradientNorm)
{
    if (m_settings.clip > 0 && gradientNorm > m_settings.clip) {
        for (Group &group : m_groups)
            group.gradients.mul_(m_settings.clip / gradientNorm);
    }
    for (auto &group : m_adam->param_groups())
        static_cast<AdamWOptions &>(group.options()).lr(learningRate);
    m_adam->step();
}

std::string FlatAdamW::nameOf(const Group &group)
{
    return group.matrices ? "matrices" : "vectors";
}

std::map<std::string, torch::Tensor> FlatAdamW::state() const
{
    std::map<std::string, torch::Tensor> tensors;
    auto &states = m_adam->state();
    using State = std::decay_t<decltype(states)>;
    for (const Group &group : m_groups) {
        const auto found = states.find(stateKey<State>(group.values));
        if (found == states.end())
            continue;
        const auto &adam = static_cast<const AdamWParamState &>(*found->second);
        tensors[nameOf(group) + ".first_moment"] = adam.exp_avg();
        tensors[nameOf(group) + ".second_moment"] = adam.exp_avg_sq();
        tensors[nameOf(group) + ".steps"] = torch::tensor(std::int64_t(adam.step()), torch::kLong);
    }
    return tensors;
}

Status FlatAdamW::setState(const std::map<std::string, torch::Tensor> &state)
{
    auto &states = m_adam->state();
    using State = std::decay_t<decltype(states)>;
    for (const Group &group : m_groups) {
        const auto first = state.find(nameOf(group) + ".first_moment");
        const auto second = state.find(nameOf(group) + ".second_moment");
        const auto steps = state.find(nameOf(group) + ".steps");
        if (first == state.end() && second == state.end() && steps == state.end())
            continue; // a checkpoint from before the first step
        if (first == state.end() || second == state.end() || steps == state.end()
            || first->second.numel() != group.values.numel()
            || second->second.numel() != group.values.numel() || steps->second.numel() != 1) {
            return Error{RETORT_SENTENCE("The optimiser's state in the checkpoint does not fit the "
                                         "student: tensors “%1” are missing or of another size. "
                                         "Choose an earlier checkpoint."),
                         {nameOf(group)}};
        }
        auto adam = std::make_unique<AdamWParamState>();
        adam->exp_avg(first->second.to(group.values.options()).clone());
        adam->exp_avg_sq(second->second.to(group.values.options()).clone());
        adam->step(steps->second.item<std::int64_t>());
        states[stateKey<State>(group.values)] = std::move(adam);
    }
    return {};
}

} // namespace retort
