#include "core/engine/models/huggingface.h"
#include "tests/fuzz/targets.h"

#include <cstdlib>
#include <fstream>
#include <system_error>

namespace retort::fuzz {

namespace {

/// A model folder in memory that holds config.json alone.
class Folder
{
public:
    Folder()
    {
        std::string name = "/dev/shm/retort-fuzz-XXXXXX";
        mustHold(::mkdtemp(name.data()) != nullptr, "there is a folder in memory");
        m_path = name;
    }
    ~Folder()
    {
        std::error_code ignored;
        std::filesystem::remove_all(m_path, ignored);
    }
    Folder(const Folder &) = delete;
    Folder &operator=(const Folder &) = delete;

    void write(std::string_view config) const
    {
        std::ofstream(m_path / "config.json", std::ios::binary) << config;
    }
    const std::filesystem::path &path() const { return m_path; }

private:
    std::filesystem::path m_path;
};

} // namespace

void readConfig(std::string_view input)
{
    static const Folder folder;
    folder.write(input);
    const auto config = readModelConfig(folder.path());
    if (!config)
        return mustHold(!config.error().message().empty(), "an error has a sentence");
    mustHold(bool(validate(*config)), "a configuration that was read is valid");
    mustHold(parameterCount(*config) > 0, "a model has parameters");
    folder.write(modelConfigJson(*config, *makeByteTokenizer(), WeightType::Float32));
    const auto again = readModelConfig(folder.path());
    mustHold(bool(again) && parameterCount(*again) == parameterCount(*config),
             "what was written is read as the same");
}

} // namespace retort::fuzz
