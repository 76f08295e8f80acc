#include "core/engine/models/llama2c.h"

#include "core/engine/models/causallm_torch.h"

#include <array>
#include <cstring>
#include <fstream>

namespace retort {

namespace {

namespace fs = std::filesystem;

constexpr std::int32_t magic = 0x616b3432; // "ak42"
constexpr std::uint64_t sizesBytes = 7 * sizeof(std::int32_t);
constexpr std::uint64_t headerBytes = 256; // of version 1

struct Header
{
    ModelConfig config;
    int version = 0;
    std::uint64_t bytes = sizesBytes; ///< before the weights
};

/// Weights of one kind that follow each other, for all layers or once.
struct Part
{
    const char *name;
    bool isPerLayer;
    int turnedHeads = 0; ///< heads whose rows are pairs of neighbours
};

Error notUsable(const fs::path &file, const std::string &reason)
{
    return {RETORT_SENTENCE("“%1” is no model of llama2.c that can be used: %2."),
            {file.string(), reason}};
}

template <class Number>
Number numberAt(const std::array<char, headerBytes> &bytes, std::size_t place)
{
    Number number{};
    std::memcpy(&number, bytes.data() + place, sizeof number);
    return number;
}

/// @param begin the file's first bytes, zeros where it is shorter
Result<Header> parseHeader(const std::array<char, headerBytes> &begin, const fs::path &file)
{
    Header header;
    std::size_t place = 0;
    if (numberAt<std::int32_t>(begin, 0) == magic) {
        header.version = numberAt<std::int32_t>(begin, 4);
        header.bytes = headerBytes;
        place = 8;
        if (header.version != 1) {
            return Error{RETORT_SENTENCE("“%1” is of llama2.c's version %2 (version 2 has 8-bit "
                                         "weights). Supported are 0 and 1: export the model again "
                                         "with export.py --version 1."),
                         {file.string(), std::to_string(header.version)}};
        }
    }
    std::array<std::int32_t, 7> sizes{};
    for (std::size_t i = 0; i < sizes.size(); ++i)
        sizes[i] = numberAt<std::int32_t>(begin, place + i * sizeof(std::int32_t));
    auto &config = header.config;
    config.architecture = "llama";
    config.width = sizes[0];
    config.inner = sizes[1];
    config.layers = sizes[2];
    config.heads = sizes[3];
    config.keyValueHeads = sizes[4];
    config.vocabulary = sizes[5];
    config.context = sizes[6];
    config.normEpsilon = 1e-5;
    if (header.version == 1) {
        config.tied = begin[place + sizesBytes] != 0;
    } else if (config.vocabulary < 0 && config.vocabulary >= -ModelLimits::vocabulary) {
        config.vocabulary = -config.vocabulary;
        config.tied = false;
    }
    if (config.inner < 1 || config.keyValueHeads < 1)
        return notUsable(file, "a size is less than 1");
    if (auto valid = validate(config); !valid) {
        return Error{RETORT_SENTENCE("“%1” is no model of llama2.c that can be used: %2"),
                     {file.string(), valid.error().message()}};
    }
    if (config.keyValueHeads == config.heads)
        config.keyValueHeads = 0;
    return header;
}

std::vector<Part> partsOf(const Header &header)
{
    const auto &config = header.config;
    const Part tokens{"model.embed_tokens", false};
    const Part before{"input_layernorm", true};
    const Part between{"post_attention_layernorm", true};
    const Part last{"model.norm", false};
    const std::vector<Part> attention{{"self_attn.q_proj", true, config.heads},
                                      {"self_attn.k_proj", true, keyValueHeadsOf(config)},
                                      {"self_attn.v_proj", true},
                                      {"self_attn.o_proj", true}};
    const std::vector<Part> perceptron{
        {"mlp.gate_proj", true}, {"mlp.down_proj", true}, {"mlp.up_proj", true}};
    std::vector<Part> parts;
    if (header.version == 1)
        parts = {before, between, last, tokens};
    else
        parts = {tokens, before};
    parts.insert(parts.end(), attention.begin(), attention.end());
    if (header.version == 0)
        parts.push_back(between);
    parts.insert(parts.end(), perceptron.begin(), perceptron.end());
    if (header.version == 0)
        parts.push_back(last);
    return parts;
}

/// Version 0 has two tables of rotary angles before the head.
std::uint64_t tableBytes(const Header &header)
{
    if (header.version != 0)
        return 0;
    return std::uint64_t(header.config.context) * std::uint64_t(headSizeOf(header.config))
           * sizeof(float);
}

/// Rows of each head from pairs (2i, 2i + 1) to (i, i + D/2).
torch::Tensor withHalves(const torch::Tensor &weight, int heads)
{
    return weight.view({heads, -1, 2, weight.size(1)}).transpose(1, 2).reshape(weight.sizes());
}

Status fill(CausalLmImpl &module, const Header &header, std::istream &stream, const fs::path &file)
{
    const torch::NoGradGuard noGrad;
    auto parameters = module.named_parameters();
    const auto take = [&](const std::string &name, int turnedHeads) -> Status {
        auto &parameter = parameters[name + ".weight"];
        const auto bytes = std::streamsize(parameter.nbytes());
        if (!stream.read(reinterpret_cast<char *>(parameter.data_ptr<float>()), bytes))
            return notUsable(file, "it cannot be read");
        if (turnedHeads)
            parameter.copy_(withHalves(parameter.clone(), turnedHeads));
        if (!torch::isfinite(parameter).all().item<bool>())
            return notUsable(file, "it holds values that are infinite or undefined");
        return {};
    };
    for (const auto &part : partsOf(header)) {
        for (int layer = 0; layer < (part.isPerLayer ? header.config.layers : 1); ++layer) {
            const auto prefix =
                part.isPerLayer ? "model.layers." + std::to_string(layer) + "." : std::string();
            if (auto taken = take(prefix + part.name, part.turnedHeads); !taken)
                return taken;
        }
    }
    if (header.config.tied)
        return {};
    stream.seekg(std::streamoff(tableBytes(header)), std::ios::cur);
    return take("lm_head", 0);
}

} // namespace

Result<LanguageModel> importLlama2c(const fs::path &file, TokenizerPtr tokenizer)
{
    std::error_code failure;
    const auto size =
        fs::is_regular_file(file, failure) ? fs::file_size(file, failure) : std::uintmax_t(0);
    std::ifstream stream(file, std::ios::binary);
    if (failure || !stream || !fs::is_regular_file(file, failure)) {
        return Error{RETORT_SENTENCE("“%1” cannot be opened. Check its path and permissions."),
                     {file.string()}};
    }
    std::array<char, headerBytes> begin{};
    stream.read(begin.data(), begin.size());
    stream.clear();
    const auto header = parseHeader(begin, file);
    if (!header)
        return header.error();
    // Within the limits of sizes this cannot overflow.
    const auto wanted = header->bytes
                        + std::uint64_t(parameterCount(header->config)) * sizeof(float)
                        + tableBytes(*header);
    if (size != wanted) {
        return Error{
            RETORT_SENTENCE("“%1” has %2 bytes, but the sizes at its beginning ask for %3. "
                            "It is no model of llama2.c, or was not copied whole."),
            {file.string(), std::to_string(size), std::to_string(wanted)}};
    }
    if (tokenizer->vocabularySize() > header->config.vocabulary) {
        return Error{RETORT_SENTENCE("“%1”: the tokeniser knows %2 tokens, the model %3."),
                     {file.string(), std::to_string(tokenizer->vocabularySize()),
                      std::to_string(header->config.vocabulary)}};
    }
    auto module = makeCausalLm(header->config, std::nullopt);
    stream.seekg(std::streamoff(header->bytes));
    if (auto filled = fill(*module, *header, stream, file); !filled)
        return filled.error();
    module->eval();
    return LanguageModel(std::make_shared<LanguageModel::Impl>(
        LanguageModel::Impl{header->config, std::move(tokenizer), std::move(module)}));
}

} // namespace retort
