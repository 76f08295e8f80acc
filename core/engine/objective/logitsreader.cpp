#include "core/engine/formats/barewords.h"
#include "core/engine/objective/logitsobjective.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <limits>

// The sentences are retort-cli's, which speaks English: none is marked for translation.
namespace retort {
namespace {

using Json = nlohmann::json;

constexpr std::size_t mostLogits = std::size_t(1) << 24; ///< of each model: 128 MiB as numbers
constexpr double ruledOut = -std::numeric_limits<double>::infinity();

/// A stranger's text in a message: on one line and short.
std::string inQuotes(std::string_view text)
{
    constexpr std::size_t longest = 60;
    std::size_t length = std::min(text.size(), longest);
    while (length < text.size() && length > 0 && (text[length] & 0xC0) == 0x80)
        --length;
    std::string shown(text.substr(0, length));
    std::ranges::replace_if(
        shown, [](unsigned char c) { return c < 0x20 || c == 0x7F; }, '?');
    return '"' + shown + (length < text.size() ? "…" : "") + '"';
}

template <class Names>
std::string listed(const Names &names)
{
    std::string list;
    for (const auto &entry : names)
        list += (list.empty() ? "" : ", ") + std::string(entry.first);
    return list;
}

enum class Key { Teacher, Student, Labels, Divergence, Weight, Skew, Temperature, Tau, Reduction };

constexpr std::array<std::pair<std::string_view, Key>, 9> keyNames{
    {{"teacher_logits", Key::Teacher},
     {"student_logits", Key::Student},
     {"labels", Key::Labels},
     {"divergence", Key::Divergence},
     {"weight", Key::Weight},
     {"skew", Key::Skew},
     {"temperature", Key::Temperature},
     {"tau_squared", Key::Tau},
     {"reduction", Key::Reduction}}};

constexpr std::array<std::pair<std::string_view, Reduction>, 2> reductionNames{
    {{"token-mean", Reduction::TokenMean}, {"sequence-sum", Reduction::SequenceSum}}};

/// What a key's value must be.
std::string expectationOf(Key key)
{
    switch (key) {
    case Key::Teacher:
    case Key::Student: return "a list of rows, each a list of one number for each token";
    case Key::Labels: return "a list of token ids, one for each row";
    case Key::Divergence: return "one of: " + listed(divergenceNames());
    case Key::Weight: return "a number above 0 and below 1";
    case Key::Skew: return "a number from 0 to below 1";
    case Key::Temperature: return "a number above 0";
    case Key::Tau: return "true or false";
    case Key::Reduction: return "one of: " + listed(reductionNames);
    }
    return {};
}

/// Receives the object piece by piece. What is not expected at a place ends the reading at once, so
/// that neither depth nor size of hostile JSON costs anything.
class LogitsReader final : public nlohmann::json_sax<Json>
{
public:
    explicit LogitsReader(std::string_view text) : m_text(text) {}

    const Error &error() const { return m_error; }
    Result<LogitsObjective> finish();

    bool start_object(std::size_t) override
    {
        if (m_place != Place::Start)
            return unexpected("an object");
        m_place = Place::Keys;
        return true;
    }
    bool end_object() override { return true; }
    bool key(std::string &name) override;
    bool start_array(std::size_t) override;
    bool end_array() override;
    bool null() override { return m_place == Place::Row ? addLogit(ruledOut) : unexpected("null"); }
    bool boolean(bool value) override;
    bool string(std::string &text) override;
    bool number_integer(std::int64_t value) override { return whole(value); }
    bool number_unsigned(std::uint64_t value) override
    {
        constexpr std::uint64_t most = std::numeric_limits<std::int64_t>::max();
        return value > most ? number(double(value), std::to_string(value))
                            : whole(std::int64_t(value));
    }
    bool number_float(double value, const std::string &text) override
    {
        return number(value, text);
    }
    bool binary(binary_t &) override { return false; } // which JSON as text does not have
    bool parse_error(std::size_t position, const std::string &,
                     const Json::exception &exception) override;

private:
    enum class Place { Start, Keys, Value, Rows, Row, Labels };

    bool fail(std::string sentence, std::vector<std::string> arguments)
    {
        m_error = {std::move(sentence), std::move(arguments)};
        return false;
    }
    bool unexpected(const std::string &what);
    bool whole(std::int64_t value);
    bool number(double value, const std::string &text);
    bool addLogit(double value);
    bool endRow();
    bool done()
    {
        m_place = Place::Keys;
        return true;
    }

    std::string name() const { return std::string(keyNames[std::size_t(m_key)].first); }
    bool has(Key key) const { return m_seen[std::size_t(key)]; }
    RealMatrix &matrix() { return m_key == Key::Teacher ? m_read.teacher : m_read.student; }

    Status checkShapes() const;
    Status checkLabels() const;

    std::string_view m_text;
    LogitsObjective m_read;
    Error m_error;
    Place m_place = Place::Start;
    Key m_key = Key::Teacher;
    std::array<bool, keyNames.size()> m_seen{};
    std::size_t m_column = 0; ///< of the logit that comes
};

bool LogitsReader::unexpected(const std::string &what)
{
    switch (m_place) {
    case Place::Start:
    case Place::Keys:
        return fail("The text holds %1, but must hold one object with the keys teacher_logits and "
                    "student_logits.",
                    {what});
    case Place::Value:
        return fail("%1 is %2, but must be %3.", {name(), what, expectationOf(m_key)});
    case Place::Rows:
        return fail("Row %2 of %1 (counted from 0) is %3, but must be a list of one number for "
                    "each token.",
                    {name(), std::to_string(matrix().rows), what});
    case Place::Row:
        return fail("%1 has %4 in row %2, column %3 (counted from 0), where a finite number must "
                    "stand, or null for −∞, a token that is ruled out.",
                    {name(), std::to_string(matrix().rows), std::to_string(m_column), what});
    case Place::Labels:
        return fail("labels has %2 for row %1 (counted from 0), where a whole number must stand: "
                    "the id of a token, or -100 for a row that does not count.",
                    {std::to_string(m_read.labels->size()), what});
    }
    return false;
}

bool LogitsReader::key(std::string &name)
{
    const auto found =
        std::ranges::find(keyNames, name, [](const auto &entry) { return entry.first; });
    if (found == keyNames.end()) {
        return fail("The key %1 is not known. Known are: %2. Remove it, or correct its name.",
                    {inQuotes(name), listed(keyNames)});
    }
    m_key = found->second;
    if (has(m_key))
        return fail("The key %1 stands twice. Remove one of them.", {name});
    m_seen[std::size_t(m_key)] = true;
    m_place = Place::Value;
    return true;
}

bool LogitsReader::start_array(std::size_t)
{
    if (m_place == Place::Value && (m_key == Key::Teacher || m_key == Key::Student)) {
        m_place = Place::Rows;
        return true;
    }
    if (m_place == Place::Value && m_key == Key::Labels) {
        m_read.labels.emplace();
        m_place = Place::Labels;
        return true;
    }
    if (m_place != Place::Rows)
        return unexpected("a list");
    m_column = 0;
    m_place = Place::Row;
    return true;
}

bool LogitsReader::end_array()
{
    if (m_place == Place::Row)
        return endRow();
    if (m_place == Place::Rows && matrix().rows == 0)
        return fail("%1 is empty: at least one row is needed.", {name()});
    return done();
}

bool LogitsReader::endRow()
{
    RealMatrix &logits = matrix();
    const std::string row = std::to_string(logits.rows);
    if (m_column == 0)
        return fail("Row %2 of %1 (counted from 0) is empty: at least one number is needed.",
                    {name(), row});
    if (logits.rows > 0 && m_column != logits.columns) {
        return fail("The length of row %2 of %1 (counted from 0) is %3, but that of the rows "
                    "before it %4. All rows must be of one length, that of the vocabulary.",
                    {name(), row, std::to_string(m_column), std::to_string(logits.columns)});
    }
    const auto begin = logits.values.end() - std::ptrdiff_t(m_column);
    if (std::all_of(begin, logits.values.end(), [](double value) { return value == ruledOut; })) {
        return fail("Row %2 of %1 (counted from 0) rules out every token. At least one number "
                    "must be finite.",
                    {name(), row});
    }
    logits.columns = m_column;
    ++logits.rows;
    m_place = Place::Rows;
    return true;
}

bool LogitsReader::addLogit(double value)
{
    if (matrix().values.size() == mostLogits) {
        return fail("%1 has more than %2 numbers. Split its rows into several files.",
                    {name(), std::to_string(mostLogits)});
    }
    matrix().values.push_back(value);
    ++m_column;
    return true;
}

bool LogitsReader::whole(std::int64_t value)
{
    if (m_place != Place::Labels)
        return number(double(value), std::to_string(value));
    if (m_read.labels->size() == mostLogits)
        return fail("labels has more than %1 entries.", {std::to_string(mostLogits)});
    m_read.labels->push_back(value);
    return true;
}

bool LogitsReader::number(double value, const std::string &text)
{
    if (m_place == Place::Row)
        return addLogit(value);
    if (m_place != Place::Value)
        return unexpected(text);
    DivergenceSettings &divergence = m_read.divergence;
    if (m_key == Key::Weight && value > 0 && value < 1)
        divergence.weight = value;
    else if (m_key == Key::Skew && value >= 0 && value < 1)
        divergence.skew = value;
    else if (m_key == Key::Temperature && value > 0)
        divergence.temperature = value;
    else
        return unexpected(text);
    return done();
}

bool LogitsReader::boolean(bool value)
{
    if (m_place != Place::Value || m_key != Key::Tau)
        return unexpected(value ? "true" : "false");
    m_read.divergence.tauSquared = value;
    return done();
}

bool LogitsReader::string(std::string &text)
{
    if (m_place == Place::Row && (text == bareword::minusInfinity || text == "-Infinity"))
        return addLogit(ruledOut);
    if (m_place == Place::Value && m_key == Key::Divergence) {
        if (const auto kind = divergenceNamed(text)) {
            m_read.divergence.kind = *kind;
            return done();
        }
    }
    if (m_place == Place::Value && m_key == Key::Reduction) {
        for (const auto &[reductionName, reduction] : reductionNames) {
            if (text == reductionName) {
                m_read.reduction = reduction;
                return done();
            }
        }
    }
    return unexpected(text == bareword::notANumber     ? "NaN"
                      : text == bareword::plusInfinity ? "+Infinity"
                                                       : inQuotes(text));
}

bool LogitsReader::parse_error(std::size_t position, const std::string &,
                               const Json::exception &exception)
{
    constexpr int numberOverflow = 406;
    const auto before = m_text.substr(0, std::min(position, m_text.size()));
    const auto lines = std::ranges::count(before, '\n');
    const auto lineEnd = before.rfind('\n');
    const auto column = before.size() - (lineEnd == before.npos ? 0 : lineEnd + 1);
    return fail(exception.id == numberOverflow
                    ? "The number before line %1, column %2 is too large for double precision."
                    : "The text is not valid JSON: line %1, column %2 is not what could stand "
                      "there.",
                {std::to_string(lines + 1), std::to_string(column)});
}

Status LogitsReader::checkShapes() const
{
    for (const Key key : {Key::Teacher, Key::Student}) {
        if (!has(key))
            return Error{"The key %1 is missing. Only teacher_logits and student_logits must be "
                         "there.",
                         {std::string(keyNames[std::size_t(key)].first)}};
    }
    const RealMatrix &teacher = m_read.teacher;
    const RealMatrix &student = m_read.student;
    if (teacher.rows != student.rows) {
        return Error{"The number of rows is %1 in teacher_logits, but %2 in student_logits. Both "
                     "need a row for each position.",
                     {std::to_string(teacher.rows), std::to_string(student.rows)}};
    }
    if (teacher.columns != student.columns) {
        return Error{"The length of a row is %1 in teacher_logits, but %2 in student_logits. "
                     "Teacher and student must have one vocabulary.",
                     {std::to_string(teacher.columns), std::to_string(student.columns)}};
    }
    return {};
}

Status LogitsReader::checkLabels() const
{
    if (!m_read.labels)
        return {};
    const auto &labels = *m_read.labels;
    if (labels.size() != m_read.student.rows) {
        return Error{"The number of labels is %1, but that of rows %2. Give one label for each "
                     "row, or leave labels out.",
                     {std::to_string(labels.size()), std::to_string(m_read.student.rows)}};
    }
    const auto vocabulary = std::int64_t(m_read.student.columns);
    const auto wrong = std::ranges::find_if(labels, [vocabulary](std::int64_t label) {
        return label != LogitsObjective::ignored && (label < 0 || label >= vocabulary);
    });
    if (wrong == labels.end())
        return {};
    return Error{"labels has %2 for row %1 (counted from 0), but must have a token id from 0 to "
                 "%3, or -100 for a row that does not count.",
                 {std::to_string(wrong - labels.begin()), std::to_string(*wrong),
                  std::to_string(vocabulary - 1)}};
}

Result<LogitsObjective> LogitsReader::finish()
{
    if (const Status status = checkShapes(); !status)
        return status.error();
    if (const Status status = checkLabels(); !status)
        return status.error();
    return std::move(m_read);
}

} // namespace

Result<LogitsObjective> readLogitsObjective(std::string text)
{
    if (text.size() > largestLogitsText) {
        return Error{"The text is longer than %1 bytes. Split its rows into several files.",
                     {std::to_string(largestLogitsText)}};
    }
    if (text.find_first_not_of(" \t\r\n") == std::string::npos) {
        return Error{"The text is empty. The least that it can hold is an object with the keys "
                     "teacher_logits and student_logits.",
                     {}};
    }
    quoteBareWords(text);
    LogitsReader reader(text);
    if (!Json::sax_parse(text.data(), text.data() + text.size(), &reader))
        return reader.error();
    return reader.finish();
}

} // namespace retort
