#include "core/engine/models/languagemodel.h"

#include "core/engine/formats/atomicfiles.h"
#include "core/engine/formats/safetensors_torch.h"
#include "core/engine/models/causallm_torch.h"
#include "core/engine/models/huggingface.h"
#include "core/engine/text/tokenizerfiles.h"

#include <array>
#include <system_error>

namespace retort {

namespace {

/// Original GPT-2 files leave the prefix out.
constexpr std::string_view prefix = "transformer.";

std::string shapeText(at::IntArrayRef shape)
{
    std::string text = "[";
    for (std::size_t i = 0; i < shape.size(); ++i)
        text += (i ? ", " : "") + std::to_string(shape[i]);
    return text + "]";
}

/// What old files hold beside the parameters: masks, which are constants.
bool isConstant(const std::string &name)
{
    return name.ends_with(".attn.bias") || name.ends_with(".attn.masked_bias");
}

Result<std::map<std::string, torch::Tensor>> readWeights(const std::filesystem::path &folder)
{
    const auto files = weightFiles(folder);
    if (!files)
        return files.error();
    std::map<std::string, torch::Tensor> weights;
    for (const auto &file : *files) {
        auto content = readSafetensors(file);
        if (!content)
            return content.error();
        for (auto &[name, tensor] : content->tensors) {
            if (isConstant(name))
                continue;
            const bool named = name.starts_with(prefix) || name == "lm_head.weight";
            if (!weights.emplace(named ? name : std::string(prefix) + name, tensor).second) {
                return Error{RETORT_SENTENCE("“%1” holds “%2” a second time."),
                             {file.string(), name}};
            }
        }
    }
    return weights;
}

/// Sizes that the weights do not come near cost no memory; what is a little off is named one by one
/// when the module is filled.
Status holdEnough(const std::map<std::string, torch::Tensor> &weights, const ModelConfig &config,
                  const std::filesystem::path &folder)
{
    std::int64_t numbers = 0;
    for (const auto &[name, tensor] : weights)
        numbers += tensor.numel();
    const std::int64_t wanted = parameterCount(config);
    constexpr std::int64_t farOff = 8;
    if (wanted / farOff <= numbers)
        return {};
    return Error{RETORT_SENTENCE("“%1” holds %2 weights, but its config.json describes a model of "
                                 "%3. Copy the model's folder again, all files of it."),
                 {folder.string(), std::to_string(numbers), std::to_string(wanted)}};
}

/// Takes `weights` of these names and shapes, all and no others, into the module.
Status fillModule(CausalLmImpl &module, std::map<std::string, torch::Tensor> weights,
                  const std::filesystem::path &folder)
{
    const torch::NoGradGuard noGrad;
    if (const auto head = weights.find("lm_head.weight"); head != weights.end()) {
        const auto tokens = weights.find("transformer.wte.weight");
        if (tokens == weights.end() || !head->second.equal(tokens->second)) {
            return Error{RETORT_SENTENCE("“%1” has an output projection of its own; supported are "
                                         "models that share it with the token embedding."),
                         {folder.string()}};
        }
        weights.erase(head);
    }
    for (const auto &item : module.named_parameters()) {
        const auto found = weights.find(item.key());
        if (found == weights.end()) {
            return Error{RETORT_SENTENCE("“%1” lacks the weights “%2”."),
                         {folder.string(), item.key()}};
        }
        const auto &tensor = found->second;
        if (tensor.sizes() != item.value().sizes()) {
            return Error{
                RETORT_SENTENCE("“%1”: the weights “%2” have the shape %3, config.json asks "
                                "for %4."),
                {folder.string(), item.key(), shapeText(tensor.sizes()),
                 shapeText(item.value().sizes())}};
        }
        if (!tensor.is_floating_point()) {
            return Error{RETORT_SENTENCE("“%1”: the weights “%2” are no floating-point numbers."),
                         {folder.string(), item.key()}};
        }
        auto parameter = item.value();
        parameter.copy_(tensor);
        if (!torch::isfinite(parameter).all().item<bool>()) {
            return Error{RETORT_SENTENCE("“%1”: the weights “%2” hold values that are infinite or "
                                         "undefined. The model is damaged, or its training failed; "
                                         "choose another one."),
                         {folder.string(), item.key()}};
        }
        weights.erase(found);
    }
    if (!weights.empty()) {
        return Error{
            RETORT_SENTENCE("“%1” holds the weights “%2”, which a GPT-2 model of this size "
                            "does not have."),
            {folder.string(), weights.begin()->first}};
    }
    return {};
}

bool isPickle(const std::filesystem::path &file)
{
    const auto extension = file.extension();
    return extension == ".pt" || extension == ".pth" || extension == ".bin" || extension == ".pkl";
}

torch::ScalarType scalarType(WeightType type)
{
    constexpr std::array types{torch::kFloat, torch::kHalf, torch::kBFloat16};
    return types[std::size_t(type)];
}

} // namespace

LanguageModel::LanguageModel(std::shared_ptr<Impl> impl) : m_impl(std::move(impl)) {}

Result<LanguageModel> LanguageModel::create(const ModelConfig &config, TokenizerPtr tokenizer,
                                            std::uint64_t seed)
{
    auto complete = config;
    if (complete.vocabulary == 0)
        complete.vocabulary = tokenizer->vocabularySize();
    if (auto valid = validate(complete); !valid)
        return valid.error();
    auto module = makeCausalLm(complete, seed);
    return LanguageModel(
        std::make_shared<Impl>(Impl{complete, std::move(tokenizer), std::move(module)}));
}

Result<LanguageModel> LanguageModel::load(const std::filesystem::path &folder)
{
    std::error_code failure;
    if (!std::filesystem::is_directory(folder, failure))
        return Error{RETORT_SENTENCE("“%1” is not a folder."), {folder.string()}};
    const auto config = readModelConfig(folder);
    if (!config)
        return config.error();
    auto tokenizer = openTokenizer(folder);
    if (!tokenizer)
        return tokenizer.error();
    if ((*tokenizer)->vocabularySize() != config->vocabulary) {
        return Error{RETORT_SENTENCE("“%1”: the tokeniser knows %2 tokens, the model %3."),
                     {folder.string(), std::to_string((*tokenizer)->vocabularySize()),
                      std::to_string(config->vocabulary)}};
    }
    auto weights = readWeights(folder);
    if (!weights)
        return weights.error();
    if (auto enough = holdEnough(*weights, *config, folder); !enough)
        return enough.error();
    auto module = makeCausalLm(*config, std::nullopt);
    if (auto filled = fillModule(*module, std::move(*weights), folder); !filled)
        return filled.error();
    module->eval();
    return LanguageModel(
        std::make_shared<Impl>(Impl{*config, std::move(*tokenizer), std::move(module)}));
}

Status LanguageModel::save(const std::filesystem::path &folder, WeightType type) const
{
    std::error_code failure;
    std::filesystem::create_directories(folder, failure);
    if (failure) {
        return Error{RETORT_SENTENCE("The folder “%1” cannot be made: %2."),
                     {folder.string(), failure.message()}};
    }
    TensorFile weights{{}, {{"format", "pt"}}};
    for (const auto &item : m_impl->module->named_parameters())
        weights.tensors.emplace(item.key(), item.value().detach().to(scalarType(type)));

    AtomicFiles files;
    if (auto added = addSafetensors(files, folder / "model.safetensors", weights); !added)
        return added;
    const auto &config = m_impl->config;
    const auto &tokenizer = *m_impl->tokenizer;
    struct Text
    {
        const char *name;
        std::string content;
    };
    for (const auto &[name, content] :
         {Text{"config.json", modelConfigJson(config, tokenizer, type)},
          Text{"generation_config.json", generationConfigJson(tokenizer)},
          Text{"tokenizer.json", tokenizer.toJson()},
          Text{"tokenizer_config.json", tokenizerConfigJson(config, tokenizer)}}) {
        if (auto added = files.add(folder / name, content); !added)
            return added;
    }
    return files.commit();
}

const ModelConfig &LanguageModel::config() const
{
    return m_impl->config;
}

TokenizerPtr LanguageModel::tokenizer() const
{
    return m_impl->tokenizer;
}

const std::vector<TokenId> &LanguageModel::endTokens() const
{
    return m_impl->endTokens;
}

std::vector<TokenId> endTokensOf(const Tokenizer &tokenizer)
{
    if (const auto begin = tokenizer.beginToken(); begin >= 0)
        return {begin};
    return {};
}

std::int64_t LanguageModel::parameters() const
{
    return parameterCount(m_impl->config);
}

std::string LanguageModel::fingerprint() const
{
    // FNV-1a over 8-byte words, in two lanes of different start: no defence, but a sure sign of
    // change.
    constexpr std::uint64_t prime = 0x100000001b3;
    std::array<std::uint64_t, 2> lanes{0xcbf29ce484222325, 0x9e3779b97f4a7c15};
    const auto mix = [&lanes](std::uint64_t word) {
        for (auto &lane : lanes) {
            lane = (lane ^ word) * prime;
            lane ^= lane >> 29;
        }
    };
    for (const auto &parameter : m_impl->module->parameters()) {
        const auto tensor = parameter.detach().cpu().contiguous();
        const auto *bytes = static_cast<const char *>(tensor.data_ptr());
        const auto size = tensor.nbytes();
        mix(size);
        for (std::size_t at = 0; at < size; at += sizeof(std::uint64_t)) {
            std::uint64_t word = 0;
            std::memcpy(&word, bytes + at, std::min(sizeof word, size - at));
            mix(word);
        }
    }
    std::array<char, 33> text{};
    std::snprintf(text.data(), text.size(), "%016llx%016llx",
                  static_cast<unsigned long long>(lanes[0]),
                  static_cast<unsigned long long>(lanes[1]));
    return text.data();
}

std::vector<float> LanguageModel::logProbabilities(std::span<const TokenId> ids) const
{
    const torch::NoGradGuard noGrad;
    std::vector<std::int64_t> wide(ids.begin(), ids.end());
    const auto input = torch::from_blob(wide.data(), {1, std::int64_t(wide.size())}, torch::kLong)
                           .to(m_impl->module->head().device());
    const auto rows = torch::log_softmax(m_impl->module->logits(input)[0], -1)
                          .to(torch::kCPU, torch::kFloat)
                          .contiguous();
    const auto *data = rows.data_ptr<float>();
    return {data, data + rows.numel()};
}

Result<std::filesystem::path> FolderResolver::folder(const std::string &reference) const
{
    constexpr std::string_view bundled = "bundled:";
    const bool isBundled = reference.starts_with(bundled);
    const auto name = isBundled ? reference.substr(bundled.size()) : reference;
    const bool isPlain =
        name == std::filesystem::path(name).filename() && name != "" && name != "." && name != "..";
    const auto path = isBundled ? m_teachers / name : std::filesystem::path(name);
    std::error_code failure;
    if (isPickle(path) && std::filesystem::is_regular_file(path, failure)) {
        return Error{RETORT_SENTENCE("“%1” holds weights as a pickle file, which is never opened "
                                     "because it may run programs. Convert its model once with "
                                     "Python: model.save_pretrained(FOLDER, "
                                     "safe_serialization=True). Then give that folder."),
                     {reference}};
    }
    if ((isBundled && !isPlain) || !std::filesystem::is_directory(path, failure)) {
        return Error{RETORT_SENTENCE("There is no model “%1”. A model is bundled:NAME, run:ID, "
                                     "run:ID@STEP or a folder that holds config.json and "
                                     "model.safetensors."),
                     {reference}};
    }
    return path;
}

} // namespace retort
