#include "core/session/modelcache.h"

#include <algorithm>

namespace retort {
namespace {

constexpr std::size_t mostModels = 6;

} // namespace

ModelCache::ModelCache(std::filesystem::path storeFile, std::filesystem::path teachers)
    : m_resolver(std::move(storeFile), std::move(teachers))
{
}

Result<LanguageModel> ModelCache::model(const std::string &reference)
{
    const std::lock_guard lock(m_mutex);
    Result<std::filesystem::path> folder = m_resolver.folder(reference);
    if (!folder)
        return folder.error();
    std::error_code code;
    const auto written = std::filesystem::last_write_time(*folder / "model.safetensors", code);
    const auto found = std::find_if(m_entries.begin(), m_entries.end(), [&](const Entry &entry) {
        return entry.folder == *folder && entry.written == written;
    });
    if (!code && found != m_entries.end()) {
        m_entries.splice(m_entries.begin(), m_entries, found);
        return m_entries.front().model;
    }
    Result<LanguageModel> model = LanguageModel::load(*folder);
    if (!model)
        return model.error();
    m_entries.push_front({*folder, written, *model});
    if (m_entries.size() > mostModels)
        m_entries.pop_back();
    return *std::move(model);
}

} // namespace retort
