#include "widgets/runs/runfilter.h"

#include "core/tables/runtablemodel.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>
#include <array>
#include <optional>

namespace retort {

namespace {

using Test = std::function<bool(const RunSummary &)>;
using Number = std::optional<double> (*)(const RunSummary &);
using Text = QString (*)(const RunSummary &);

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(retort::RunFilter)
};

/// "2 × 48": layers and width.
std::optional<double> studentPart(const RunSummary &run, qsizetype part)
{
    const QStringList parts = run.student.split(u'×');
    bool ok = false;
    const double value = part < parts.size() ? parts[part].trimmed().toDouble(&ok) : 0;
    return ok ? std::optional(value) : std::nullopt;
}

struct NumberKey
{
    const char *name;
    Number value;
};
constexpr std::array numberKeys{
    NumberKey{"alpha", [](const RunSummary &r) -> std::optional<double> { return r.alpha; }},
    NumberKey{"beta", [](const RunSummary &r) -> std::optional<double> { return r.beta; }},
    NumberKey{"ce", [](const RunSummary &r) { return r.crossEntropy; }},
    NumberKey{"kl", [](const RunSummary &r) { return r.klToTeacher; }},
    NumberKey{"truth", [](const RunSummary &r) { return r.klToTruth; }},
    NumberKey{"step", [](const RunSummary &r) -> std::optional<double> { return double(r.step); }},
    NumberKey{"steps",
              [](const RunSummary &r) -> std::optional<double> { return double(r.steps); }},
    NumberKey{"layers", [](const RunSummary &r) { return studentPart(r, 0); }},
    NumberKey{"width", [](const RunSummary &r) { return studentPart(r, 1); }},
    NumberKey{"parameters",
              [](const RunSummary &r) -> std::optional<double> { return double(r.parameters); }},
    NumberKey{"speed",
              [](const RunSummary &r) -> std::optional<double> { return r.tokensPerSecond; }},
    NumberKey{"seconds", [](const RunSummary &r) -> std::optional<double> { return r.seconds; }},
    NumberKey{"seed", [](const RunSummary &r) -> std::optional<double> { return double(r.seed); }},
    NumberKey{"id",
              [](const RunSummary &r) -> std::optional<double> { return double(r.id.value); }},
};

struct TextKey
{
    const char *name;
    Text value;
};
constexpr std::array textKeys{
    TextKey{"name", [](const RunSummary &r) { return r.name; }},
    TextKey{"status",
            [](const RunSummary &r) { return toString(r.status) + u'\n' + statusText(r.status); }},
    TextKey{"tag", [](const RunSummary &r) { return r.tags.join(u'\n'); }},
    TextKey{"notes", [](const RunSummary &r) { return r.notes; }},
    TextKey{"student", [](const RunSummary &r) { return r.student; }},
};

/// Keys as in the experiment file, and with their signs, mean the same.
QString plainKey(QString key)
{
    key = key.toLower();
    for (const QLatin1String section :
         {QLatin1String("student."), QLatin1String("objective."), QLatin1String("training.")})
        if (key.startsWith(section))
            key = key.mid(section.size());
    if (key == u"α")
        return QStringLiteral("alpha");
    if (key == u"β")
        return QStringLiteral("beta");
    if (key == u"tags")
        return QStringLiteral("tag");
    return key;
}

/// "0.5", "1e-3", "70k", "0.8M".
std::optional<double> toNumber(QString text)
{
    double unit = 1;
    if (text.endsWith(u'k', Qt::CaseInsensitive))
        unit = 1e3;
    else if (text.endsWith(u'M'))
        unit = 1e6;
    if (unit != 1)
        text.chop(1);
    bool ok = false;
    const double value = text.toDouble(&ok);
    return ok ? std::optional(value * unit) : std::nullopt;
}

bool compare(double value, const QString &sign, double wanted)
{
    if (sign == u"<")
        return value < wanted;
    if (sign == u"<=")
        return value <= wanted;
    if (sign == u">")
        return value > wanted;
    if (sign == u">=")
        return value >= wanted;
    return (value == wanted) == (sign != u"!=");
}

/// One of several lines equals the value (=, !=) or contains it (:).
bool compare(const QString &lines, const QString &sign, const QString &wanted)
{
    if (sign == u":")
        return lines.contains(wanted, Qt::CaseInsensitive);
    return lines.split(u'\n').contains(wanted, Qt::CaseInsensitive) == (sign != u"!=");
}

Test wordTest(const QString &word)
{
    if (word.compare(QLatin1String("archived"), Qt::CaseInsensitive) == 0)
        return [](const RunSummary &run) { return run.archived; };
    if (word.compare(QLatin1String("starred"), Qt::CaseInsensitive) == 0)
        return [](const RunSummary &run) { return run.starred; };
    return [word](const RunSummary &run) {
        return std::ranges::any_of(textKeys, [&](const TextKey &key) {
            return key.value(run).contains(word, Qt::CaseInsensitive);
        });
    };
}

struct Token
{
    enum Kind { Word, Quoted, Sign, Open, Close } kind;
    QString text;
};

std::vector<Token> tokens(const QString &text)
{
    static const QString signs = QStringLiteral("<>=!:");
    std::vector<Token> found;
    for (qsizetype i = 0; i < text.size();) {
        const QChar c = text[i];
        const qsizetype from = i;
        if (c.isSpace()) {
            ++i;
        } else if (c == u'(' || c == u')') {
            found.push_back({c == u'(' ? Token::Open : Token::Close, c});
            ++i;
        } else if (c == u'"') {
            const qsizetype end = text.indexOf(u'"', i + 1);
            i = end < 0 ? text.size() : end + 1;
            found.push_back(
                {Token::Quoted, text.mid(from + 1, (end < 0 ? text.size() : end) - from - 1)});
        } else if (signs.contains(c)) {
            i += i + 1 < text.size() && c != u':' && text[i + 1] == u'=' ? 2 : 1;
            found.push_back({Token::Sign, text.mid(from, i - from)});
        } else {
            while (i < text.size() && !text[i].isSpace() && !signs.contains(text[i])
                   && text[i] != u'(' && text[i] != u')' && text[i] != u'"')
                ++i;
            found.push_back({Token::Word, text.mid(from, i - from)});
        }
    }
    return found;
}

} // namespace

class RunFilterParser
{
public:
    explicit RunFilterParser(const QString &text) : m_tokens(tokens(text)) {}

    RunFilter parse()
    {
        if (m_tokens.empty())
            return m_filter;
        Test test = any();
        if (m_filter.m_problem.isEmpty() && m_at < m_tokens.size())
            fail(Words::tr("There is a closing bracket too many."));
        if (m_filter.m_problem.isEmpty())
            m_filter.m_test = std::move(test);
        return m_filter;
    }

private:
    bool take(const char *word)
    {
        const bool there =
            m_at < m_tokens.size() && m_tokens[m_at].kind == Token::Word
            && m_tokens[m_at].text.compare(QLatin1String(word), Qt::CaseInsensitive) == 0;
        m_at += there ? 1 : 0;
        return there;
    }
    bool isAt(Token::Kind kind) const
    {
        return m_at < m_tokens.size() && m_tokens[m_at].kind == kind;
    }
    Test fail(const QString &sentence)
    {
        if (m_filter.m_problem.isEmpty())
            m_filter.m_problem = sentence;
        m_at = m_tokens.size();
        return [](const RunSummary &) { return true; };
    }

    // Lists instead of tests inside each other: an expression may be pasted, and be of any length.
    Test any()
    {
        std::vector<Test> tests{all()};
        while (take("or"))
            tests.push_back(all());
        return [tests = std::move(tests)](const RunSummary &run) {
            return std::ranges::any_of(tests, [&](const Test &test) { return test(run); });
        };
    }

    Test all()
    {
        std::vector<Test> tests{one()};
        for (;;) {
            take("and");
            if (m_at >= m_tokens.size() || isAt(Token::Close) || atOr())
                break;
            tests.push_back(one());
        }
        return [tests = std::move(tests)](const RunSummary &run) {
            return std::ranges::all_of(tests, [&](const Test &test) { return test(run); });
        };
    }

    bool atOr() const
    {
        return isAt(Token::Word)
               && m_tokens[m_at].text.compare(QLatin1String("or"), Qt::CaseInsensitive) == 0;
    }

    Test one()
    {
        bool wanted = true;
        while (take("not"))
            wanted = !wanted;
        Test test = positive();
        if (wanted)
            return test;
        return [test = std::move(test)](const RunSummary &run) { return !test(run); };
    }

    Test positive()
    {
        if (isAt(Token::Open)) {
            // Deep nesting is nothing that a person types.
            if (++m_depth > 50)
                return fail(Words::tr("There are too many brackets inside each other."));
            ++m_at;
            Test inner = any();
            if (!isAt(Token::Close))
                return fail(Words::tr("A bracket is not closed."));
            ++m_at;
            --m_depth;
            return inner;
        }
        if (isAt(Token::Quoted))
            return wordTest(m_tokens[m_at++].text);
        if (!isAt(Token::Word))
            return fail(Words::tr("A word or a comparison is missing, for example alpha >= 0.5."));
        const QString word = m_tokens[m_at++].text;
        if (!isAt(Token::Sign)) {
            m_filter.m_mentionsArchived |=
                word.compare(QLatin1String("archived"), Qt::CaseInsensitive) == 0;
            return wordTest(word);
        }
        const QString sign = m_tokens[m_at++].text;
        if (!isAt(Token::Word) && !isAt(Token::Quoted))
            return fail(Words::tr("A value is missing after %1 %2.").arg(word, sign));
        return comparison(word, sign, m_tokens[m_at++].text);
    }

    Test comparison(const QString &word, const QString &sign, const QString &value)
    {
        const QString key = plainKey(word);
        for (const NumberKey &number : numberKeys) {
            if (key != QLatin1String(number.name))
                continue;
            const auto wanted = toNumber(value);
            if (!wanted)
                return fail(
                    Words::tr("%1 is compared with a number, and %2 is none.").arg(word, value));
            return [get = number.value, sign, wanted = *wanted](const RunSummary &run) {
                const auto known = get(run);
                return known && compare(*known, sign, wanted);
            };
        }
        for (const TextKey &text : textKeys) {
            if (key != QLatin1String(text.name))
                continue;
            if (sign != u":" && sign != u"=" && sign != u"!=")
                return fail(Words::tr("%1 is text: use a colon, = or != with it.").arg(word));
            return [get = text.value, sign, value](const RunSummary &run) {
                return compare(get(run), sign, value);
            };
        }
        QStringList known;
        for (const NumberKey &number : numberKeys)
            known += QLatin1String(number.name);
        for (const TextKey &text : textKeys)
            known += QLatin1String(text.name);
        return fail(Words::tr("Runs have no %1. They have: %2.")
                        .arg(word, known.join(QStringLiteral(", "))));
    }

    std::vector<Token> m_tokens;
    std::size_t m_at = 0;
    int m_depth = 0;
    RunFilter m_filter;
};

RunFilter RunFilter::parse(const QString &text)
{
    return RunFilterParser(text).parse();
}

QString RunFilter::help()
{
    return Words::tr(
        "Words are looked for in name, status, tags and notes. Comparisons: alpha >= 0.5, "
        "ce < 1.5, kl < 0.2, layers = 2, steps > 500, parameters < 70k, status:finished, "
        "tag:best, starred, archived. Join them with and, or, not and brackets.");
}

} // namespace retort
