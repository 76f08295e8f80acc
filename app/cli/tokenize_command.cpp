#include "app/cli/commands.h"

#include "app/cli/files.h"
#include "app/cli/options.h"
#include "app/cli/texttable.h"
#include "core/engine/text/dataset.h"
#include "core/engine/text/unicode.h"
#include "core/plotdata/format.h"

#include <algorithm>

namespace retort {
namespace {

constexpr std::size_t LargestText = std::size_t(256) << 20;

struct TokenizeOptions : CommonOptions
{
    std::string tokenizer;
    std::string text;
    std::string file;
    bool noSpecial = false;
};

std::size_t occurrences(std::string_view text, std::string_view part)
{
    std::size_t count = 0;
    for (std::size_t at = text.find(part); at != text.npos; at = text.find(part, at + part.size()))
        ++count;
    return count;
}

/// What the tokeniser gets: every tokeniser but that of bytes needs UTF-8.
std::string readable(std::string bytes, const Tokenizer &tokenizer, const Report &report)
{
    constexpr std::string_view replacement = "\uFFFD";
    const auto first = firstInvalidUtf8(bytes);
    if (!first || tokenizer.kind() == "byte")
        return bytes;
    std::string text = withoutInvalidUtf8(bytes);
    const std::size_t replaced = occurrences(text, replacement) - occurrences(bytes, replacement);
    const std::size_t kept = text.size() - replaced * replacement.size();
    report.note(QStringLiteral("Not all of the text is UTF-8: %1 of its bytes are not, the first "
                               "is byte %2. They are read as U+FFFD, %3 times.")
                    .arg(bytes.size() - kept)
                    .arg(*first)
                    .arg(replaced));
    return text;
}

/// Text that goes out in blocks: the whole may be much longer than memory likes.
class Output
{
public:
    explicit Output(const Report &report) : m_report(report) {}
    ~Output() { m_report.raw(m_block); }
    Output(const Output &) = delete;
    Output &operator=(const Output &) = delete;

    Output &operator<<(std::string_view text)
    {
        constexpr std::size_t block = 1 << 20;
        m_block += text;
        if (m_block.size() >= block) {
            m_report.raw(m_block);
            m_block.clear();
        }
        return *this;
    }
    Output &operator<<(std::size_t number) { return *this << std::to_string(number); }

private:
    const Report &m_report;
    std::string m_block;
};

std::string quoted(const std::string &text)
{
    return JsonValue(text).dump(-1, ' ', false, JsonValue::error_handler_t::replace);
}

/// "[a,b,…]"; `write` writes the element of an index.
template <class Write>
void writeArray(Output &output, std::size_t size, Write &&write)
{
    output << "[";
    for (std::size_t at = 0; at < size; ++at) {
        if (at > 0)
            output << ",";
        write(at);
    }
    output << "]";
}

void writeJson(const Report &report, const TokenizeOptions &options, const Tokenizer &tokenizer,
               const Encoding &encoding)
{
    std::vector<std::string> entries(std::size_t(tokenizer.vocabularySize()));
    Output output(report);
    output << "{\"tokenizer\":" << quoted(options.tokenizer)
           << ",\"kind\":" << quoted(tokenizer.kind()) << ",\"vocabulary\":" << entries.size();
    output << ",\"ids\":";
    const std::size_t count = encoding.ids.size();
    writeArray(output, count, [&](std::size_t at) { output << std::size_t(encoding.ids[at]); });
    output << ",\"tokens\":";
    writeArray(output, count, [&](std::size_t at) {
        std::string &entry = entries[std::size_t(encoding.ids[at])];
        if (entry.empty())
            entry = quoted(tokenizer.vocabularyEntry(encoding.ids[at]));
        output << entry;
    });
    output << ",\"offsets\":";
    writeArray(output, count, [&](std::size_t at) {
        output << "[" << encoding.spans[at].begin << "," << encoding.spans[at].end << "]";
    });
    output << ",\"text\":" << quoted(tokenizer.decode(encoding.ids)) << "}\n";
}

void writeTable(const Report &report, const Tokenizer &tokenizer, const Encoding &encoding,
                std::string_view text)
{
    constexpr int tokenWidth = 20;
    const std::size_t idWidth = std::max<std::size_t>(
        2, std::to_string(std::max(0, tokenizer.vocabularySize() - 1)).size());
    Output output(report);
    output << std::string(idWidth - 2, ' ') << "id  token" << std::string(tokenWidth - 5, ' ')
           << "  characters\n";
    for (std::size_t at = 0; at < encoding.ids.size(); ++at) {
        const std::string id = std::to_string(encoding.ids[at]);
        const std::string token = tokenizer.tokenText(encoding.ids[at]);
        const int padding = tokenWidth - displayWidth(QString::fromStdString(token));
        const TokenSpan span = encoding.spans[at];
        output << std::string(idWidth - std::min(idWidth, id.size()), ' ') << id << "  " << token
               << std::string(std::size_t(std::max(padding, 0)), ' ') << "  ";
        if (span.begin == span.end)
            output << "–\n";
        else
            output << span.begin << "–" << span.end << "\n";
    }
    const auto characters = std::size_t(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    }));
    output << "\n" << tokenizer.decode(encoding.ids) << "\n\n";
    output << QStringLiteral("%1 tokens, %2 characters, %3 bytes; %4 tokenizer of %5 entries\n")
                  .arg(formatCount(std::int64_t(encoding.ids.size())),
                       formatCount(std::int64_t(characters)),
                       formatCount(std::int64_t(text.size())),
                       QString::fromStdString(tokenizer.kind()),
                       formatCount(tokenizer.vocabularySize()))
                  .toStdString();
}

int run(const TokenizeOptions &options, bool fromFile)
{
    const Report report = options.report();
    const auto tokenizer = openTokenizerOf(options.tokenizer, options);
    if (!tokenizer)
        return report.inputError(tokenizer.error());
    std::string bytes = options.text;
    if (fromFile) {
        auto read = readBytes(options.file, LargestText);
        if (!read)
            return report.inputError(read.error());
        bytes = *std::move(read);
    }
    const std::string text = readable(std::move(bytes), **tokenizer, report);
    const auto encoding = (*tokenizer)->encodeWithSpans(text, !options.noSpecial);
    if (!encoding)
        return report.inputError(encoding.error());
    if (report.json())
        writeJson(report, options, **tokenizer, *encoding);
    else
        writeTable(report, **tokenizer, *encoding, text);
    return exitcode::done;
}

} // namespace

void addTokenizeCommand(CLI::App &program, int &exitCode)
{
    auto options = std::make_shared<TokenizeOptions>();
    CLI::App *command = program.add_subcommand("tokenize", "Cut a text into a tokeniser's tokens");
    command->add_option("--tokenizer", options->tokenizer, TokenizerHelp)
        ->required()
        ->type_name("T");
    CLI::Option_group *source = command->add_option_group("source");
    source->add_option("--text", options->text, "the text")->type_name("TEXT");
    CLI::Option *file =
        source->add_option("--file", options->file, "a text file of at most 256 MiB")
            ->type_name("FILE");
    source->require_option(1);
    command->add_flag("--no-special", options->noSpecial,
                      "without the tokens that belong around every text, such as <s>");
    addCommonOptions(*command, *options);
    command->callback([options, file, &exitCode] { exitCode = run(*options, file->count() > 0); });
}

} // namespace retort
