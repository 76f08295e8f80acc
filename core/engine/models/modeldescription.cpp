#include "core/engine/models/modeldescription.h"

#include "core/engine/formats/safetensorsfile.h"
#include "core/engine/models/huggingface.h"
#include "core/engine/text/tokenizerfiles.h"
#include "core/engine/text/unicode.h"

#include <algorithm>
#include <fstream>
#include <map>

namespace retort {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t longestLicence = 64 << 10;

/// The beginning of the first file that is named as licences are.
std::string licenceIn(const fs::path &folder)
{
    std::error_code failure;
    std::vector<fs::path> files;
    for (fs::directory_iterator entry(folder, failure), end; !failure && entry != end;
         entry.increment(failure)) {
        const std::string name = caseFolded(entry->path().stem().string());
        if (name.starts_with("license") || name.starts_with("licence") || name == "copying")
            files.push_back(entry->path());
    }
    std::ranges::sort(files);
    for (const fs::path &file : files) {
        if (!fs::is_regular_file(file, failure)) // a pipe may never end
            continue;
        std::string text(longestLicence, '\0');
        std::ifstream stream(file, std::ios::binary);
        stream.read(text.data(), std::streamsize(text.size()));
        text.resize(std::size_t(stream.gcount()));
        if (!text.empty())
            return withoutInvalidUtf8(text);
    }
    return {};
}

/// "F32": the type of most bytes.
Status addWeights(const fs::path &folder, ModelDescription &description)
{
    const auto files = weightFiles(folder);
    if (!files)
        return files.error();
    std::map<std::string, std::uint64_t> bytesOf;
    for (const fs::path &file : *files) {
        const auto weights = SafetensorsFile::open(file);
        if (!weights)
            return weights.error();
        for (const TensorEntry &entry : weights->header().tensors) {
            bytesOf[std::string(nameOf(entry.type))] += entry.bytes();
            description.weightBytes += entry.bytes();
        }
    }
    const auto most =
        std::ranges::max_element(bytesOf, {}, [](const auto &item) { return item.second; });
    if (most != bytesOf.end())
        description.weightType = most->first;
    return {};
}

} // namespace

Result<ModelDescription> describeModel(const fs::path &folder)
{
    std::error_code failure;
    if (!fs::is_directory(folder, failure))
        return Error{RETORT_SENTENCE("“%1” is not a folder."), {folder.string()}};
    const auto config = readModelConfig(folder);
    if (!config)
        return config.error();
    const auto tokenizer = openTokenizer(folder);
    if (!tokenizer)
        return tokenizer.error();
    ModelDescription description;
    description.config = *config;
    description.parameters = parameterCount(*config);
    description.tokenizerKind = (*tokenizer)->kind();
    description.tokens = (*tokenizer)->vocabularySize();
    description.tokenizerFingerprint = (*tokenizer)->fingerprint();
    if (Status weights = addWeights(folder, description); !weights)
        return weights.error();
    description.licence = licenceIn(folder);
    return description;
}

} // namespace retort
