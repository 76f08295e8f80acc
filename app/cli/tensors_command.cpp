#include "app/cli/commands.h"

#include "app/cli/report.h"
#include "app/cli/texttable.h"
#include "core/engine/formats/tensorsums.h"
#include "core/engine/models/huggingface.h"
#include "core/plotdata/format.h"

#include <CLI/CLI.hpp>

#include <cmath>

namespace retort {
namespace {

namespace fs = std::filesystem;

struct TensorsOptions
{
    std::string path;
    bool json = false;
};

struct ListedTensor
{
    TensorEntry entry;
    TensorSum sum;
};

struct ListedFile
{
    fs::path path;
    std::map<std::string, std::string> metadata;
    std::vector<ListedTensor> tensors;
};

struct Totals
{
    std::int64_t tensors = 0, elements = 0, bytes = 0;
};

Result<std::vector<fs::path>> filesOf(const fs::path &path)
{
    std::error_code failure;
    if (fs::is_directory(path, failure))
        return weightFiles(path);
    if (!fs::exists(path, failure)) {
        return Error{"There is no file or folder %1. Check the path; a safetensors file or a "
                     "model folder can be listed.",
                     {path.string()}};
    }
    return std::vector{path};
}

Result<ListedFile> listTensors(const fs::path &path)
{
    const auto file = SafetensorsFile::open(path);
    if (!file)
        return file.error();
    ListedFile listed{path, file->header().metadata, {}};
    for (const TensorEntry &entry : file->header().tensors) {
        const auto sum = sumOf(*file, entry);
        if (!sum)
            return sum.error();
        listed.tensors.push_back({entry, *sum});
    }
    return listed;
}

Totals totalsOf(const std::vector<ListedFile> &files)
{
    Totals totals;
    for (const ListedFile &file : files) {
        for (const ListedTensor &tensor : file.tensors) {
            ++totals.tensors;
            totals.elements += std::int64_t(tensor.entry.elements());
            totals.bytes += std::int64_t(tensor.entry.bytes());
        }
    }
    return totals;
}

bool isExact(ElementType type, double sum)
{
    constexpr double largest = 9007199254740992; // 2^53
    return isWhole(type) && std::abs(sum) < largest;
}

JsonValue sumToJson(const ListedTensor &tensor)
{
    const auto &[entry, sum] = tensor;
    if (sum.imaginary)
        return JsonValue::array({orNull(sum.real), orNull(*sum.imaginary)});
    return isExact(entry.type, sum.real) ? JsonValue(std::int64_t(sum.real)) : orNull(sum.real);
}

JsonValue tensorToJson(const ListedTensor &tensor)
{
    const TensorEntry &entry = tensor.entry;
    JsonValue object{{"name", entry.name},     {"dtype", std::string(nameOf(entry.type))},
                     {"shape", entry.shape},   {"elements", entry.elements()},
                     {"bytes", entry.bytes()}, {"sum", sumToJson(tensor)}};
    if (!std::isfinite(tensor.sum.real) || !std::isfinite(tensor.sum.imaginary.value_or(0)))
        object["finite"] = false;
    return object;
}

JsonValue toJsonObject(const TensorsOptions &options, const std::vector<ListedFile> &files)
{
    std::error_code failure;
    const bool isFolder = fs::is_directory(options.path, failure);
    JsonValue object{{isFolder ? "folder" : "file", options.path}};
    std::map<std::string, std::string> metadata;
    JsonValue parts = JsonValue::array();
    JsonValue tensors = JsonValue::array();
    for (const ListedFile &file : files) {
        const std::string name = file.path.filename().string();
        metadata.insert(file.metadata.begin(), file.metadata.end());
        parts.push_back({{"file", name}, {"metadata", file.metadata}});
        for (const ListedTensor &tensor : file.tensors) {
            tensors.push_back(tensorToJson(tensor));
            if (isFolder)
                tensors.back()["file"] = name;
        }
    }
    object["metadata"] = metadata;
    if (isFolder)
        object["files"] = std::move(parts);
    object["tensors"] = std::move(tensors);
    const Totals totals = totalsOf(files);
    object["totals"] = {
        {"tensors", totals.tensors}, {"elements", totals.elements}, {"bytes", totals.bytes}};
    return object;
}

/// A name of a stranger's on a terminal: short, and without signs that steer it.
QString plain(const std::string &text)
{
    constexpr qsizetype longest = 200;
    QString shown = QString::fromStdString(text);
    for (QChar &sign : shown) {
        if (sign.category() == QChar::Other_Control)
            sign = QChar::ReplacementCharacter;
    }
    return shown.size() <= longest ? shown : shown.left(longest) + QChar(0x2026);
}

QString shapeText(const std::vector<std::int64_t> &shape)
{
    QStringList extents;
    for (const auto extent : shape)
        extents << QString::number(extent);
    return QLatin1Char('[') + extents.join(QStringLiteral(", ")) + QLatin1Char(']');
}

QString sumText(const ListedTensor &tensor)
{
    constexpr int digits = 10;
    const auto &[entry, sum] = tensor;
    if (isExact(entry.type, sum.real))
        return QString::number(qint64(sum.real));
    const QString real = QString::number(sum.real, 'g', digits);
    return sum.imaginary
               ? QStringLiteral("%1, %2 i").arg(real, QString::number(*sum.imaginary, 'g', digits))
               : real;
}

QString toText(const std::vector<ListedFile> &files)
{
    constexpr int leftColumns = 3;
    QStringList parts;
    for (const ListedFile &file : files) {
        QStringList head{plain(file.path.string())};
        for (const auto &[key, value] : file.metadata)
            head << QStringLiteral("  %1: %2").arg(plain(key), plain(value));
        QList<QStringList> rows{{QStringLiteral("name"), QStringLiteral("type"),
                                 QStringLiteral("shape"), QStringLiteral("bytes"),
                                 QStringLiteral("sum")}};
        for (const ListedTensor &tensor : file.tensors) {
            const TensorEntry &entry = tensor.entry;
            const auto type = nameOf(entry.type);
            rows << QStringList{
                plain(entry.name), QLatin1String(type.data(), qsizetype(type.size())),
                shapeText(entry.shape), formatCount(std::int64_t(entry.bytes())), sumText(tensor)};
        }
        parts << head.join(QLatin1Char('\n')) << alignedTable(rows, leftColumns);
    }
    const Totals totals = totalsOf(files);
    parts << QStringLiteral("%1 tensors, %2 elements, %3 bytes")
                 .arg(formatCount(totals.tensors), formatCount(totals.elements),
                      formatCount(totals.bytes));
    return parts.join(QLatin1Char('\n'));
}

int run(const TensorsOptions &options)
{
    const Report report(options.json);
    const auto paths = filesOf(options.path);
    if (!paths)
        return report.inputError(paths.error());
    std::vector<ListedFile> files;
    for (const fs::path &path : *paths) {
        auto listed = listTensors(path);
        if (!listed)
            return report.inputError(listed.error());
        files.push_back(*std::move(listed));
    }
    if (options.json)
        report.object(toJsonObject(options, files));
    else
        report.text(toText(files));
    return exitcode::done;
}

} // namespace

void addTensorsCommand(CLI::App &program, int &exitCode)
{
    auto options = std::make_shared<TensorsOptions>();
    CLI::App *command = program.add_subcommand(
        "tensors", "List the tensors of a safetensors file or a model folder with their sums");
    command->add_option("path", options->path, "a safetensors file or a model folder")
        ->required()
        ->type_name("FILE|FOLDER");
    command->add_flag("--json", options->json,
                      "one JSON object on standard output, everything else on standard error");
    command->callback([options, &exitCode] { exitCode = run(*options); });
}

} // namespace retort
