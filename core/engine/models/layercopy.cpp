#include "core/engine/models/layercopy.h"

#include "core/engine/models/causallm_torch.h"

#include <charconv>

namespace retort {

namespace {

/// "transformer.h.3.ln_1.weight" with the layer's number replaced by that of its origin; other
/// names stay as they are.
std::string nameInSource(const std::string &name, std::span<const int> layers)
{
    for (const std::string_view list : {".h.", ".layers."}) {
        const auto found = name.find(list);
        if (found == name.npos)
            continue;
        const auto begin = found + list.size();
        std::size_t layer = 0;
        const auto [end, failure] =
            std::from_chars(name.data() + begin, name.data() + name.size(), layer);
        if (failure == std::errc() && layer < layers.size())
            return name.substr(0, begin) + std::to_string(layers[layer]) + end;
    }
    return name;
}

} // namespace

std::vector<int> spacedLayers(int layers, int count)
{
    std::vector<int> chosen;
    for (int i = 0; i < count; ++i)
        chosen.push_back(count == 1 ? 0 : i * (layers - 1) / (count - 1));
    return chosen;
}

Result<LanguageModel> copyLayers(const LanguageModel &source, std::span<const int> layers,
                                 double dropout)
{
    const int available = source.config().layers;
    if (layers.empty())
        return Error{RETORT_SENTENCE("A student needs at least one layer of its model."), {}};
    for (const int layer : layers) {
        if (layer < 0 || layer >= available) {
            return Error{RETORT_SENTENCE("There is no layer %1: the model has %2, the first is 0."),
                         {std::to_string(layer), std::to_string(available)}};
        }
    }
    const torch::NoGradGuard noGradient;
    LanguageModel::Impl copy = *source.impl();
    copy.config = withLayers(copy.config, layers, dropout);
    copy.module = makeCausalLm(copy.config, std::nullopt);
    const auto weights = source.impl()->module->named_parameters();
    for (const auto &item : copy.module->named_parameters())
        item.value().copy_(weights[nameInSource(item.key(), layers)]);
    copy.module->eval();
    return LanguageModel(std::make_shared<LanguageModel::Impl>(std::move(copy)));
}

} // namespace retort
