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

int Report::failure(const Error &error) const
{
    return refuse(error, exitcode::failure);
}

int Report::refuse(const Error &error, int code) const
{
    note(toText(error));
    object({{"error", error.message()}});
    return code;
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
