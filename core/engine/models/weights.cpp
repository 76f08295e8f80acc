#include "core/engine/models/weights_torch.h"

#include "core/engine/formats/safetensors_torch.h"
#include "core/engine/machine.h"
#include "core/engine/models/family.h"
#include "core/engine/models/huggingface.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace retort {

namespace {

namespace fs = std::filesystem;
constexpr auto headName = "lm_head.weight";
constexpr auto wholeName = "model.safetensors";
constexpr auto indexName = "model.safetensors.index.json";

/// A tensor that waits in its file.
struct Stored
{
    std::shared_ptr<const SafetensorsFile> file;
    const TensorEntry *entry;

    Result<torch::Tensor> read() const { return readTensor(*file, *entry); }
};

using Weights = std::map<std::string, Stored>;

std::string shapeText(at::IntArrayRef shape)
{
    std::string text = "[";
    for (std::size_t i = 0; i < shape.size(); ++i)
        text += (i ? ", " : "") + std::to_string(shape[i]);
    return text + "]";
}

/// All tensors that are parameters, under the family's full names.
Result<Weights> findWeights(const fs::path &folder, const Family &family)
{
    const auto paths = weightFiles(folder);
    if (!paths)
        return paths.error();
    Weights weights;
    for (const auto &path : *paths) {
        auto opened = SafetensorsFile::open(path);
        if (!opened)
            return opened.error();
        const auto file = std::make_shared<const SafetensorsFile>(*std::move(opened));
        for (const auto &entry : file->header().tensors) {
            if (family.isConstant(entry.name))
                continue;
            const bool isFull = entry.name.starts_with(family.prefix) || entry.name == headName;
            const auto full = isFull ? entry.name : family.prefix + entry.name;
            if (!weights.emplace(full, Stored{file, &entry}).second) {
                return Error{RETORT_SENTENCE("“%1” holds “%2” a second time."),
                             {path.string(), entry.name}};
            }
        }
    }
    return weights;
}

/// A model that the machine cannot hold is refused before the system ends the program for it.
Status fitsMemory(const ModelConfig &config, const fs::path &folder)
{
    const double bytes = sizeof(float) * double(parameterCount(config));
    if (fitsIntoMemory(bytes))
        return {};
    return Error{RETORT_SENTENCE("The model in “%1” takes %2 GB as float32, but this machine has "
                                 "%3 GB of memory. Choose a smaller one."),
                 {folder.string(), gigabytes(bytes), gigabytes(double(machineFacts().memory))}};
}

/// Sizes that the weights do not come near cost no memory; what is a little off is named one by one
/// when the module is filled.
Status holdEnough(const Weights &weights, const ModelConfig &config, const fs::path &folder)
{
    std::uint64_t numbers = 0;
    for (const auto &[name, stored] : weights)
        numbers += stored.entry->elements();
    const auto wanted = std::uint64_t(parameterCount(config));
    constexpr std::uint64_t farOff = 8;
    if (wanted / farOff <= numbers)
        return {};
    return Error{RETORT_SENTENCE("“%1” holds %2 weights, but its config.json describes a model of "
                                 "%3. Copy the model's folder again, all files of it."),
                 {folder.string(), std::to_string(numbers), std::to_string(wanted)}};
}

bool areEqual(const Stored &a, const Stored &b)
{
    const auto left = a.read();
    const auto right = b.read();
    return left && right && left->equal(*right);
}

/// A tied model's file may hold the shared matrix under both names.
Status settleHead(Weights &weights, const ModelConfig &config, const Family &family,
                  const fs::path &folder)
{
    const auto head = weights.find(headName);
    if (!config.tied) {
        if (head != weights.end())
            return {};
        return Error{
            RETORT_SENTENCE("“%1” lacks the weights “%2”. If the model's output projection "
                            "is its token embedding, write \"tie_word_embeddings\": true "
                            "into config.json."),
            {folder.string(), headName}};
    }
    if (head == weights.end())
        return {};
    const auto tokens = weights.find(family.embedding);
    if (tokens == weights.end() || !areEqual(head->second, tokens->second)) {
        return Error{RETORT_SENTENCE("“%1” has an output projection of its own, but config.json "
                                     "says that it is the token embedding. If the weights are "
                                     "right, write \"tie_word_embeddings\": false into it."),
                     {folder.string()}};
    }
    weights.erase(head);
    return {};
}

Status fillParameter(torch::Tensor parameter, const Stored &stored, const std::string &name,
                     const fs::path &folder)
{
    const auto &entry = *stored.entry;
    if (parameter.sizes() != at::IntArrayRef(entry.shape)) {
        return Error{RETORT_SENTENCE("“%1”: the weights “%2” have the shape %3, config.json asks "
                                     "for %4."),
                     {folder.string(), name, shapeText(entry.shape), shapeText(parameter.sizes())}};
    }
    constexpr std::array usable{ElementType::F32, ElementType::F16, ElementType::Bf16,
                                ElementType::F64};
    if (std::ranges::find(usable, entry.type) == usable.end()) {
        return Error{RETORT_SENTENCE("“%1”: the weights “%2” are of the type %3. Supported are "
                                     "F32, F16, BF16 and F64: load the model in transformers with "
                                     "float32, float16 or bfloat16 as dtype, and save it again."),
                     {folder.string(), name, std::string(nameOf(entry.type))}};
    }
    const auto tensor = stored.read();
    if (!tensor)
        return tensor.error();
    parameter.copy_(*tensor);
    if (!torch::isfinite(parameter).all().item<bool>()) {
        return Error{RETORT_SENTENCE("“%1”: the weights “%2” hold values that are infinite or "
                                     "undefined. The model is damaged, or its training failed; "
                                     "choose another one."),
                     {folder.string(), name}};
    }
    return {};
}

/// Takes `weights` of these names and shapes, all and no others, into the module.
Status fillModule(CausalLmImpl &module, Weights weights, const Family &family,
                  const fs::path &folder)
{
    const torch::NoGradGuard noGrad;
    for (const auto &item : module.named_parameters()) {
        const auto found = weights.find(item.key());
        if (found == weights.end()) {
            return Error{RETORT_SENTENCE("“%1” lacks the weights “%2”."),
                         {folder.string(), item.key()}};
        }
        if (auto filled = fillParameter(item.value(), found->second, item.key(), folder); !filled)
            return filled;
        weights.erase(found);
    }
    if (weights.empty())
        return {};
    return Error{RETORT_SENTENCE("“%1” holds the weights “%2”, which a model of type “%3” and this "
                                 "size does not have."),
                 {folder.string(), weights.begin()->first, family.name}};
}

torch::ScalarType scalarType(WeightType type)
{
    constexpr std::array types{torch::kFloat, torch::kHalf, torch::kBFloat16};
    return types[std::size_t(type)];
}

/// The parameters in files' order: as many a shard as fit.
std::vector<std::vector<std::string>> shardNames(const CausalLmImpl &module, std::uint64_t bytes,
                                                 std::uint64_t shardBytes)
{
    std::vector<std::vector<std::string>> shards;
    std::uint64_t filled = 0;
    for (const auto &item : module.named_parameters()) {
        const auto size = std::uint64_t(item.value().numel()) * bytes;
        if (shards.empty() || filled + size > shardBytes) {
            shards.emplace_back();
            filled = 0;
        }
        shards.back().push_back(item.key());
        filled += size;
    }
    return shards;
}

std::string shardName(std::size_t index, std::size_t count)
{
    std::array<char, 64> name{};
    std::snprintf(name.data(), name.size(), "model-%05zu-of-%05zu.safetensors", index + 1, count);
    return name.data();
}

} // namespace

Result<CausalLmPtr> readModule(const fs::path &folder, const ModelConfig &config)
{
    const Family &family = *findFamily(config.architecture);
    auto weights = findWeights(folder, family);
    if (!weights)
        return weights.error();
    if (auto enough = holdEnough(*weights, config, folder); !enough)
        return enough.error();
    if (auto fits = fitsMemory(config, folder); !fits)
        return fits.error();
    if (auto settled = settleHead(*weights, config, family, folder); !settled)
        return settled.error();
    auto module = makeCausalLm(config, std::nullopt);
    if (auto filled = fillModule(*module, *std::move(weights), family, folder); !filled)
        return filled.error();
    module->eval();
    return module;
}

Result<std::vector<std::string>> addWeights(AtomicFiles &files, const fs::path &folder,
                                            const CausalLmImpl &module, WeightType type,
                                            std::uint64_t shardBytes)
{
    const auto scalar = scalarType(type);
    const auto parameters = module.named_parameters();
    const auto shards = shardNames(module, c10::elementSize(scalar), shardBytes);
    auto map = nlohmann::ordered_json::object();
    std::uint64_t bytes = 0;
    std::vector<std::string> names;
    for (std::size_t i = 0; i < shards.size(); ++i) {
        names.push_back(shards.size() == 1 ? wholeName : shardName(i, shards.size()));
        TensorFile content{{}, {{"format", "pt"}}};
        for (const auto &parameter : shards[i]) {
            const auto tensor = parameters[parameter].detach().to(scalar);
            bytes += tensor.nbytes();
            content.tensors.emplace(parameter, tensor);
            map[parameter] = names.back();
        }
        if (auto added = addSafetensors(files, folder / names.back(), content); !added)
            return added.error();
    }
    if (shards.size() == 1)
        return names;
    const nlohmann::ordered_json index{{"metadata", {{"total_size", bytes}}}, {"weight_map", map}};
    names.push_back(indexName);
    if (auto added = files.add(folder / indexName, index.dump(2) + '\n'); !added)
        return added.error();
    return names;
}

void removeOtherWeights(const fs::path &folder, const std::vector<std::string> &names)
{
    std::error_code failure;
    std::vector<fs::path> others;
    for (fs::directory_iterator entry(folder, failure), end; !failure && entry != end;
         entry.increment(failure)) {
        const auto name = entry->path().filename().string();
        const bool isWeights = name == wholeName || name == indexName
                               || (name.starts_with("model-") && name.ends_with(".safetensors"));
        if (isWeights && std::ranges::find(names, name) == names.end())
            others.push_back(entry->path());
    }
    for (const auto &other : others)
        fs::remove(other, failure);
}

} // namespace retort
