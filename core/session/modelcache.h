#pragma once
// Models loaded from references, kept for the next request.

#include "core/engine/models/languagemodel.h"
#include "core/store/modelresolver.h"

#include <filesystem>
#include <list>
#include <mutex>

namespace retort {

/// Thread-safe. Keeps the few models used last; one that was written again on disk is loaded again.
class ModelCache
{
public:
    ModelCache(std::filesystem::path storeFile, std::filesystem::path teachers);
    Result<LanguageModel> model(const std::string &reference);

private:
    struct Entry
    {
        std::filesystem::path folder;
        std::filesystem::file_time_type written;
        LanguageModel model;
    };
    StoreResolver m_resolver;
    std::mutex m_mutex;
    std::list<Entry> m_entries; ///< last used first
};

} // namespace retort
