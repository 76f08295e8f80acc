#include "core/engine/training/experiment.h"
#include "core/engine/machine.h"

#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

#include <cmath>
#include <limits>

using namespace retort;

namespace {

QString sentence(const Error &error)
{
    return QString::fromStdString(error.message());
}

/// The error of a text that must not be accepted; empty if it was.
QString refusal(const std::string &json)
{
    const auto experiment = parseExperiment(json);
    return experiment ? QString() : sentence(experiment.error());
}

Experiment withoutTeacher()
{
    return *parseExperiment("{}");
}

QStringList keysOf(const std::vector<Problem> &problems)
{
    QStringList keys;
    for (const Problem &problem : problems)
        keys << QString::fromStdString(problem.key);
    return keys;
}

void writeFile(const QString &path, const QByteArray &contents)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(contents), contents.size());
}

/// Every value different from its default.
Experiment unusual()
{
    Experiment e;
    e.name = "Ünusual „name“";
    e.seed = 9007199254740993ULL; // no double holds it
    e.data = {DataKind::Text,        "zh", 123, "/tmp/a text.txt", "word", 300,
              "/tmp/tokenizer.json", 17,   0.25};
    e.teacher.model = "run:12@900";
    e.student = {"teacher:0,2", "llama", 3, 5, 1, 35, 77, false, 0.125};
    e.objective.alpha = 0.1;
    e.objective.beta = 1.7;
    e.objective.studentShare = 0.35;
    e.objective.sequence = {{Divergence::JensenShannon, 0.3, 0.2, 1.5, false},
                            Targets::Soft,
                            PrefixSource::Mixed,
                            Reduction::TokenMean};
    e.objective.token = {{Divergence::ForwardKl, 0.7, 0.15, 0.3, false},
                         Targets::Hard,
                         PrefixSource::TeacherBeam,
                         std::nullopt};
    e.objective.reduction = Reduction::SequenceSum;
    e.objective.courses = {{CourseKind::Linear, 0.9, 10, 100, 3},
                           {CourseKind::Steps, 2.5, 0, 0, 7},
                           {CourseKind::Cosine, 4, 5, 0, 2},
                           {CourseKind::Adaptive, 0.8, 0, 0, 10}};
    e.pool = {77, 2.5, 0.9, 40, 0.95, 6, 3, 20};
    e.optimizer = {1.0 / 3, ScheduleKind::Constant, 7, 0.05, 0.8, 0.999, 0.01, 2.5};
    e.training = {123456, 8, 4, 11, 13, 17, 2, 2, 3, 96};
    return e;
}

} // namespace

class TestExperiment : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void emptyObjectIsPlainTraining();
    void teacherBringsItsWeights();
    void writtenTextGivesTheSameExperiment();
    void descriptionIsReadOver();
    void refusesWithKeyValueAndRange_data();
    void refusesWithKeyValueAndRange();
    void refusesHostileText_data();
    void refusesHostileText();
    void pathsAreRelativeToTheFile();
    void filesThatCannotBeReadAreNamed();
    void setsOneKey_data();
    void setsOneKey();
    void settingMustBeUtf8();
    void weightsFollowTheTeacher();
    void refusesSetting_data();
    void refusesSetting();
    void checkAcceptsDefaults();
    void checkNamesTheKey_data();
    void checkNamesTheKey();
    void flattenListsEveryKeyOnce();
    void languageChangesTheBundledTeacherToo();
    void presetsAreValid();
    void documentationDescribesEveryKey();
    void machineIsKnown();
};

void TestExperiment::emptyObjectIsPlainTraining()
{
    const auto experiment = parseExperiment("{}");
    QVERIFY(experiment);
    QVERIFY(!experiment->hasTeacher());
    QCOMPARE(experiment->objective.alpha, 0.0);
    QCOMPARE(experiment->objective.beta, 0.0);
    QVERIFY(check(*experiment).empty());
}

void TestExperiment::teacherBringsItsWeights()
{
    const auto taught = parseExperiment(R"({"teacher": {"model": "bundled:tales-en"}})");
    QVERIFY(taught);
    QCOMPARE(taught->objective.alpha, 0.5);
    QCOMPARE(taught->objective.beta, 0.5);
    const auto stubborn = parseExperiment(R"({"objective": {"alpha": 0.25}})");
    QVERIFY(stubborn);
    QCOMPARE(stubborn->objective.alpha, 0.25);
    QCOMPARE(keysOf(check(*stubborn)), QStringList{"objective.alpha"});
}

void TestExperiment::writtenTextGivesTheSameExperiment()
{
    for (const Experiment &original : {Experiment(), withoutTeacher(), unusual()}) {
        const std::string text = toJson(original);
        const auto again = parseExperiment(text);
        QVERIFY2(again, again ? "" : qPrintable(sentence(again.error())));
        QVERIFY2(*again == original, text.c_str());
        QCOMPARE(toJson(*again), text);
    }
}

void TestExperiment::descriptionIsReadOver()
{
    const auto experiment = parseExperiment(R"({"description": "why", "seed": 4})");
    QVERIFY(experiment);
    QCOMPARE(experiment->seed, std::uint64_t(4));
    QVERIFY(refusal(R"({"description": 4})").contains("description is 4"));
    QVERIFY(refusal(R"({"data": {"description": "why"}})").contains("data.description"));
}

void TestExperiment::refusesWithKeyValueAndRange_data()
{
    QTest::addColumn<QString>("json");
    QTest::addColumn<QStringList>("parts");
    const auto row = [](const char *name, const char *json, const QStringList &parts) {
        QTest::newRow(name) << QString::fromUtf8(json) << parts;
    };
    row("unknown key", R"({"sed": 1})", {"sed", "seed", "training"});
    row("unknown inner key", R"({"student": {"depth": 1}})", {"student.depth", "layers", "heads"});
    row("dotted key", R"({"student.layers": 1})", {"student.layers"});
    row("unknown term key", R"({"objective": {"token": {"tau": 1}}})",
        {"objective.token.tau", "temperature"});
    row("key of another section", R"({"student": {"steps": 1}})", {"student.steps"});
    row("section is a number", R"({"student": 3})", {"student is 3", "layers"});
    row("section is a list", R"({"student": []})", {"student is []"});
    row("top is a list", "[1]", {"object", "[1]"});
    row("text for a number", R"({"student": {"layers": "two"}})",
        {"student.layers", "\"two\"", "1 to 128"});
    row("fraction for a count", R"({"student": {"layers": 2.5}})", {"student.layers", "2.5"});
    row("decimal point in a count", R"({"student": {"layers": 2.0}})", {"student.layers", "2.0"});
    row("zero layers", R"({"student": {"layers": 0}})", {"student.layers is 0", "1 to 128"});
    row("beyond an int", R"({"student": {"layers": 4294967298}})", {"4294967298", "1 to 128"});
    row("beyond 64 bits", R"({"seed": 18446744073709551616})", {"seed"});
    row("negative seed", R"({"seed": -1})", {"seed is -1"});
    row("seed beyond the store's", R"({"seed": 9223372036854775808})", {"9223372036854775808"});
    row("alpha above one", R"({"objective": {"alpha": 1.01}})",
        {"objective.alpha is 1.01", "0 to 1"});
    row("alpha is true", R"({"objective": {"alpha": true}})", {"objective.alpha is true"});
    row("alpha is null", R"({"objective": {"alpha": null}})", {"objective.alpha is null"});
    row("negative beta", R"({"objective": {"beta": -0.1}})", {"objective.beta is -0.1"});
    row("learning rate zero", R"({"optimizer": {"learning_rate": 0}})", {"above 0"});
    row("unknown word", R"({"data": {"kind": "pairs"}})", {"\"pairs\"", "\"tales\", \"text\""});
    row("number for a word", R"({"data": {"kind": 1}})", {"data.kind is 1"});
    row("divergence", R"({"objective": {"token": {"divergence": "kl"}}})", {"\"forward-kl\""});
    row("number for true", R"({"objective": {"token": {"tau_squared": 1}}})", {"true or false"});
    row("windows zero", R"({"data": {"windows": 0}})", {"data.windows is 0", "null"});
    row("two lines in a name", "{\"name\": \"a\\nb\"}", {"name", "one line"});
}

void TestExperiment::refusesWithKeyValueAndRange()
{
    QFETCH(QString, json);
    QFETCH(QStringList, parts);
    const QString message = refusal(json.toStdString());
    for (const QString &part : parts)
        QVERIFY2(message.contains(part), qPrintable(message));
    QVERIFY2(message.endsWith('.'), qPrintable(message));
}

void TestExperiment::refusesHostileText_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QString>("part");
    QTest::newRow("nothing") << QByteArray() << "empty";
    QTest::newRow("blanks") << QByteArray(" \n\t") << "empty";
    QTest::newRow("cut off") << QByteArray("{\"seed\": 1,\n") << "line 2";
    QTest::newRow("comma at the end") << QByteArray("{\n\"seed\": 1,}") << "line 2, column 11";
    QTest::newRow("two documents") << QByteArray("{} {}") << "not valid JSON";
    QTest::newRow("comment") << QByteArray("{} // no") << "not valid JSON";
    QTest::newRow("NaN") << QByteArray("{\"objective\": {\"alpha\": NaN}}") << "not valid JSON";
    QTest::newRow("infinite") << QByteArray("{\"objective\": {\"beta\": 1e999}}") << "too large";
    QTest::newRow("key twice") << QByteArray("{\"seed\": 1, \"seed\": 2}")
                               << "\"seed\" stands twice";
    QTest::newRow("inner key twice")
        << QByteArray("{\"data\": {\"kind\": \"text\", \"kind\": \"text\"}}") << "\"kind\"";
    QTest::newRow("wrong UTF-8") << QByteArray("{\"name\": \"\xff\"}") << "byte 10";
    QTest::newRow("surrogate") << QByteArray("{\"name\": \"\\ud800\"}") << "not valid JSON";
    QTest::newRow("33 deep") << QByteArray(33, '[') + QByteArray(33, ']') << "deeper than 32";
    QTest::newRow("a million deep") << QByteArray(1000000, '[') << "deeper than 32";
    QTest::newRow("objects deep") << QByteArray("{\"a\":").repeated(100000) << "deeper than 32";
    QTest::newRow("too long") << QByteArray(2 << 20, ' ') + "{}"
                              << "longer";
    QTest::newRow("zero byte") << QByteArray("{\0}", 3) << "not valid JSON";
}

void TestExperiment::refusesHostileText()
{
    QFETCH(QByteArray, json);
    QFETCH(QString, part);
    QElapsedTimer timer;
    timer.start();
    const QString message = refusal(json.toStdString());
    QVERIFY2(message.contains(part), qPrintable(message));
    QVERIFY(timer.elapsed() < 1000);
}

void TestExperiment::pathsAreRelativeToTheFile()
{
    QTemporaryDir folder;
    const QString file = folder.filePath("e.json");
    writeFile(file, R"({"data": {"kind": "text", "path": "texts/a.txt"},
                        "teacher": {"model": "../model"}})");
    const auto experiment = readExperiment(file.toStdString());
    QVERIFY(experiment);
    QCOMPARE(QString::fromStdString(experiment->data.path), folder.filePath("texts/a.txt"));
    QCOMPARE(QString::fromStdString(experiment->teacher.model),
             QDir::cleanPath(folder.filePath("../model")));

    writeFile(file, R"({"data": {"kind": "text", "path": "/a.txt"},
                        "teacher": {"model": "bundled:tales-en"}})");
    const auto absolute = readExperiment(file.toStdString());
    QVERIFY(absolute);
    QCOMPARE(absolute->data.path, std::string("/a.txt"));
    QCOMPARE(absolute->teacher.model, std::string("bundled:tales-en"));
}

void TestExperiment::filesThatCannotBeReadAreNamed()
{
    QTemporaryDir folder;
    const auto missing = readExperiment(folder.filePath("none.json").toStdString());
    QVERIFY(!missing);
    QVERIFY(sentence(missing.error()).contains("none.json"));
    const auto isFolder = readExperiment(folder.path().toStdString());
    QVERIFY(!isFolder);
    QVERIFY(sentence(isFolder.error()).contains("folder"));
    const auto endless = readExperiment("/dev/zero");
    QVERIFY(!endless);
    QVERIFY(sentence(endless.error()).contains("not a regular file"));
    QFile large(folder.filePath("large.json"));
    QVERIFY(large.open(QIODevice::WriteOnly));
    large.write(QByteArray((1 << 20) + 1, ' '));
    large.close();
    const auto tooLong = readExperiment(large.fileName().toStdString());
    QVERIFY(!tooLong);
    QVERIFY(sentence(tooLong.error()).contains("longer"));
}

void TestExperiment::setsOneKey_data()
{
    QTest::addColumn<QString>("assignment");
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("value");
    QTest::newRow("number") << "objective.alpha=0.3"
                            << "objective.alpha"
                            << "0.3";
    QTest::newRow("whole for a number") << "objective.beta=2"
                                        << "objective.beta"
                                        << "2";
    QTest::newRow("exponent") << "optimizer.learning_rate=1e-3"
                              << "optimizer.learning_rate"
                              << "0.001";
    QTest::newRow("count") << "student.layers=7"
                           << "student.layers"
                           << "7";
    QTest::newRow("null") << "data.windows=null"
                          << "data.windows"
                          << "null";
    QTest::newRow("word") << "data.language=zh"
                          << "data.language"
                          << "zh";
    QTest::newRow("quoted word") << "data.language=\"zh\""
                                 << "data.language"
                                 << "zh";
    QTest::newRow("name with =") << "name=a=b"
                                 << "name"
                                 << "a=b";
    QTest::newRow("name like a number") << "name=12"
                                        << "name"
                                        << "12";
    QTest::newRow("nothing") << "data.path="
                             << "data.path"
                             << "";
    QTest::newRow("flag") << "objective.token.tau_squared=false"
                          << "objective.token.tau_squared"
                          << "false";
    QTest::newRow("section") << R"(student={"layers": 3, "width": 40})"
                             << "student.width"
                             << "40";
}

void TestExperiment::setsOneKey()
{
    QFETCH(QString, assignment);
    QFETCH(QString, key);
    QFETCH(QString, value);
    Experiment before = unusual();
    before.teacher.model = "bundled:tales-en";
    const auto after = withSetting(before, assignment.toStdString());
    QVERIFY2(after, after ? "" : qPrintable(sentence(after.error())));
    QStringList differing;
    const auto old = flatten(before);
    const auto now = flatten(*after);
    for (std::size_t i = 0; i < now.size(); ++i) {
        if (now[i].value != old[i].value)
            differing << QString::fromStdString(now[i].key);
        if (now[i].key == key.toStdString())
            QCOMPARE(QString::fromStdString(now[i].value), value);
    }
    if (!assignment.contains('{'))
        QVERIFY(differing == QStringList{key} || differing.isEmpty());
}

void TestExperiment::settingMustBeUtf8()
{
    const auto changed = withSetting(Experiment(), "name=\xff\xfe");
    QVERIFY(!changed);
    QVERIFY(sentence(changed.error()).contains("name"));
}

void TestExperiment::weightsFollowTheTeacher()
{
    const auto set = [](const Experiment &before, std::string_view assignment) {
        return *withSetting(before, assignment);
    };
    const Experiment without = set(unusual(), "teacher.model=");
    QVERIFY(!without.hasTeacher());
    QCOMPARE(without.objective.alpha, 0.0);
    QCOMPARE(without.objective.beta, 0.0);
    const Experiment with = set(without, "teacher.model=bundled:tales-en");
    QCOMPARE(with.objective.alpha, 0.5);
    QCOMPARE(with.objective.beta, 0.5);
    // Weights that somebody chose stay as they are.
    const Experiment chosen =
        set(set(without, "objective.beta=2"), "teacher.model=bundled:tales-en");
    QCOMPARE(chosen.objective.alpha, 0.0);
    QCOMPARE(chosen.objective.beta, 2.0);
    const Experiment none = set(set(with, "objective.alpha=0"), "objective.beta=0");
    QCOMPARE(set(none, "teacher.model=bundled:tales-zh").objective.beta, 0.0);
}

void TestExperiment::refusesSetting_data()
{
    QTest::addColumn<QString>("assignment");
    QTest::addColumn<QString>("part");
    QTest::newRow("no =") << "objective.alpha"
                          << "key=value";
    QTest::newRow("no key") << "=3"
                            << "key=value";
    QTest::newRow("unknown") << "objective.gamma=1"
                             << "In objective there are: alpha, beta";
    QTest::newRow("unknown section") << "loss.alpha=1"
                                     << "At the top";
    QTest::newRow("not a number") << "objective.alpha=much"
                                  << "objective.alpha is \"much\"";
    QTest::newRow("NaN") << "objective.alpha=nan"
                         << "objective.alpha is \"nan\"";
    QTest::newRow("out of range") << "training.steps=0"
                                  << "training.steps is 0";
    QTest::newRow("section from a word") << "student=small"
                                         << "student is \"small\"";
}

void TestExperiment::refusesSetting()
{
    QFETCH(QString, assignment);
    QFETCH(QString, part);
    const auto changed = withSetting(Experiment(), assignment.toStdString());
    QVERIFY(!changed);
    QVERIFY2(sentence(changed.error()).contains(part), qPrintable(sentence(changed.error())));
}

void TestExperiment::checkAcceptsDefaults()
{
    Experiment experiment;
    experiment.teacher.model = "bundled:tales-en";
    QVERIFY(check(experiment).empty());
    QVERIFY(check(unusual()).empty());
}

void TestExperiment::checkNamesTheKey_data()
{
    QTest::addColumn<Experiment>("experiment");
    QTest::addColumn<QStringList>("keys");
    const auto row = [](const char *name, const QStringList &keys, auto change) {
        Experiment experiment = withoutTeacher();
        change(experiment);
        QTest::newRow(name) << experiment << keys;
    };
    const double nan = std::nan("");
    const double inf = std::numeric_limits<double>::infinity();
    row("heads", {"student.heads"}, [](auto &e) { e.student.heads = 5; });
    row("more heads than width", {"student.heads"}, [](auto &e) { e.student.heads = 96; });
    row("weights without teacher", {"objective.alpha", "objective.beta"},
        [](auto &e) { e.objective.alpha = e.objective.beta = 0.5; });
    row("no text chosen", {"data.path"}, [](auto &e) { e.data.kind = DataKind::Text; });
    row("language", {"data.language"}, [](auto &e) { e.data.language = "fr"; });
    row("context", {"data.context"}, [](auto &e) { e.data.context = 8193; });
    row("NaN", {"optimizer.learning_rate"}, [=](auto &e) { e.optimizer.learningRate = nan; });
    row("infinite", {"optimizer.clip"}, [=](auto &e) { e.optimizer.clip = inf; });
    row("batch of more than all", {"training.batch"}, [](auto &e) { e.data.windows = 15; });
    row("parts", {"training.accumulate"}, [](auto &e) { e.training.accumulate = 17; });
    row("huge student", {"student.width"}, [](auto &e) { e.student.width = 16384; });
    row("huge batch", {"training.batch"}, [](auto &e) {
        e.training.batch = 65536;
        e.data.context = 8192;
    });
    row("two at once", {"student.layers", "training.steps"}, [](auto &e) {
        e.student.layers = -1;
        e.training.steps = 0;
    });
    row("huge pool", {"objective.pool.size"}, [](auto &e) {
        e.teacher.model = "bundled:tales-en";
        e.pool.size = 10000000;
        e.data.context = 8192;
    });
}

void TestExperiment::checkNamesTheKey()
{
    QFETCH(Experiment, experiment);
    QFETCH(QStringList, keys);
    const auto problems = check(experiment);
    QCOMPARE(keysOf(problems), keys);
    for (const Problem &problem : problems)
        QVERIFY2(sentence(problem.error).contains(QString::fromStdString(problem.key)),
                 qPrintable(sentence(problem.error)));
}

void TestExperiment::flattenListsEveryKeyOnce()
{
    QStringList keys;
    for (const Setting &setting : flatten(Experiment()))
        keys << QString::fromStdString(setting.key);
    QStringList unique = keys;
    QCOMPARE(unique.removeDuplicates(), 0);
    QVERIFY(keys.contains("objective.pool.reuse"));
    QVERIFY(keys.contains("training.threads"));
    QCOMPARE(keys.first(), QString("name"));
    QCOMPARE(flatten(unusual()).size(), std::size_t(keys.size()));
}

void TestExperiment::languageChangesTheBundledTeacherToo()
{
    Experiment experiment;
    experiment.teacher.model = "bundled:tales-en";
    const Experiment chinese = inLanguage(experiment, "zh");
    QCOMPARE(chinese.data.language, std::string("zh"));
    QCOMPARE(chinese.teacher.model, std::string("bundled:tales-zh"));
    QCOMPARE(inLanguage(chinese, "en"), experiment);
    experiment.teacher.model = "run:3";
    QCOMPARE(inLanguage(experiment, "zh").teacher.model, std::string("run:3"));
}

void TestExperiment::presetsAreValid()
{
    const auto presets = readPresets(RETORT_SOURCE_DIR "/resources/presets");
    QVERIFY2(presets, presets ? "" : qPrintable(sentence(presets.error())));
    QVERIFY(presets->size() >= 5);
    QCOMPARE(presets->front().id, std::string("first-distillation"));
    QVERIFY(presets->front().experiment.hasTeacher());
    for (const Preset &preset : *presets) {
        QVERIFY(!preset.description.empty());
        auto experiment = preset.experiment;
        if (experiment.data.kind == DataKind::Text)
            experiment.data.path = "a.txt"; // the user's choice
        QVERIFY2(check(experiment).empty(), preset.id.c_str());
    }
    QVERIFY(!readPresets(RETORT_SOURCE_DIR "/resources/no-such-folder"));
}

void TestExperiment::documentationDescribesEveryKey()
{
    QFile file(RETORT_SOURCE_DIR "/docs/experiment-file.md");
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QString text = QString::fromUtf8(file.readAll());
    const auto defaults = flatten(Experiment());
    for (const Setting &setting : defaults) {
        const QString key = QString::fromStdString(setting.key);
        const qsizetype begin = text.indexOf("| `" + key + "` |");
        QVERIFY2(begin >= 0, qPrintable(key));
        const QString row = text.mid(begin, text.indexOf('\n', begin) - begin);
        QVERIFY2(row.section('|', 3, 3).contains(QString::fromStdString(setting.value)),
                 qPrintable(row));
    }
}

void TestExperiment::machineIsKnown()
{
    const MachineFacts &facts = machineFacts();
    QVERIFY(!facts.torchVersion.empty());
    QVERIFY(!facts.blas.empty());
    QVERIFY(facts.cores >= 1);
    QVERIFY(!slowBlasWarning().message().empty());
}

QTEST_APPLESS_MAIN(TestExperiment)
#include "tst_experiment.moc"
