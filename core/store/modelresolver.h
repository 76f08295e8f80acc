#pragma once
// Model references of every kind, the store's runs included: "run:12", "run:12@900".

#include "core/engine/models/languagemodel.h"

#include <filesystem>

namespace retort {

/// Opens the store for each look-up, so it may be used on any thread.
class StoreResolver : public FolderResolver
{
public:
    StoreResolver(std::filesystem::path storeFile, std::filesystem::path teachers);
    /// The newest checkpoint of a run without @STEP. Errors list the steps that there are.
    Result<std::filesystem::path> folder(const std::string &reference) const override;

private:
    std::filesystem::path m_storeFile;
};

} // namespace retort
