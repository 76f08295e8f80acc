#include "app/cli/report.h"

#include <cmath>

namespace retort {
namespace {

void write(std::FILE *stream, const std::string &text)
{
    std::fwrite(text.data(), 1, text.size(), stream);
    std::fflush(stream);
}

} // namespace

void Report::text(const QString &lines) const
{
    if (!m_json)
        write(stdout, lines.toStdString() + '\n');
}

void Report::raw(const std::string &text) const
{
    write(stdout, text);
}

void Report::object(const JsonValue &object) const
{
    if (m_json)
        write(stdout, object.dump(2, ' ', false, JsonValue::error_handler_t::replace) + '\n');
}

void Report::note(const QString &sentence) const
{
    write(stderr, "retort-cli: " + sentence.toStdString() + '\n');
}

int Report::inputError(const Error &error) const
{
    return refuse(error, exitcode::inputError);
}

int Report::failure(const Error &error, JsonValue known) const
{
    return refuse(error, exitcode::failure, std::move(known));
}

int Report::interrupted(const Error &error) const
{
    return refuse(error, exitcode::interrupted);
}

int Report::refuse(const Error &error, int code, JsonValue known) const
{
    note(toText(error));
    known["error"] = error.message();
    object(known);
    return code;
}

int withOutputWritten(int code)
{
    if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0)
        return code;
    Report(false).note(QStringLiteral("Standard output could not be written, so the result is not "
                                      "whole. Check where it goes and that there is room."));
    return code == exitcode::done ? exitcode::failure : code;
}

JsonValue orNull(double value)
{
    return std::isfinite(value) ? JsonValue(value) : JsonValue();
}

JsonValue orNull(const std::optional<double> &value)
{
    return value ? orNull(*value) : JsonValue();
}

QString toText(const Error &error)
{
    return QString::fromStdString(error.message());
}

} // namespace retort
