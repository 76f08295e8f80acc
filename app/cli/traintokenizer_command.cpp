#include "app/cli/commands.h"

#include "app/cli/files.h"
#include "app/cli/interrupts.h"
#include "app/cli/options.h"
#include "core/engine/formats/atomicfiles.h"
#include "core/engine/text/bpetrainer.h"
#include "core/engine/text/dataset.h"
#include "core/plotdata/format.h"

#include <chrono>

#include <unistd.h>

namespace retort {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t LargestText = std::size_t(256) << 20;

struct TrainTokenizerOptions
{
    std::string file;
    std::string output;
    BpeTrainerOptions bpe;
    bool json = false;
};

/// One line that is drawn anew on a terminal; nothing elsewhere.
class PercentLine
{
public:
    explicit PercentLine(std::FILE *stream)
        : m_stream(stream), m_terminal(isatty(fileno(stream)) == 1)
    {
    }
    ~PercentLine()
    {
        if (m_shown >= 0)
            std::fputs("\r\x1B[K", m_stream);
    }
    PercentLine(const PercentLine &) = delete;
    PercentLine &operator=(const PercentLine &) = delete;

    void show(double part)
    {
        const int percent = int(part * 100);
        if (!m_terminal || percent == m_shown)
            return;
        m_shown = percent;
        std::fprintf(m_stream, "\rTraining the tokenizer: %3d %%", percent);
        std::fflush(m_stream);
    }

private:
    std::FILE *m_stream;
    bool m_terminal;
    int m_shown = -1;
};

/// Before the work, so that it is not in vain. Changes nothing.
Status checkOutput(const fs::path &folder)
{
    std::error_code failure;
    fs::path there = fs::absolute(folder, failure);
    while (!failure && !fs::exists(there, failure) && there.has_relative_path())
        there = there.parent_path();
    if (fs::is_directory(there, failure) && access(there.c_str(), W_OK | X_OK) == 0)
        return {};
    return Error{"The folder %1 cannot be written to. Check its permissions, or choose another "
                 "folder with --output.",
                 {folder.string()}};
}

/// How transformers opens the folder: GPT-2's kind, which names three special tokens of its own
/// where the file does not.
std::string configText(const std::vector<std::string> &specials)
{
    JsonValue config{
        {"tokenizer_class", specials.empty() ? "PreTrainedTokenizerFast" : "GPT2Tokenizer"}};
    if (!specials.empty()) {
        config["bos_token"] = config["eos_token"] = config["unk_token"] = specials.front();
        config["additional_special_tokens"] =
            std::vector<std::string>(specials.begin() + 1, specials.end());
    }
    config["add_prefix_space"] = false;
    config["clean_up_tokenization_spaces"] = false;
    return config.dump(2) + "\n";
}

Status writeFiles(const fs::path &folder, const std::string &file,
                  const std::vector<std::string> &specials)
{
    std::error_code failure;
    fs::create_directories(folder, failure);
    if (failure) {
        return Error{"The folder %1 cannot be made: %2. Choose another one with --output.",
                     {folder.string(), failure.message()}};
    }
    const JsonValue model = JsonValue::parse(file)["model"];
    std::string merges = "#version: 0.2\n";
    for (const JsonValue &merge : model["merges"])
        merges += merge.get<std::string>() + '\n';
    AtomicFiles files;
    for (const auto &[name, content] :
         {std::pair<const char *, std::string>("tokenizer.json", file),
          {"tokenizer_config.json", configText(specials)},
          {"vocab.json", model["vocab"].dump() + "\n"},
          {"merges.txt", merges}}) {
        if (Status added = files.add(folder / name, content); !added)
            return added;
    }
    return files.commit();
}

int run(const TrainTokenizerOptions &options)
{
    const Report report(options.json);
    const Interrupts interrupts;
    if (Status checked = checkOutput(options.output); !checked)
        return report.inputError(checked.error());
    const auto text = readTextFile(options.file, LargestText);
    if (!text)
        return report.inputError(text.error());
    if (const auto offset = firstInvalidUtf8(*text)) {
        return report.inputError({"The file %1 is not valid UTF-8: what begins at byte %2 is no "
                                  "character. Convert the file to UTF-8.",
                                  {options.file, std::to_string(*offset)}});
    }

    const auto begin = std::chrono::steady_clock::now();
    const auto file = [&] {
        PercentLine line(report.progressStream());
        return trainBpe(
            *text, options.bpe, [&line](double part) { line.show(part); }, interrupts.token());
    }();
    const double seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    if (interrupts.interrupted())
        return report.interrupted({"The training was stopped, so nothing was written.", {}});
    if (!file)
        return report.inputError(file.error());
    const auto tokenizer = parseTokenizer(*file, "tokenizer.json");
    if (!tokenizer)
        return report.failure(tokenizer.error());
    if (Status written = writeFiles(options.output, *file, options.bpe.specialTokens); !written)
        return report.failure(written.error());

    const int size = (*tokenizer)->vocabularySize();
    if (size < options.bpe.vocabulary) {
        report.note(
            QStringLiteral("The vocabulary has %1 entries instead of %2: no pair is left in "
                           "the text that could be joined.")
                .arg(size)
                .arg(options.bpe.vocabulary));
    }
    report.text(QStringLiteral("A byte-level BPE tokenizer of %1 entries, learnt from %2 bytes in "
                               "%3 s: %4")
                    .arg(formatCount(size), formatCount(std::int64_t(text->size())))
                    .arg(seconds, 0, 'f', 1)
                    .arg(QString::fromStdString(options.output)));
    report.object({{"output", options.output},
                   {"kind", (*tokenizer)->kind()},
                   {"vocabulary", size},
                   {"special", options.bpe.specialTokens},
                   {"bytes", text->size()},
                   {"seconds", seconds},
                   {"fingerprint", (*tokenizer)->fingerprint()}});
    return exitcode::done;
}

} // namespace

void addTrainTokenizerCommand(CLI::App &program, int &exitCode)
{
    auto options = std::make_shared<TrainTokenizerOptions>();
    CLI::App *command =
        program.add_subcommand("train-tokenizer", "Learn a byte-level BPE tokeniser from a text");
    command->add_option("--file", options->file, "a UTF-8 text file of at most 256 MiB")
        ->required()
        ->type_name("FILE");
    command
        ->add_option("--vocabulary", options->bpe.vocabulary,
                     "entries in all, with the 256 bytes and the special tokens")
        ->required()
        ->type_name("N");
    command
        ->add_option("--special", options->bpe.specialTokens,
                     "a special token; may be given several times")
        ->type_name("TOKEN")
        ->allow_extra_args(false)
        ->capture_default_str();
    command->add_option("--output", options->output, "the folder for tokenizer.json and its like")
        ->required()
        ->type_name("DIR");
    command->add_flag("--json", options->json,
                      "one JSON object on standard output, everything else on standard error");
    command->callback([options, &exitCode] { exitCode = run(*options); });
}

} // namespace retort
