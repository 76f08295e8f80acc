// Runs "retort-cli objective" as a user would.

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QtTest>

#include <cmath>
#include <functional>
#include <random>

#include <sys/stat.h>

namespace {

using Row = std::vector<double>;
using Rows = std::vector<Row>;

constexpr double tolerance = 1e-12;

struct Answer
{
    int code = -1;
    QByteArray out;
    QByteArray error;

    QJsonObject json() const { return QJsonDocument::fromJson(out).object(); }
};

Answer run(const QStringList &arguments)
{
    constexpr int patience = 120000; // ms; a loaded machine is slow, a right program is not
    QProcess process;
    process.setStandardInputFile(QProcess::nullDevice());
    process.start(RETORT_BINARY_DIR "/bin/retort-cli", QStringList{"objective"} + arguments);
    if (!process.waitForFinished(patience))
        process.kill();
    const int code = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
    return {code, process.readAllStandardOutput(), process.readAllStandardError()};
}

QJsonArray arrayOf(const Rows &rows)
{
    QJsonArray array;
    for (const Row &row : rows) {
        QJsonArray numbers;
        for (const double value : row)
            numbers << (std::isfinite(value) ? QJsonValue(value) : QJsonValue());
        array << numbers;
    }
    return array;
}

Rows rowsOf(const QJsonValue &value)
{
    Rows rows;
    for (const QJsonValue row : value.toArray()) {
        rows.emplace_back();
        for (const QJsonValue number : row.toArray())
            rows.back().push_back(number.toDouble(NAN));
    }
    return rows;
}

/// Teacher and student of the tests below: nothing in them is symmetric.
const Rows teacher{{1.5, -0.25, 0.5, -2}, {0, 3, -1, 0.75}, {-1, -1.5, 2.25, 0}, {0.5, 0.25, 0, 4}};
const Rows student{{0.25, 1, -0.5, -1}, {2, 0.5, 0.25, -3}, {1, 0, -0.75, 0.5}, {-2, 1, 3, 0.125}};

Row softmax(const Row &logits, double temperature)
{
    double sum = 0;
    for (const double logit : logits)
        sum += std::exp(logit / temperature);
    Row result;
    for (const double logit : logits)
        result.push_back(std::exp(logit / temperature) / sum);
    return result;
}

/// Σ a log(a/b), from probabilities, as a textbook has it.
double kl(const Row &a, const Row &b)
{
    double sum = 0;
    for (std::size_t v = 0; v < a.size(); ++v)
        sum += a[v] > 0 ? a[v] * std::log(a[v] / b[v]) : 0;
    return sum;
}

Row mixture(double c, const Row &a, const Row &b)
{
    Row result;
    for (std::size_t v = 0; v < a.size(); ++v)
        result.push_back(c * a[v] + (1 - c) * b[v]);
    return result;
}

struct Settings
{
    QString divergence = "forward-kl";
    double weight = 0.5, skew = 0.1, temperature = 1;
    bool tauSquared = true;
    QString reduction = "token-mean";

    double factor() const { return tauSquared ? temperature * temperature : 1; }
};

double divergenceOf(const Settings &settings, const Row &p, const Row &q)
{
    if (settings.divergence == "forward-kl")
        return kl(p, q);
    if (settings.divergence == "reverse-kl")
        return kl(q, p);
    if (settings.divergence == "symmetric-kl")
        return kl(p, q) / 2 + kl(q, p) / 2;
    if (settings.divergence == "jensen-shannon") {
        const Row m = mixture(settings.weight, p, q);
        return settings.weight * kl(p, m) + (1 - settings.weight) * kl(q, m);
    }
    if (settings.divergence == "skewed-forward-kl")
        return kl(p, mixture(settings.skew, p, q));
    if (settings.divergence == "skewed-reverse-kl")
        return kl(q, mixture(settings.skew, q, p));
    double sum = 0;
    for (std::size_t v = 0; v < p.size(); ++v)
        sum += std::abs(p[v] - q[v]) / 2;
    return sum;
}

struct Expected
{
    int rows = 0;
    double ce = 0, divergence = 0, entropy = 0;
};

Expected expectedOf(const Settings &settings, const Rows &z, const std::vector<int> &labels)
{
    Expected sums;
    for (std::size_t n = 0; n < z.size(); ++n) {
        if (labels[n] == -100)
            continue;
        ++sums.rows;
        const Row p = softmax(teacher[n], settings.temperature);
        sums.ce -= std::log(softmax(z[n], 1)[std::size_t(labels[n])]);
        sums.divergence +=
            settings.factor() * divergenceOf(settings, p, softmax(z[n], settings.temperature));
        for (const double value : p)
            sums.entropy -= value * std::log(value);
    }
    const double divisor = settings.reduction == "token-mean" ? sums.rows : 1;
    return {sums.rows, sums.ce / divisor, sums.divergence / divisor, sums.entropy / divisor};
}

/// Central differences of `value` at the student's logits.
Rows slopesOf(const std::function<double(const Rows &)> &value)
{
    constexpr double step = 1e-5;
    Rows slopes;
    for (std::size_t n = 0; n < student.size(); ++n) {
        slopes.emplace_back();
        for (std::size_t v = 0; v < student[n].size(); ++v) {
            Rows up = student, down = student;
            up[n][v] += step;
            down[n][v] -= step;
            slopes.back().push_back((value(up) - value(down)) / (2 * step));
        }
    }
    return slopes;
}

double largestDifference(const Rows &a, const Rows &b)
{
    double largest = a.size() == b.size() ? 0 : INFINITY;
    for (std::size_t n = 0; n < a.size() && n < b.size(); ++n) {
        if (a[n].size() != b[n].size())
            return INFINITY;
        for (std::size_t v = 0; v < a[n].size(); ++v)
            largest = std::max(largest, std::abs(a[n][v] - b[n][v]));
    }
    return largest;
}

} // namespace

class TestObjectiveCommand : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        QVERIFY(m_folder->isValid());
    }

    void valuesAndGradientsAreThoseOfTheDefinition_data()
    {
        QTest::addColumn<QString>("divergence");
        QTest::addColumn<double>("number"); ///< weight or skew
        QTest::addColumn<double>("temperature");
        QTest::addColumn<bool>("tauSquared");
        QTest::addColumn<QString>("reduction");
        QTest::newRow("forward KL") << "forward-kl" << 0.5 << 1.0 << true << "token-mean";
        QTest::newRow("forward KL, τ 2") << "forward-kl" << 0.5 << 2.0 << true << "token-mean";
        QTest::newRow("forward KL, τ 2 without τ²")
            << "forward-kl" << 0.5 << 2.0 << false << "sequence-sum";
        QTest::newRow("reverse KL") << "reverse-kl" << 0.5 << 1.0 << true << "token-mean";
        QTest::newRow("reverse KL, τ ½") << "reverse-kl" << 0.5 << 0.5 << true << "sequence-sum";
        QTest::newRow("symmetric KL") << "symmetric-kl" << 0.5 << 1.5 << true << "token-mean";
        QTest::newRow("Jensen–Shannon") << "jensen-shannon" << 0.5 << 1.0 << true << "token-mean";
        QTest::newRow("Jensen–Shannon, w 0.1")
            << "jensen-shannon" << 0.1 << 1.0 << true << "token-mean";
        QTest::newRow("Jensen–Shannon, w 0.9, τ 3")
            << "jensen-shannon" << 0.9 << 3.0 << true << "sequence-sum";
        QTest::newRow("skewed forward KL")
            << "skewed-forward-kl" << 0.1 << 1.0 << true << "token-mean";
        QTest::newRow("skewed forward KL, λ 0")
            << "skewed-forward-kl" << 0.0 << 1.0 << true << "token-mean";
        QTest::newRow("skewed reverse KL")
            << "skewed-reverse-kl" << 0.1 << 1.0 << true << "token-mean";
        QTest::newRow("skewed reverse KL, λ 0.7, τ 2")
            << "skewed-reverse-kl" << 0.7 << 2.0 << true << "sequence-sum";
        QTest::newRow("total variation") << "total-variation" << 0.5 << 2.0 << true << "token-mean";
    }

    void valuesAndGradientsAreThoseOfTheDefinition()
    {
        QFETCH(QString, divergence);
        QFETCH(double, number);
        QFETCH(double, temperature);
        QFETCH(bool, tauSquared);
        QFETCH(QString, reduction);
        const Settings settings{divergence, number, number, temperature, tauSquared, reduction};
        const std::vector<int> labels{2, -100, 0, 3};
        QJsonObject object{{"teacher_logits", arrayOf(teacher)},
                           {"student_logits", arrayOf(student)},
                           {"labels", QJsonArray{2, -100, 0, 3}},
                           {"divergence", divergence},
                           {"weight", divergence == "jensen-shannon" ? number : 0.5},
                           {"skew", divergence.startsWith("skewed") ? number : 0.25},
                           {"temperature", temperature},
                           {"tau_squared", tauSquared},
                           {"reduction", reduction}};
        const Answer answer = runOn(QJsonDocument(object).toJson());
        QVERIFY2(answer.code == 0, answer.error);
        const QJsonObject json = answer.json();
        const Expected expected = expectedOf(settings, student, labels);
        QCOMPARE(json["rows"].toInt(), 3);
        QVERIFY(std::abs(json["ce"].toDouble() - expected.ce) < tolerance);
        QVERIFY(std::abs(json["divergence"].toDouble() - expected.divergence) < tolerance);
        QVERIFY(std::abs(json["teacher_entropy"].toDouble() - expected.entropy) < tolerance);

        constexpr double differences = 1e-8; // of the central differences
        const QJsonObject gradient = json["gradient"].toObject();
        const Rows ofCe = rowsOf(gradient["ce"]);
        const Rows ofDivergence = rowsOf(gradient["divergence"]);
        QVERIFY(largestDifference(ofCe, slopesOf([&](const Rows &z) {
                                      return expectedOf(settings, z, labels).ce;
                                  }))
                < differences);
        QVERIFY(largestDifference(ofDivergence, slopesOf([&](const Rows &z) {
                                      return expectedOf(settings, z, labels).divergence;
                                  }))
                < differences);
        QCOMPARE(ofCe[1], Row(4, 0.0));
        QCOMPARE(ofDivergence[1], Row(4, 0.0));
    }

    void twoKeysAreEnough()
    {
        const Answer answer = runOn(QJsonDocument(QJsonObject{{"teacher_logits", arrayOf(teacher)},
                                                              {"student_logits", arrayOf(student)}})
                                        .toJson());
        QVERIFY2(answer.code == 0, answer.error);
        QVERIFY(answer.error.isEmpty());
        const QJsonObject json = answer.json();
        const Expected expected = expectedOf({}, student, {0, 0, 0, 0});
        QCOMPARE(json.keys(), (QStringList{"divergence", "gradient", "rows", "teacher_entropy"}));
        QCOMPARE(json["rows"].toInt(), 4);
        QVERIFY(std::abs(json["divergence"].toDouble() - expected.divergence) < tolerance);
        QVERIFY(std::abs(json["teacher_entropy"].toDouble() - expected.entropy) < tolerance);
        const QJsonObject gradient = json["gradient"].toObject();
        QCOMPARE(gradient.keys(), QStringList{"divergence"});
        const Rows ofDivergence = rowsOf(gradient["divergence"]);
        for (std::size_t n = 0; n < student.size(); ++n) { // (q − p) / N
            const Row p = softmax(teacher[n], 1), q = softmax(student[n], 1);
            for (std::size_t v = 0; v < p.size(); ++v)
                QVERIFY(std::abs(ofDivergence[n][v] - (q[v] - p[v]) / 4) < tolerance);
        }
    }

    void withoutRowsThatCountAllIsZero()
    {
        for (const char *reduction : {"token-mean", "sequence-sum"}) {
            QByteArray text = R"({"teacher_logits": [[1, 2], [3, 1]], "labels": [-100, -100],
                "student_logits": [[2, 0], [1, 1]], "reduction": "%"})";
            text.replace('%', reduction);
            const QJsonObject json = runOn(text).json();
            const QJsonArray zeros{QJsonArray{0, 0}, QJsonArray{0, 0}};
            QCOMPARE(json, (QJsonObject{
                               {"rows", 0},
                               {"ce", 0},
                               {"divergence", 0},
                               {"teacher_entropy", 0},
                               {"gradient", QJsonObject{{"ce", zeros}, {"divergence", zeros}}}}));
        }
    }

    void tokensMayBeRuledOut_data()
    {
        QTest::addColumn<QByteArray>("written");
        QTest::newRow("null") << QByteArray("null");
        QTest::newRow("short word") << QByteArray("\"-inf\"");
        QTest::newRow("long word") << QByteArray("\"-Infinity\"");
        QTest::newRow("as Python writes it") << QByteArray("-Infinity");
    }

    void tokensMayBeRuledOut()
    {
        QFETCH(QByteArray, written);
        const Answer answer =
            runOn("{\"teacher_logits\": [[0," + written + ",0]], \"student_logits\": [[0, 0, 0]]}");
        QVERIFY2(answer.code == 0, answer.error);
        const QJsonObject json = answer.json();
        QVERIFY(std::abs(json["divergence"].toDouble() - std::log(1.5)) < tolerance);
        QVERIFY(std::abs(json["teacher_entropy"].toDouble() - std::log(2.0)) < tolerance);
        const Rows gradient = rowsOf(json["gradient"].toObject()["divergence"]);
        QVERIFY(largestDifference(gradient, {{1. / 3 - .5, 1. / 3, 1. / 3 - .5}}) < tolerance);
    }

    void aDivergenceMayBeInfinite()
    {
        const QByteArray text = R"({"teacher_logits": [[0, null]], "student_logits": [[0, 0]],
                                    "divergence": "reverse-kl", "labels": [0]})";
        const Answer json = runOn(text);
        QCOMPARE(json.code, 0);
        QVERIFY(json.json().contains("divergence"));
        QVERIFY(json.json()["divergence"].isNull());
        QVERIFY(
            json.json()["gradient"].toObject()["divergence"].toArray()[0].toArray()[1].isNull());
        QVERIFY(std::abs(json.json()["ce"].toDouble() - std::log(2.0)) < tolerance);
        const Answer people = run({path("in.json")});
        QCOMPARE(people.code, 0);
        QVERIFY2(people.out.contains("infinite"), people.out);
        QVERIFY2(people.out.contains("undefined"), people.out);
    }

    void extremeLogitsStayFinite()
    {
        const Answer answer = runOn(R"({"teacher_logits": [[1e4, -1e4, 0]],
                                        "student_logits": [[-1e4, 1e4, 0]], "labels": [0]})");
        QCOMPARE(answer.json()["divergence"].toDouble(), 2e4);
        QCOMPARE(answer.json()["ce"].toDouble(), 2e4);
        QCOMPARE(answer.json()["teacher_entropy"].toDouble(), 0.0);
    }

    void oneTokenIsAVocabulary()
    {
        const Answer answer =
            runOn(R"({"teacher_logits": [[5]], "student_logits": [[-3]], "labels": [0]})");
        QCOMPARE(answer.code, 0);
        QCOMPARE(answer.json()["ce"].toDouble(-1), 0.0);
        QCOMPARE(answer.json()["divergence"].toDouble(-1), 0.0);
    }

    void aByteOrderMarkIsReadOver()
    {
        QCOMPARE(runOn("\xEF\xBB\xBF{\"teacher_logits\": [[1]], \"student_logits\": [[1]]}").code,
                 0);
    }

    void peopleGetATable()
    {
        Rows wide(9, Row(12, 0.0));
        wide[0][0] = 1;
        QJsonArray labels;
        for (int n = 0; n < 9; ++n)
            labels << (n == 8 ? -100 : n);
        write(QJsonDocument(QJsonObject{{"teacher_logits", arrayOf(wide)},
                                        {"student_logits", arrayOf(wide)},
                                        {"labels", labels},
                                        {"divergence", "jensen-shannon"},
                                        {"weight", 0.25}})
                  .toJson());
        const Answer answer = run({path("in.json")});
        QVERIFY2(answer.code == 0, answer.error);
        const QString text = QString::fromUtf8(answer.out);
        QVERIFY2(text.contains("jensen-shannon, weight 0.25, temperature 1"), answer.out);
        QVERIFY2(text.contains("8 of 9, 12 tokens each"), answer.out);
        QVERIFY2(text.contains(QRegularExpression("\nce +2\\.3\\d+ nats/token\n")), answer.out);
        QVERIFY2(text.contains(QRegularExpression("\ndivergence +0 nats/token\n")), answer.out);
        QVERIFY2(text.contains(QRegularExpression("\nteacher entropy +2\\.4\\d+ nats/token\n")),
                 answer.out);
        QCOMPARE(text.count("3 rows and 6 columns are left out"), 2);
        QVERIFY(text.contains("gradient of ce"));
        QVERIFY(text.contains("gradient of divergence"));
    }

    void whatCannotBeComputedIsRefused_data();

    void whatCannotBeComputedIsRefused()
    {
        QFETCH(QByteArray, text);
        QFETCH(QStringList, reasons);
        const Answer answer = runOn(text);
        QCOMPARE(answer.code, 2);
        const QString error = QString::fromUtf8(answer.error);
        for (const QString &reason : reasons)
            QVERIFY2(error.contains(reason), answer.error);
        QVERIFY2(error.contains(path("in.json")), answer.error);
        QCOMPARE(error.count('\n'), 1);
        QVERIFY(error.size() < 700);
        QVERIFY(answer.json().contains("error"));
    }

    void filesThatAreNoneAreRefused()
    {
        QCOMPARE(run({}).code, 2);
        const Answer missing = run({path("nothing"), "--json"});
        QCOMPARE(missing.code, 2);
        QVERIFY(missing.error.contains("There is no file"));
        QVERIFY(missing.json()["error"].toString().contains(path("nothing")));
        const Answer folder = run({m_folder->path()});
        QCOMPARE(folder.code, 2);
        QVERIFY(folder.error.contains("is a folder"));
        QCOMPARE(::mkfifo(QFile::encodeName(path("pipe")).constData(), 0600), 0);
        for (const QString &special : {QStringLiteral("/dev/zero"), path("pipe")}) {
            const Answer answer = run({special});
            QCOMPARE(answer.code, 2);
            QVERIFY(answer.error.contains("not a regular file"));
        }
    }

    void tooLargeAFileIsRefusedUnread()
    {
        QFile file(path("in.json"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QVERIFY(file.resize((qint64(256) << 20) + 1));
        file.close();
        const Answer answer = run({path("in.json"), "--json"});
        QCOMPARE(answer.code, 2);
        QVERIFY2(answer.error.contains("268435457 bytes"), answer.error);
    }

    void manyLogitsTakeSeconds()
    {
        constexpr int n = 512, vocabulary = 5000;
        std::mt19937 random(7);
        QByteArray text = "{\"teacher_logits\": ";
        for (const char *next : {", \"student_logits\": ", "}"}) {
            for (int row = 0; row < n; ++row) {
                text += row == 0 ? "[" : ",";
                for (int v = 0; v < vocabulary; ++v) {
                    text += v == 0 ? '[' : ',';
                    text += QByteArray::number(double(random()) / 4e8 - 5, 'g', 17);
                }
                text += ']';
            }
            text += ']';
            text += next;
        }
        QElapsedTimer timer;
        write(text);
        timer.start();
        const Answer answer = run({path("in.json"), "--json"});
        qInfo("%.1f MB in %lld ms", double(text.size()) / 1e6, timer.elapsed());
        QVERIFY2(answer.code == 0, answer.error);
        QVERIFY(timer.elapsed() < 60'000);
        QVERIFY(answer.out.startsWith("{\n\"rows\": 512,"));
        QVERIFY(answer.out.endsWith("]]}}\n"));
    }

private:
    QString path(const char *name) const { return m_folder->filePath(name); }

    void write(const QByteArray &content) const
    {
        QFile file(path("in.json"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(content), content.size());
    }

    Answer runOn(const QByteArray &text) const
    {
        write(text);
        return run({path("in.json"), "--json"});
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestObjectiveCommand::whatCannotBeComputedIsRefused_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QStringList>("reasons");
    const auto add = [](const char *name, QByteArray text, const QStringList &reasons) {
        QTest::newRow(name) << text.replace('\'', '"') << reasons;
    };
    /// Both models' logits, and one more key.
    const auto with = [](const QByteArray &more) {
        return "{'teacher_logits': [[1, 2], [3, 4]], 'student_logits': [[1, 0], [0, 1]], " + more
               + "}";
    };
    const auto teacherIs = [](const QByteArray &logits) {
        return "{'teacher_logits': " + logits + ", 'student_logits': [[1, 0], [0, 1]]}";
    };

    add("empty", "", {"is empty"});
    add("blank", " \n\t", {"is empty"});
    add("no JSON", "hello", {"not valid JSON", "line 1, column 1"});
    add("cut off", "{'teacher_logits': [[1, 2\n], [", {"not valid JSON", "line 2"});
    add("something after it", with("'skew': 0") + "]", {"not valid JSON"});
    add("wrong UTF-8", with("'\xFF': 0"), {"not valid JSON"});
    add("a list", "[1]", {"a list", "must hold one object"});
    add("a number", "1", {"must hold one object"});
    add("nothing known", "{}", {"teacher_logits is missing"});
    add("no student", "{'teacher_logits': [[1]]}", {"student_logits is missing"});
    add("unknown key", with("'tau': 1"), {"\"tau\" is not known", "temperature", "tau_squared"});
    add("unknown key with a terminal's signs", with("'\\u001b[2J': 1"), {"\"?[2J\""});
    add("a key twice", with("'skew': 0, 'skew': 0"), {"skew stands twice"});
    add("deep nesting", "{'teacher_logits': " + QByteArray(100'000, '['),
        {"teacher_logits has a list in row 0, column 0"});
    add("deep nesting elsewhere", with("'weight': " + QByteArray(100'000, '[')),
        {"weight is a list"});

    add("logits are a word", teacherIs("'x'"), {"teacher_logits is \"x\"", "list of rows"});
    add("logits are null", teacherIs("null"), {"teacher_logits is null"});
    add("logits are an object", teacherIs("{}"), {"teacher_logits is an object"});
    add("no rows", teacherIs("[]"), {"teacher_logits is empty"});
    add("a row is empty", teacherIs("[[1, 2], []]"), {"Row 1 of teacher_logits", "is empty"});
    add("a row is a number", teacherIs("[[1, 2], 3]"), {"Row 1 of teacher_logits", "is 3"});
    add("a row is null", teacherIs("[null]"), {"Row 0 of teacher_logits", "is null"});
    add("a logit is a word", teacherIs("[[1, 2], [1, 'two']]"),
        {"teacher_logits has \"two\" in row 1, column 1"});
    add("a logit is true", teacherIs("[[1, true]]"), {"has true in row 0, column 1"});
    add("a logit is a list", teacherIs("[[1, [2]]]"), {"has a list in row 0, column 1"});
    add("a logit is an object", teacherIs("[[{}]]"), {"has an object in row 0, column 0"});
    add("NaN", teacherIs("[[1, 2], [NaN, 4]]"), {"has NaN in row 1, column 0"});
    add("NaN as a word", teacherIs("[[1, 'NaN']]"), {"\"NaN\" in row 0, column 1"});
    add("infinite", teacherIs("[[1, Infinity]]"), {"has +Infinity in row 0, column 1"});
    add("infinite as a word", teacherIs("[[1, 'inf']]"), {"\"inf\" in row 0, column 1"});
    add("minus a bare word", teacherIs("[[1, --Infinity]]"), {"not valid JSON"});
    add("part of a word", teacherIs("[[1, -InfinityX]]"), {"not valid JSON"});
    add("too large a number", teacherIs("[[1, 1e999]]"), {"too large"});
    add("rows of unequal length", teacherIs("[[1, 2], [3, 4, 5]]"),
        {"row 1 of teacher_logits", "is 3", "before it 2"});
    add("everything ruled out", teacherIs("[[1, 2], [null, -Infinity]]"),
        {"Row 1 of teacher_logits", "rules out every token"});
    add("fewer rows than the student", teacherIs("[[1, 2]]"),
        {"rows is 1 in teacher_logits, but 2 in student_logits"});
    add("other vocabulary than the student", teacherIs("[[1, 2, 3], [1, 2, 3]]"),
        {"row is 3 in teacher_logits, but 2 in student_logits"});
    add("the student's are named too", "{'student_logits': [[1, 'x']]}",
        {"student_logits has \"x\" in row 0, column 1"});

    add("labels are a number", with("'labels': 1"), {"labels is 1", "one for each row"});
    add("labels are null", with("'labels': null"), {"labels is null"});
    add("too few labels", with("'labels': [1]"), {"labels is 1, but that of rows 2"});
    add("too many labels", with("'labels': [1, 0, 1]"), {"labels is 3, but that of rows 2"});
    add("a label beyond the vocabulary", with("'labels': [1, 2]"),
        {"labels has 2 for row 1", "from 0 to 1"});
    add("a negative label", with("'labels': [-1, 0]"), {"labels has -1 for row 0"});
    add("a label that no number holds", with("'labels': [0, 18446744073709551615]"),
        {"labels has 18446744073709551615 for row 1"});
    add("a label with a fraction", with("'labels': [0, 1.0]"),
        {"labels has 1.0 for row 1", "whole number"});
    add("a label is null", with("'labels': [null, 1]"), {"labels has null for row 0"});
    add("a label is a list", with("'labels': [[1], 1]"), {"labels has a list for row 0"});

    add("unknown divergence", with("'divergence': 'kl'"),
        {"divergence is \"kl\"", "forward-kl, reverse-kl, symmetric-kl, jensen-shannon, "
                                 "skewed-forward-kl, skewed-reverse-kl, total-variation"});
    add("divergence is a number", with("'divergence': 1"), {"divergence is 1"});
    add("unknown reduction", with("'reduction': 'mean'"),
        {"reduction is \"mean\"", "token-mean, sequence-sum"});
    add("weight 0", with("'weight': 0"), {"weight is 0", "above 0 and below 1"});
    add("weight 1", with("'weight': 1.0"), {"weight is 1.0"});
    add("weight is a word", with("'weight': '0.5'"), {"weight is \"0.5\""});
    add("weight is NaN", with("'weight': NaN"), {"weight is NaN"});
    add("skew 1", with("'skew': 1"), {"skew is 1", "from 0 to below 1"});
    add("skew below 0", with("'skew': -0.1"), {"skew is -0.1"});
    add("temperature 0", with("'temperature': 0"), {"temperature is 0", "above 0"});
    add("temperature below 0", with("'temperature': -1"), {"temperature is -1"});
    add("infinite temperature", with("'temperature': Infinity"), {"temperature is +Infinity"});
    add("no temperature", with("'temperature': null"), {"temperature is null"});
    add("τ² is a number", with("'tau_squared': 1"), {"tau_squared is 1", "true or false"});
    add("τ² is a word", with("'tau_squared': 'true'"), {"tau_squared is \"true\""});
    add("a boolean for a number", with("'skew': false"), {"skew is false"});
}

QTEST_GUILESS_MAIN(TestObjectiveCommand)
#include "tst_objectivecommand.moc"
