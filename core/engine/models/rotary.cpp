#include "core/engine/models/rotary_torch.h"

#include <algorithm>
#include <cmath>

namespace retort {

namespace {

double yarnScale(double factor, double mscale)
{
    return factor <= 1 ? 1 : 0.1 * mscale * std::log(factor) + 1;
}

double attentionFactorOf(const RopeScaling &scaling)
{
    if (scaling.attentionFactor)
        return *scaling.attentionFactor;
    if (scaling.type == "yarn") {
        if (scaling.mscale != 0 && scaling.mscaleAll != 0) {
            return yarnScale(scaling.factor, scaling.mscale)
                   / yarnScale(scaling.factor, scaling.mscaleAll);
        }
        return yarnScale(scaling.factor, 1);
    }
    if (scaling.type == "longrope" && scaling.factor > 1)
        return std::sqrt(1 + std::log(scaling.factor) / std::log(double(scaling.originalContext)));
    return 1;
}

torch::Tensor asTensor(const std::vector<double> &numbers)
{
    return torch::tensor(std::vector<float>(numbers.begin(), numbers.end()));
}

} // namespace

Rotary::Rotary(const ModelConfig &config)
    : m_size(headSizeOf(config))
    , m_theta(config.ropeTheta)
    , m_scaling(config.ropeScaling)
    , m_attentionFactor(attentionFactorOf(m_scaling))
{
    const torch::NoGradGuard noGrad;
    m_short = unstretched(m_theta);
    if (m_scaling.type == "linear")
        m_short = m_short / m_scaling.factor;
    else if (m_scaling.type == "llama3")
        m_short = llama3();
    else if (m_scaling.type == "yarn")
        m_short = yarn();
    m_long = m_short;
    if (m_scaling.type == "longrope") {
        const auto exponents = torch::arange(0, m_size, 2).to(torch::kFloat) / m_size;
        const auto powers = torch::pow(m_theta, exponents);
        m_short = (asTensor(m_scaling.shortFactor) * powers).reciprocal();
        m_long = (asTensor(m_scaling.longFactor) * powers).reciprocal();
    }
}

torch::Tensor Rotary::unstretched(double theta) const
{
    const auto exponents = torch::arange(0, m_size, 2).to(torch::kFloat) / m_size;
    return torch::pow(theta, exponents).reciprocal();
}

torch::Tensor Rotary::dynamic(std::int64_t length) const
{
    const double original = m_scaling.originalContext;
    const double size = m_size;
    const double stretched =
        m_theta
        * std::pow(m_scaling.factor * double(length) / original - (m_scaling.factor - 1),
                   size / (size - 2));
    return unstretched(stretched);
}

torch::Tensor Rotary::llama3() const
{
    const double original = m_scaling.originalContext;
    const double low = m_scaling.lowFrequency;
    const double high = m_scaling.highFrequency;
    const auto plain = unstretched(m_theta);
    const auto wavelengths = 2 * M_PI / plain;
    const auto divided =
        torch::where(wavelengths > original / low, plain / m_scaling.factor, plain);
    const auto share = (original / wavelengths - low) / (high - low);
    const auto between = (1 - share) * divided / m_scaling.factor + share * divided;
    const auto isBetween = (wavelengths >= original / high) & (wavelengths <= original / low);
    return torch::where(isBetween, between, divided);
}

torch::Tensor Rotary::yarn() const
{
    const double size = m_size;
    const auto dimensionOf = [&](double rotations) {
        return size * std::log(m_scaling.originalContext / (rotations * 2 * M_PI))
               / (2 * std::log(m_theta));
    };
    double low = dimensionOf(m_scaling.betaFast);
    double high = dimensionOf(m_scaling.betaSlow);
    if (m_scaling.truncate) {
        low = std::floor(low);
        high = std::ceil(high);
    }
    low = std::max(low, 0.0);
    high = std::min(high, size - 1);
    if (low == high)
        high += 0.001;
    const auto ramp =
        ((torch::arange(m_size / 2).to(torch::kFloat) - low) / (high - low)).clamp(0, 1);
    const auto kept = 1 - ramp;
    const auto exponents = torch::arange(0, m_size, 2).to(torch::kFloat) / m_size;
    const auto periods = torch::pow(m_theta, exponents);
    return (m_scaling.factor * periods).reciprocal() * (1 - kept) + periods.reciprocal() * kept;
}

torch::Tensor Rotary::frequencies(std::int64_t length) const
{
    if (length <= m_scaling.originalContext)
        return m_short;
    return m_scaling.type == "dynamic" ? dynamic(length) : m_long;
}

RotaryAngles Rotary::angles(std::int64_t past, std::int64_t positions,
                            const torch::Tensor &like) const
{
    const torch::NoGradGuard noGrad;
    const auto places = torch::arange(past, past + positions).to(torch::kFloat);
    const auto angles = places.unsqueeze(1) * frequencies(past + positions);
    const auto options = like.options().requires_grad(false);
    return {(angles.cos() * m_attentionFactor).to(options),
            (angles.sin() * m_attentionFactor).to(options)};
}

torch::Tensor Rotary::turn(const torch::Tensor &x, const RotaryAngles &angles)
{
    const auto halves = x.transpose(1, 2).chunk(2, -1);
    const auto &first = halves[0];
    const auto &second = halves[1];
    return torch::cat({first * angles.cosine - second * angles.sine,
                       second * angles.cosine + first * angles.sine},
                      -1)
        .contiguous();
}

} // namespace retort
