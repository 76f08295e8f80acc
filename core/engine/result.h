#pragma once
// Expected failures: a value, or an error with a sentence for the user.

#include <exception>
#include <string>
#include <utility>
#include <variant>
#include <vector>

/// Marks a sentence for translation without translating it; the engine knows no Qt.
/// lupdate collects these (context "engine"), core/session/translate.h applies the translation.
#define RETORT_SENTENCE(text) text

namespace retort {

/// What went wrong, for a person: a whole sentence with %1, %2 … and their values. Names the file
/// or setting and the remedy.
struct Error
{
    std::string text;
    std::vector<std::string> arguments;

    /// The English sentence, arguments filled in.
    std::string message() const;

    bool operator==(const Error &) const = default;
};

/// Why a library threw: its first line, without the stack trace that LibTorch appends.
std::string reasonOf(const std::exception &exception);

/// A value or an error. Test with `if (!result)`, then read `error()`.
template <class T>
class [[nodiscard]] Result
{
public:
    Result(T value) : m_state(std::in_place_index<0>, std::move(value)) {}
    Result(Error error) : m_state(std::in_place_index<1>, std::move(error)) {}

    explicit operator bool() const { return m_state.index() == 0; }
    T &value() & { return std::get<0>(m_state); }
    const T &value() const & { return std::get<0>(m_state); }
    T &&value() && { return std::get<0>(std::move(m_state)); }
    T &operator*() & { return value(); }
    const T &operator*() const & { return value(); }
    T &&operator*() && { return std::move(*this).value(); }
    T *operator->() { return &value(); }
    const T *operator->() const { return &value(); }
    const Error &error() const { return std::get<1>(m_state); }

private:
    std::variant<T, Error> m_state;
};

template <>
class [[nodiscard]] Result<void>
{
public:
    Result() = default;
    Result(Error error) : m_error(std::move(error)), m_failed(true) {}

    explicit operator bool() const { return !m_failed; }
    const Error &error() const { return m_error; }

private:
    Error m_error;
    bool m_failed = false;
};

using Status = Result<void>;

} // namespace retort
