#include "core/engine/models/languagemodel.h"

#include "core/engine/models/causallm_torch.h"

#include <array>
#include <system_error>

namespace retort {

namespace {

bool isPickle(const std::filesystem::path &file)
{
    const auto extension = file.extension();
    return extension == ".pt" || extension == ".pth" || extension == ".bin" || extension == ".pkl";
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
    return m_impl->special.ends;
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

Status LanguageModel::logits(std::span<const TokenId> ids,
                             const std::function<bool(std::span<const float>)> &take) const
{
    const auto &[config, tokenizer, module, special] = *m_impl;
    if (ids.empty())
        return Error{RETORT_SENTENCE("There is no token to begin with. Give at least one."), {}};
    if (ids.size() > std::size_t(config.context)) {
        return Error{RETORT_SENTENCE("The text is %1 tokens long, but the model sees %2 at most. "
                                     "Give a shorter one."),
                     {std::to_string(ids.size()), std::to_string(config.context)}};
    }
    for (const auto id : ids) {
        if (id < 0 || id >= config.vocabulary) {
            return Error{RETORT_SENTENCE("There is no token %1: the model's are 0 to %2."),
                         {std::to_string(id), std::to_string(config.vocabulary - 1)}};
        }
    }
    // All logits of a long text are far more than all hidden states.
    constexpr std::int64_t rowsAtOnce = 16;
    const torch::NoGradGuard noGrad;
    const std::vector<std::int64_t> wide(ids.begin(), ids.end());
    const auto input = torch::tensor(wide).unsqueeze(0).to(module->head().device());
    for (const auto &hidden : module->hidden(input)[0].split(rowsAtOnce)) {
        const auto rows =
            hidden.matmul(module->head().t()).to(torch::kCPU, torch::kFloat).contiguous();
        for (std::int64_t row = 0; row < rows.size(0); ++row) {
            const auto *first = rows.data_ptr<float>() + row * rows.size(1);
            if (!take({first, std::size_t(rows.size(1))}))
                return {};
        }
    }
    return {};
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
