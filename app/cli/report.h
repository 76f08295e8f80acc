#pragma once
// What a command says: its result on standard output (for people, or one JSON object), everything
// else on standard error.

#include "core/engine/result.h"

#include <QString>

#include <nlohmann/json.hpp>

#include <cstdio>
#include <optional>

namespace retort {

using JsonValue = nlohmann::ordered_json;

/// Exit codes of retort-cli.
namespace exitcode {
inline constexpr int done = 0;
inline constexpr int failure = 1;
inline constexpr int inputError = 2;
inline constexpr int interrupted = 3; ///< a training that had begun can go on
} // namespace exitcode

class Report
{
public:
    explicit Report(bool json) : m_json(json) {}

    bool json() const { return m_json; }
    /// Where progress goes: beside the result for people, out of the way of a JSON object.
    std::FILE *progressStream() const { return m_json ? stderr : stdout; }

    /// Text of the result, for people; nothing with --json.
    void text(const QString &lines) const;
    /// The result as it is, for people and programs.
    void raw(const std::string &text) const;
    /// The result with --json; nothing without.
    void object(const JsonValue &object) const;
    /// A remark on standard error.
    void note(const QString &sentence) const;

    /// One sentence on standard error and {"error": …} with --json, after what is known all the
    /// same. @returns the exit code
    int inputError(const Error &error) const;
    int failure(const Error &error, JsonValue known = JsonValue::object()) const;
    int interrupted(const Error &error) const;

private:
    int refuse(const Error &error, int code, JsonValue known = JsonValue::object()) const;

    bool m_json;
};

/// `code`, or that of a failure if something of the result could not be written; then one sentence
/// on standard error says so.
int withOutputWritten(int code);

/// null where there is none, or no finite one.
JsonValue orNull(double value);
JsonValue orNull(const std::optional<double> &value);

QString toText(const Error &error);

} // namespace retort
