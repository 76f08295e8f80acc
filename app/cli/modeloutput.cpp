#include "app/cli/modeloutput.h"

#include "core/engine/formats/atomicfiles.h"

#include <unistd.h>

namespace retort {

namespace fs = std::filesystem;

const std::map<std::string, WeightType> weightTypes{{"float32", WeightType::Float32},
                                                    {"float16", WeightType::Float16},
                                                    {"bfloat16", WeightType::BFloat16}};

Status checkModelOutput(const fs::path &folder)
{
    std::error_code failure;
    const auto status = fs::status(folder, failure);
    if (!fs::exists(status))
        return {};
    if (!fs::is_directory(status)) {
        return Error{"%1 is not a folder. Choose another one with --output.", {folder.string()}};
    }
    const bool isEmpty = fs::is_empty(folder, failure);
    if (failure) {
        return Error{"The folder %1 cannot be looked into: %2. Choose another one with --output.",
                     {folder.string(), failure.message()}};
    }
    if (isEmpty || fs::is_regular_file(folder / "config.json", failure))
        return {};
    return Error{"The folder %1 holds files, but no model. Choose a new or an empty one with "
                 "--output.",
                 {folder.string()}};
}

Status writeModel(const LanguageModel &model, const fs::path &folder, WeightType type)
{
    std::error_code failure;
    if (fs::exists(folder, failure) && !fs::is_empty(folder, failure))
        return model.save(folder, type);
    const auto whole = fs::absolute(folder / "").parent_path();
    auto partial = whole;
    partial += ".partial-" + std::to_string(::getpid());
    Status written = model.save(partial, type);
    if (written)
        written = replaceFolder(partial, whole);
    if (!written)
        fs::remove_all(partial, failure);
    return written;
}

} // namespace retort
