// Runs the built retort-cli as a user would.

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>

#include <cmath>
#include <csignal>
#include <functional>

#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

namespace {

constexpr int Patience = 120000; ///< ms; a loaded machine is slow, a right program is not

struct Answer
{
    int code = -1;
    QByteArray out;
    QByteArray error;

    QJsonObject json() const { return QJsonDocument::fromJson(out).object(); }
};

const QString Program = QStringLiteral(RETORT_BINARY_DIR "/bin/retort-cli");

void start(QProcess &process, const QStringList &arguments)
{
    process.start(Program, arguments);
    QVERIFY2(process.waitForStarted(), qPrintable(process.errorString()));
}

Answer finish(QProcess &process)
{
    if (!process.waitForFinished(Patience))
        process.kill();
    const int code = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
    return {code, process.readAllStandardOutput(), process.readAllStandardError()};
}

/// `prepare` runs in the new process, before the program.
Answer run(const QStringList &arguments, const std::function<void()> &prepare = {},
           const QString &output = {})
{
    QProcess process;
    process.setStandardOutputFile(output);
    process.setStandardInputFile(QProcess::nullDevice());
    process.setChildProcessModifier(prepare);
    start(process, arguments);
    return finish(process);
}

/// As on a full disk: no file may grow beyond `bytes`.
std::function<void()> largestFile(rlim_t bytes)
{
    return [bytes] {
        const rlimit limit{bytes, bytes};
        std::signal(SIGXFSZ, SIG_IGN);
        setrlimit(RLIMIT_FSIZE, &limit);
    };
}

/// The program watches for signals, so that it answers the next one.
bool waitsForSignals(const QProcess &process)
{
    QFile status(QStringLiteral("/proc/%1/status").arg(process.processId()));
    if (!status.open(QIODevice::ReadOnly))
        return false;
    const QByteArray text = status.readAll();
    const qsizetype at = text.indexOf("SigBlk:");
    return text.mid(at + 7, 17).trimmed().toULongLong(nullptr, 16) & (1U << (SIGINT - 1));
}

/// Sizes with which a training takes a second.
const QStringList Tiny{"--set", "student.width=16",
                       "--set", "student.layers=1",
                       "--set", "student.heads=2",
                       "--set", "data.context=24",
                       "--set", "training.batch=4",
                       "--set", "training.evaluation_windows=8",
                       "--set", "training.threads=1",
                       "--set", "training.evaluate_every=10",
                       "--set", "training.checkpoint_every=10"};

/// "final.cross_entropy" in a result.
QJsonValue at(QJsonValue value, const char *path)
{
    for (const QString &key : QString::fromLatin1(path).split(QLatin1Char('.')))
        value = value.toObject().value(key);
    return value;
}

void writeFile(const QString &path, const QByteArray &contents)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(contents), contents.size());
}

QByteArray readFile(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class TestCli : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void helpAndVersionAreAnswered();
    void refusesInputWithOneSentence_data();
    void refusesInputWithOneSentence();
    void presetsAreListedAndPrinted();
    void trainingReportsEveryFigure();
    void trainingLeavesModelAndSummary();
    void progressIsPlainLinesInAFile();
    void printedPresetCanBeTrained();
    void storedRunTeachesAStudent();
    void interruptWritesACheckpointAndRunGoesOn();
    void secondInterruptEndsAtOnce();
    void killedRunIsShownAsInterrupted();
    void runsAreShownAndExported();
    void runsAreDeleted();
    void deletingIsAskedForAndChecksEveryRun();
    void stopWithoutItsCheckpointIsAFailure();
    void interruptBeforeTheFirstStepKeepsNothing();
    void failedResumeLeavesTheRunAsItWas();
    void failedRunKeepsTheOldStudent();
    void resultThatCannotBeWrittenKeepsTheFigures();
    void fullDiskLeavesTheOldFile();
    void fullStandardOutputIsAFailure();
    void vanishedFolderIsNamed();
    void unknownKeyIsShownShortAndPlain();
    void summaryOfOnesOwnReplacesThatOfTheScript();
    void inspectComparesTwoModels();
    void generationIsReproducible();
    void generationEndsWithTheText();
    void evaluationKnowsItsFloors();
    void interruptedEvaluationSaysSo();
    void unknownTokensAreCounted();
    void byteOrderMarkIsNoToken();

private:
    QStringList stored(QStringList arguments) const { return arguments << "--store" << m_store; }
    QStringList training(const QStringList &more) const { return trainingIn(m_store, more); }
    QStringList trainingIn(const QString &store, const QStringList &more) const
    {
        return QStringList{"train", "--preset", "without-a-teacher"} + Tiny + more
               + QStringList{"--store", store};
    }
    QString path(const QString &name) const { return m_folder.filePath(name); }
    QJsonObject stateOf(int run) const
    {
        return ::run(stored({"runs", "show", QString::number(run), "--json"})).json();
    }

    QTemporaryDir m_folder;
    QString m_store;
};

void TestCli::initTestCase()
{
    m_store = path("runs.sqlite");
    writeFile(path("empty.json"), "");
    writeFile(path("broken.json"), "{\"seed\": ");
    writeFile(path("unknown.json"), "{\"student\": {\"hieght\": 3}}");
    writeFile(path("wrong.txt"), "some text \xff\xfe");
    QVERIFY(QDir().mkpath(path("folder.html")));
    QCOMPARE(mkfifo(qPrintable(path("pipe.json")), 0600), 0);
    writeFile(path("small.txt"),
              QByteArray("the cat sat on the mat and the dog sat on the log.\n").repeated(40));
    const Answer trained = run(training({"--steps", "30", "--output", path("model"), "--json"}));
    QVERIFY2(trained.code == 0, trained.error.constData());
}

void TestCli::helpAndVersionAreAnswered()
{
    const Answer help = run({"--help"});
    QCOMPARE(help.code, 0);
    for (const char *command : {"train", "presets", "runs", "eval", "inspect", "generate"})
        QVERIFY2(help.out.contains(command), command);
    const Answer version = run({"--version"});
    QCOMPARE(version.code, 0);
    QVERIFY(version.out.startsWith("retort-cli "));
    QCOMPARE(run({"train", "--help"}).code, 0);
}

void TestCli::refusesInputWithOneSentence_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("part");
    const auto row = [](const char *name, const QStringList &arguments, const QString &part) {
        QTest::newRow(name) << arguments << part;
    };
    row("no command", {}, "Name a command");
    row("unknown command", {"teach"}, "teach");
    row("unknown option", {"train", "--gpu"}, "--gpu");
    row("missing file", {"train", "none.json"}, "none.json");
    row("folder", {"train", m_folder.path()}, "is a folder");
    row("empty file", {"train", path("empty.json")}, "empty.json");
    row("broken file", {"train", path("broken.json")}, "line 1");
    row("pipe", {"train", path("pipe.json")}, "not a regular file");
    row("unknown key", {"train", path("unknown.json")}, "student.hieght");
    row("unknown preset", {"train", "--preset", "none"}, "first-distillation");
    row("file and preset", {"train", "a.json", "--preset", "as-printed"}, "excludes");
    row("setting without value", {"train", "--set", "seed"}, "key=value");
    row("setting out of range", {"train", "--set", "objective.alpha=2"}, "0 to 1");
    row("heads", {"train", "--set", "student.heads=5"}, "student.width");
    row("zero steps", {"train", "--steps", "0"}, "training.steps is 0");
    row("word for steps", {"train", "--steps", "many"}, "many");
    row("steps without end", {"train", "--steps", "99999999999999999999"}, "1e+20");
    const QStringList typed = stored({"train", "--steps", "1", "--output-type"});
    row("output of another type", typed + QStringList{"float8"}, "float16,float32}");
    row("number for a type", typed + QStringList{"1"}, "--output-type");
    row("export of another kind", stored({"runs", "export", "1", "--output", "a.pdf"}),
        ".json or .csv");
    row("export to a pipe", stored({"runs", "export", "1", "--output", path("pipe.json")}),
        "not a regular file");
    row("summary to a folder", {"train", "--summary", path("folder.html")}, "not a regular file");
    row("export nowhere", stored({"runs", "export", "1", "--output", "/proc/none.json"}),
        "--output");
    row("delete without a word", stored({"runs", "delete", "1"}), "--yes");
    row("no text chosen", {"train", "--preset", "characters-of-a-text"}, "data.path");
    row("text is not UTF-8",
        stored({"train", "--preset", "characters-of-a-text", "--set",
                "data.path=" + path("wrong.txt")}),
        "byte 10");
    row("text is missing",
        stored({"train", "--preset", "characters-of-a-text", "--set", "data.path=/none.txt"}),
        "/none.txt");
    row("teacher is missing", stored({"train", "--set", "teacher.model=/none"}), "/none");
    row("language", {"train", "--language", "fr"}, "fr");
    row("summary of another kind", {"train", "--summary", "a.pdf"}, ".html or .txt");
    row("output nowhere", {"train", "--output", "/proc/none"}, "/proc/none");
    row("resume nothing", stored({"train", "--resume", "99"}), "99");
    row("resume what is finished", stored({"train", "--resume", "1"}), "finished");
    row("resume with settings", {"train", "--resume", "1", "--set", "seed=1"}, "excludes");
    row("store is no store", {"runs", "list", "--store", path("wrong.txt")}, "wrong.txt");
    row("store in a file", {"runs", "list", "--store", path("wrong.txt") + "/s"}, "wrong.txt");
    row("no such run", stored({"runs", "show", "99"}), "99");
    row("run is a word", stored({"runs", "show", "last"}), "last");
    row("negative run", stored({"runs", "export", "run:-1"}), "run:-1");
    row("delete nothing", stored({"runs", "delete"}), "RUN");
    row("delete no such run", stored({"runs", "delete", "99", "--yes"}), "99");
    row("no model", {"inspect", "--text", "a"}, "--teacher or --student");
    row("model is an empty folder", {"inspect", "--teacher", "/proc/self/fd", "--text", "a"},
        "config.json");
    row("unknown bundled model", {"inspect", "--teacher", "bundled:none", "--text", "a"},
        "bundled:none");
    row("no text", {"inspect", "--teacher", path("model")}, "--text");
    row("empty text", {"inspect", "--teacher", path("model"), "--text", ""}, "empty");
    row("file is missing", {"inspect", "--teacher", path("model"), "--file", "none.txt"},
        "none.txt. Check the path");
    row("file is not UTF-8", {"inspect", "--teacher", path("model"), "--file", path("wrong.txt")},
        "byte 10");
    row("top of nothing", {"inspect", "--teacher", path("model"), "--text", "a", "--top", "0"},
        "0");
    row("no prompt", {"generate", "--model", path("model")}, "--prompt");
    row("cold", {"generate", "--model", path("model"), "--prompt", "a", "--temperature", "0"},
        "emperature");
    const QStringList generating{"generate", "--model", path("model"), "--prompt", "a"};
    row("boiling", generating + QStringList{"--temperature", "inf"}, "finite");
    row("negative seed", generating + QStringList{"--seed", "-1"}, "-1 is not a whole number");
    row("seed of 65 bits", generating + QStringList{"--seed", "18446744073709551616"},
        "18446744073709551616 is not");
    row("greedy and top-k",
        {"generate", "--model", path("model"), "--prompt", "a", "--greedy", "--top-k", "3"},
        "excludes");
    row("no such store", {"runs", "list", "--store", path("none/runs.sqlite")}, "no store");
    row("no store to resume from", {"train", "--resume", "1", "--store", path("none.sqlite")},
        "no store");
    row("no such step", stored({"generate", "--model", "run:1@7", "--prompt", "a"}), "7");
    row("data is missing", {"eval", "--model", path("model"), "--data", "none.txt"}, "none.txt");
    const QStringList measuring{"eval", "--model", path("model"), "--data", "tales-en"};
    row("no windows", measuring + QStringList{"--windows", "0"}, "--windows is 0");
    row("too many windows", measuring + QStringList{"--windows", "1000000"}, "--windows");
    row("share that is no number", measuring + QStringList{"--validation", "nan"}, "--validation");
    row("other vocabulary", {"eval", "--model", path("model"), "--data", "tales-zh"}, "vocabulary");
    row("context too long",
        {"eval", "--model", path("model"), "--data", "tales-en", "--context", "25"}, "24");
}

void TestCli::refusesInputWithOneSentence()
{
    QFETCH(QStringList, arguments);
    QFETCH(QString, part);
    const Answer plain = run(arguments);
    QCOMPARE(plain.code, 2);
    QVERIFY2(plain.error.contains(part.toUtf8()), plain.error.constData());
    QVERIFY(plain.error.startsWith("retort-cli: "));
    QCOMPARE(plain.error.count('\n'), 1);
    QVERIFY2(plain.out.isEmpty(), plain.out.constData());

    if (arguments.isEmpty() || arguments == QStringList{"teach"})
        return;
    const Answer machine = run(arguments + QStringList{"--json"});
    QCOMPARE(machine.code, 2);
    QVERIFY2(machine.json().value("error").toString().contains(part), machine.out.constData());
}

void TestCli::presetsAreListedAndPrinted()
{
    const Answer plain = run({"presets"});
    QCOMPARE(plain.code, 0);
    QVERIFY(plain.out.contains("first-distillation"));
    const QJsonArray presets = run({"presets", "--json"}).json().value("presets").toArray();
    QVERIFY(presets.size() >= 5);
    for (const auto &preset : presets) {
        QVERIFY(!at(preset, "id").toString().isEmpty());
        QVERIFY(!at(preset, "description").toString().isEmpty());
        QVERIFY(at(preset, "experiment.training.steps").toInt() > 0);
    }
}

void TestCli::trainingReportsEveryFigure()
{
    const Answer answer = run(training({"--steps", "30", "--json", "--set", "name=Figures"}));
    QVERIFY2(answer.code == 0, answer.error.constData());
    const QJsonObject result = answer.json();
    QVERIFY(at(result, "run").toInt() > 0);
    QCOMPARE(at(result, "status").toString(), QString("finished"));
    QCOMPARE(at(result, "steps").toInt(), 30);
    QVERIFY(at(result, "seconds").toDouble() > 0);
    QVERIFY(at(result, "tokens_per_second").toDouble() > 0);

    const QJsonObject last = at(result, "final").toObject();
    for (const char *key : {"cross_entropy", "total", "validation_cross_entropy", "kl_to_truth"})
        QVERIFY2(last[QLatin1String(key)].isDouble(), key);
    for (const char *key : {"sequence_divergence", "token_divergence", "kl_to_teacher"})
        QVERIFY2(last.contains(QLatin1String(key)) && last[QLatin1String(key)].isNull(), key);
    QCOMPARE(at(last, "total").toDouble(), at(last, "cross_entropy").toDouble());

    const double truth = at(result, "floors.truth_cross_entropy").toDouble();
    QVERIFY(truth > 0 && truth < at(last, "validation_cross_entropy").toDouble());
    const QJsonArray evaluations = at(result, "evaluations").toArray();
    QCOMPARE(at(evaluations.first(), "step").toInt(), 0);
    QCOMPARE(at(evaluations.last(), "step").toInt(), 30);
    const double before = at(evaluations.first(), "validation_cross_entropy").toDouble();
    QVERIFY2(at(last, "validation_cross_entropy").toDouble() < before,
             "thirty steps teach something");
}

void TestCli::trainingLeavesModelAndSummary()
{
    const QString html = path("summary.html");
    const Answer answer = run(training({"--steps", "20", "--summary", html, "--set",
                                        "name=A < B & \"C\"", "--output", path("new/model")}));
    QVERIFY2(answer.code == 0, answer.error.constData());
    QVERIFY(answer.out.contains("Finished: run"));
    QVERIFY(answer.out.contains("cross-entropy, nats/token"));
    for (const char *file : {"config.json", "model.safetensors", "tokenizer.json"})
        QVERIFY2(QFile::exists(path("new/model/") + file), file);
    const QByteArray page = readFile(html);
    QVERIFY(page.contains("<svg"));
    QVERIFY(page.contains("<polyline points=\"64.0,"));
    QVERIFY(page.contains("A &lt; B &amp; &quot;C&quot;"));
    QVERIFY(!page.contains("A < B"));
    QVERIFY(page.contains("student.width"));

    const QString text = path("summary.txt");
    QCOMPARE(run(training({"--steps", "2", "--summary", text})).code, 0);
    QVERIFY(readFile(text).contains("KL to the truth"));
}

void TestCli::progressIsPlainLinesInAFile()
{
    const Answer answer = run(training({"--steps", "20"}));
    QCOMPARE(answer.code, 0);
    QVERIFY(answer.out.contains("step 10/20"));
    QVERIFY(answer.out.contains("step 20/20"));
    QVERIFY(!answer.out.contains('\r') && !answer.out.contains('\033'));
    const Answer machine = run(training({"--steps", "20", "--json"}));
    QVERIFY(machine.error.contains("step 10/20"));
    QVERIFY(!machine.json().isEmpty());
}

void TestCli::printedPresetCanBeTrained()
{
    const Answer preset = run({"presets", "without-a-teacher"});
    QCOMPARE(preset.code, 0);
    writeFile(path("mine.json"), preset.out);
    const Answer answer = run(stored(QStringList{"train", path("mine.json")} + Tiny
                                     + QStringList{"--steps", "3", "--language", "zh", "--json"}));
    QVERIFY2(answer.code == 0, answer.error.constData());
    const int id = at(answer.json(), "run").toInt();
    QCOMPARE(at(stateOf(id), "experiment.data.language").toString(), QString("zh"));
}

void TestCli::storedRunTeachesAStudent()
{
    const QStringList text{"--set", "data.kind=text", "--set", "data.path=" + path("small.txt")};
    const Answer first = run(training(text + QStringList{"--steps", "40", "--json"}));
    QVERIFY2(first.code == 0, first.error.constData());
    const QString teacher = QStringLiteral("run:%1").arg(at(first.json(), "run").toInt());
    const Answer second =
        run(training(text
                     + QStringList{"--set", "teacher.model=" + teacher, "--set",
                                   "objective.alpha=0.5", "--set", "objective.beta=0.5", "--set",
                                   "objective.pool.size=16", "--steps", "20", "--json"}));
    QVERIFY2(second.code == 0, second.error.constData());
    const QJsonObject last = at(second.json(), "final").toObject();
    for (const char *key : {"sequence_divergence", "token_divergence", "kl_to_teacher"})
        QVERIFY2(last[QLatin1String(key)].toDouble() > 0, key);
    QVERIFY(at(last, "kl_to_truth").isNull());
    const double total = 0.5 * at(last, "cross_entropy").toDouble()
                         + 0.5 * at(last, "sequence_divergence").toDouble()
                         + 0.5 * at(last, "token_divergence").toDouble();
    QVERIFY(std::abs(total - at(last, "total").toDouble()) < 1e-5);
}

/// Waits until a training that writes plain lines has reached its fifth step.
static void waitForSteps(QProcess &process, const char *line)
{
    QByteArray seen;
    while (!seen.contains(line)) {
        QVERIFY2(process.waitForReadyRead(Patience), seen.constData());
        seen += process.readAllStandardOutput();
    }
}

void TestCli::interruptWritesACheckpointAndRunGoesOn()
{
    QProcess process;
    start(process, training({"--steps", "1000000"}));
    waitForSteps(process, "step 10/1,000,000");
    ::kill(pid_t(process.processId()), SIGINT);
    const Answer interrupted = finish(process);
    QCOMPARE(interrupted.code, 3);
    QVERIFY2(interrupted.error.contains("--resume"), interrupted.error.constData());
    const int id = interrupted.error.split(' ').value(2).toInt();
    const QJsonObject stopped = stateOf(id);
    QCOMPARE(at(stopped, "status").toString(), QString("stopped"));
    const int steps = at(stopped, "steps").toInt();
    QVERIFY(steps >= 10);
    QCOMPARE(at(at(stopped, "checkpoints").toArray().last(), "step").toInt(), steps);

    QProcess resumed;
    start(resumed, stored({"train", "--resume", QStringLiteral("run:%1").arg(id)}));
    waitForSteps(resumed, "held-out CE");
    resumed.terminate();
    QCOMPARE(finish(resumed).code, 3);
    const QJsonObject later = stateOf(id);
    QVERIFY(at(later, "steps").toInt() > steps);
    int before = -1;
    for (const auto &evaluation : at(later, "evaluations").toArray()) {
        QVERIFY(at(evaluation, "step").toInt() > before);
        before = at(evaluation, "step").toInt();
    }
}

void TestCli::secondInterruptEndsAtOnce()
{
    QProcess process;
    start(process, training({"--steps", "1000000"}));
    waitForSteps(process, "step 10/1,000,000");
    ::kill(pid_t(process.processId()), SIGINT);
    ::kill(pid_t(process.processId()), SIGTERM);
    QCOMPARE(finish(process).code, 130);
}

void TestCli::killedRunIsShownAsInterrupted()
{
    QProcess process;
    start(process, training({"--steps", "1000000", "--set", "name=Killed"}));
    waitForSteps(process, "step 20/1,000,000");
    process.kill();
    process.waitForFinished(Patience);
    const QJsonArray runs = at(run(stored({"runs", "list", "--json"})).json(), "runs").toArray();
    const auto killed = std::find_if(runs.begin(), runs.end(), [](const auto &entry) {
        return at(entry, "name") == QStringLiteral("Killed");
    });
    QVERIFY(killed != runs.end());
    QCOMPARE(at(*killed, "status").toString(), QString("interrupted"));
}

void TestCli::runsAreShownAndExported()
{
    const Answer list = run(stored({"runs", "list"}));
    QCOMPARE(list.code, 0);
    QVERIFY(list.out.contains("finished"));
    const Answer show = run(stored({"runs", "show", "1"}));
    QCOMPARE(show.code, 0);
    QVERIFY(show.out.contains("Checkpoints: 10 · 20 · 30"));
    const QJsonObject shown = stateOf(1);
    QCOMPARE(at(shown, "experiment.student.width").toInt(), 16);
    QCOMPARE(at(shown, "planned_steps").toInt(), 30);

    const Answer exported = run(stored({"runs", "export", "1"}));
    QCOMPARE(exported.code, 0);
    QCOMPARE(at(exported.json(), "metrics.total").toArray().size(), qsizetype(30));
    QCOMPARE(run(stored({"runs", "export", "1", "--output", path("run.csv")})).code, 0);
    QVERIFY(readFile(path("run.csv")).startsWith("kind,key,step"));
}

void TestCli::runsAreDeleted()
{
    const Answer trained = run(training({"--steps", "2", "--json"}));
    const int id = at(trained.json(), "run").toInt();
    const QString folder =
        at(at(stateOf(id), "checkpoints").toArray().first(), "folder").toString();
    QVERIFY(QFile::exists(folder));
    const Answer deleted = run(stored({"runs", "delete", QString::number(id), "--yes", "--json"}));
    QCOMPARE(deleted.code, 0);
    QCOMPARE(at(deleted.json(), "deleted").toArray(), QJsonArray{id});
    QVERIFY(!QFile::exists(folder));
    QCOMPARE(run(stored({"runs", "show", QString::number(id)})).code, 2);
}

void TestCli::deletingIsAskedForAndChecksEveryRun()
{
    const Answer trained = run(training({"--steps", "2", "--json"}));
    const QString id = QString::number(at(trained.json(), "run").toInt());
    QCOMPARE(run(stored({"runs", "delete", id})).code, 2);
    QCOMPARE(run(stored({"runs", "delete", id, "999", "--yes", "--json"})).code, 2);
    QCOMPARE(run(stored({"runs", "show", id})).code, 0);
    QCOMPARE(run(stored({"runs", "delete", id, "run:" + id, "--yes"})).code, 0);
    QCOMPARE(run(stored({"runs", "show", id})).code, 2);
}

void TestCli::stopWithoutItsCheckpointIsAFailure()
{
    writeFile(path("blocked-checkpoints"), "no folder");
    QProcess process;
    start(process, trainingIn(path("blocked.sqlite"), {"--steps", "1000000", "--set",
                                                       "training.checkpoint_every=1000000"}));
    waitForSteps(process, "step 10/1,000,000");
    ::kill(pid_t(process.processId()), SIGINT);
    const Answer stopped = finish(process);
    QCOMPARE(stopped.code, 1);
    QVERIFY2(stopped.error.contains("blocked-checkpoints"), stopped.error.constData());
    QVERIFY2(!stopped.error.contains("--resume"), stopped.error.constData());
}

void TestCli::interruptBeforeTheFirstStepKeepsNothing()
{
    const QString store = path("early.sqlite");
    const auto runs = [&] {
        return at(::run({"runs", "list", "--json", "--store", store}).json(), "runs").toArray();
    };
    QProcess process;
    start(process, trainingIn(store, {"--json", "--set", "training.evaluation_windows=100000"}));
    QTRY_VERIFY_WITH_TIMEOUT(!runs().isEmpty(), Patience);
    ::kill(pid_t(process.processId()), SIGINT);
    const Answer stopped = finish(process);
    QCOMPARE(stopped.code, 3);
    QVERIFY2(stopped.error.contains("before its first step"), stopped.error.constData());
    QVERIFY(!stopped.error.contains("--resume"));
    QVERIFY(stopped.json().value("error").toString().contains("before its first step"));
    QVERIFY(runs().isEmpty());
}

void TestCli::failedResumeLeavesTheRunAsItWas()
{
    QVERIFY(QFile::copy(path("small.txt"), path("moving.txt")));
    QProcess process;
    start(process, training({"--steps", "1000000", "--set", "data.kind=text", "--set",
                             "data.path=" + path("moving.txt")}));
    waitForSteps(process, "step 10/1,000,000");
    ::kill(pid_t(process.processId()), SIGINT);
    const int id = finish(process).error.split(' ').value(2).toInt();
    const QStringList resume = stored({"train", "--resume", QString::number(id)});
    const QJsonObject before = stateOf(id);
    QCOMPARE(at(before, "status").toString(), QString("stopped"));

    QVERIFY(QFile::rename(path("moving.txt"), path("moved.txt")));
    const Answer withoutText = run(resume);
    QCOMPARE(withoutText.code, 2);
    QVERIFY2(withoutText.error.contains("moving.txt"), withoutText.error.constData());
    QCOMPARE(stateOf(id), before);

    QVERIFY(QFile::rename(path("moved.txt"), path("moving.txt")));
    const QJsonValue newest = at(before, "checkpoints").toArray().last();
    QVERIFY(QFile::remove(at(newest, "folder").toString() + "/state.json"));
    QCOMPARE(run(resume).code, 2);
    QCOMPARE(at(stateOf(id), "status").toString(), QString("stopped"));
    QCOMPARE(at(stateOf(id), "steps"), at(before, "steps"));
}

void TestCli::failedRunKeepsTheOldStudent()
{
    const QString weights = path("kept/model.safetensors");
    QCOMPARE(run(training({"--steps", "2", "--output", path("kept")})).code, 0);
    const QByteArray before = readFile(weights);
    const Answer failed =
        run(training({"--steps", "60", "--output", path("kept"), "--set",
                      "optimizer.learning_rate=10", "--set", "optimizer.weight_decay=10", "--set",
                      "optimizer.clip=0", "--set", "optimizer.warmup_steps=0"}));
    QCOMPARE(failed.code, 1);
    QVERIFY2(failed.error.contains("became infinite"), failed.error.constData());
    QVERIFY2(!failed.out.contains("The student is in"), failed.out.constData());
    QVERIFY(!before.isEmpty() && readFile(weights) == before);
}

void TestCli::resultThatCannotBeWrittenKeepsTheFigures()
{
    QVERIFY(QDir().mkpath(path("taken/model.safetensors/folder")));
    const Answer output = run(training({"--steps", "2", "--output", path("taken"), "--json"}));
    QCOMPARE(output.code, 1);
    QVERIFY2(output.error.contains("taken"), output.error.constData());
    QVERIFY(at(output.json(), "run").toInt() > 0);
    QCOMPARE(at(output.json(), "steps").toInt(), 2);
    QVERIFY(at(output.json(), "error").toString().contains("taken"));

    QVERIFY(QDir().mkpath(path("short-lived")));
    QProcess process;
    start(process, training({"--steps", "1000000", "--summary", path("short-lived/a.html")}));
    waitForSteps(process, "step 10/1,000,000");
    QVERIFY(QDir(path("short-lived")).removeRecursively());
    ::kill(pid_t(process.processId()), SIGINT);
    const Answer summary = finish(process);
    QCOMPARE(summary.code, 1);
    QVERIFY2(summary.error.contains("short-lived/a.html"), summary.error.constData());
    QVERIFY2(summary.out.contains("Stopped: run"), summary.out.constData());
}

void TestCli::fullDiskLeavesTheOldFile()
{
    constexpr rlim_t most = 80'000; // SQLite's own small files have room
    const Answer trained = run(training({"--steps", "600", "--json"}));
    const QStringList exporting =
        stored({"runs", "export", QString::number(at(trained.json(), "run").toInt())});
    QVERIFY(run(exporting).out.size() > qsizetype(most));
    writeFile(path("old.json"), "what was there before");
    const Answer exported =
        run(exporting + QStringList{"--output", path("old.json")}, largestFile(most));
    QCOMPARE(exported.code, 1);
    QVERIFY2(exported.error.contains("old.json"), exported.error.constData());
    QVERIFY2(exported.error.contains("--output"), exported.error.constData());
    QCOMPARE(readFile(path("old.json")), QByteArray("what was there before"));

    const Answer printed = run(exporting, largestFile(most), path("output"));
    QCOMPARE(printed.code, 1);
    QVERIFY2(printed.error.contains("Standard output"), printed.error.constData());
}

void TestCli::fullStandardOutputIsAFailure()
{
    for (const QStringList &arguments :
         {QStringList{"presets", "--json"}, QStringList{"presets"}, QStringList{"--help"}}) {
        const Answer answer = run(arguments, largestFile(10), path("output"));
        QCOMPARE(answer.code, 1);
        QVERIFY2(answer.error.contains("Standard output"), answer.error.constData());
    }
}

void TestCli::vanishedFolderIsNamed()
{
    const QByteArray folder = path("gone").toLocal8Bit();
    const Answer answer =
        run({"train", "--preset", "without-a-teacher", "--store", "runs.sqlite"}, [&] {
            if (mkdir(folder.constData(), 0700) != 0 || chdir(folder.constData()) != 0
                || rmdir(folder.constData()) != 0)
                _exit(99);
        });
    QCOMPARE(answer.code, 2);
    QVERIFY2(answer.error.contains("not there any more"), answer.error.constData());
}

void TestCli::unknownKeyIsShownShortAndPlain()
{
    writeFile(path("loud.json"), "{\"\\u001b[31m" + QByteArray(100'000, 'x') + "\": 1}");
    const Answer answer = run({"train", path("loud.json")});
    QCOMPARE(answer.code, 2);
    QVERIFY(answer.error.contains("There is no setting"));
    QVERIFY(answer.error.size() < 1000);
    QVERIFY(!answer.error.contains('\033'));
}

/// scripts/run, with a set-up that does nothing and a program that writes down what it is given.
void TestCli::summaryOfOnesOwnReplacesThatOfTheScript()
{
    QVERIFY(QDir().mkpath(path("tree/scripts/lib")) && QDir().mkpath(path("tree/bin")));
    const QString script = path("tree/scripts/run");
    QVERIFY(QFile::copy(QStringLiteral(RETORT_SOURCE_DIR "/scripts/run"), script));
    writeFile(path("tree/scripts/lib/common.sh"), "say() { :; }\n");
    writeFile(path("tree/scripts/lib/packages.sh"), "");
    writeFile(path("tree/scripts/lib/build.sh"),
              "setUp() { build=" + path("tree").toUtf8() + "; }\n");
    writeFile(path("tree/bin/retort-cli"), "#!/bin/sh\necho \"$@\"\n");
    QVERIFY(QFile::setPermissions(path("tree/bin/retort-cli"), QFile::ReadOwner | QFile::ExeOwner));
    QVERIFY(QDir().mkpath(path("data/retort")));
    writeFile(path("data/retort/summary.html"), "of the run before");

    QProcessEnvironment environment;
    environment.insert(QStringLiteral("PATH"), qEnvironmentVariable("PATH"));
    environment.insert(QStringLiteral("XDG_DATA_HOME"), path("data"));
    const auto given = [&](const QStringList &arguments) {
        QProcess process;
        process.setProcessEnvironment(environment);
        process.start(QStringLiteral("bash"), QStringList{script} + arguments);
        return finish(process).out;
    };
    QVERIFY(given({}).contains("--summary " + path("data").toUtf8() + "/retort/summary.html"));
    QCOMPARE(given({"--summary", "a.html"}).count("--summary"), qsizetype(1));
    QCOMPARE(given({"--summary=a.html"}).count("--summary"), qsizetype(1));
    QCOMPARE(readFile(path("data/retort/summary.html")), QByteArray("of the run before"));
}

void TestCli::inspectComparesTwoModels()
{
    const QStringList arguments = stored({"inspect", "--teacher", path("model"), "--student",
                                          "run:1@10", "--text", "Mia put the red kite"});
    const Answer plain = run(arguments);
    QCOMPARE(plain.code, 0);
    QVERIFY(plain.out.contains("kite"));
    const QJsonObject result = run(arguments + QStringList{"--json", "--top", "3"}).json();
    const QJsonArray positions = at(result, "positions").toArray();
    QCOMPARE(at(positions.last(), "token").toString(), QString("kite"));
    for (const auto &entry : positions) {
        const QJsonObject position = entry.toObject();
        if (!at(position, "predicted").toBool())
            continue;
        for (const char *side : {"teacher", "student"}) {
            const QJsonObject belief = position[QLatin1String(side)].toObject();
            const QJsonArray top = at(belief, "top").toArray();
            QCOMPARE(top.size(), qsizetype(3));
            double mass = at(belief, "remaining").toDouble();
            double previous = 1;
            for (const auto &candidate : top) {
                const double probability = at(candidate, "probability").toDouble();
                QVERIFY(probability <= previous);
                previous = probability;
                mass += probability;
            }
            QVERIFY(std::abs(mass - 1) < 1e-4);
            QVERIFY(at(belief, "rank").toInt() >= 1);
            QVERIFY(at(belief, "entropy").toDouble() > 0);
            QVERIFY(at(belief, "probability").toDouble() > 0);
        }
        for (const char *key :
             {"kl_teacher_student", "kl_student_teacher", "jensen_shannon", "total_variation"})
            QVERIFY2(position[QLatin1String(key)].toDouble() >= 0, key);
    }
}

void TestCli::generationIsReproducible()
{
    const QStringList arguments{"generate", "--model",  path("model"), "--prompt",
                                "Mia",      "--length", "12",          "--json"};
    const auto text = [&](const QStringList &more) {
        const Answer answer = run(arguments + more);
        return answer.code == 0 ? at(answer.json(), "text").toString() : QString();
    };
    QVERIFY(text({"--seed", "3"}).startsWith("Mia"));
    QCOMPARE(text({"--seed", "3"}), text({"--seed", "3"}));
    QVERIFY(text({"--seed", "3"}) != text({"--seed", "4"}));
    QCOMPARE(text({"--greedy"}), text({"--greedy"}));
    QCOMPARE(at(run(arguments).json(), "tokens").toArray().size(), qsizetype(12));
    QCOMPARE(at(run(arguments).json(), "end").toString(), QString("length"));
}

void TestCli::generationEndsWithTheText()
{
    const Answer answer = run({"generate", "--model", "bundled:tales-en", "--prompt", "Xyzzy was",
                               "--length", "500", "--json"});
    QCOMPARE(answer.code, 0);
    QCOMPARE(at(answer.json(), "end").toString(), QString("end-token"));
    QCOMPARE(at(answer.json(), "unknown_prompt_tokens").toInt(), 1);
    QVERIFY2(answer.error.contains("vocabulary"), qPrintable(answer.error));
}

void TestCli::evaluationKnowsItsFloors()
{
    const QJsonObject result = run(stored({"eval", "--model", "run:1@10", "--teacher", "run:1",
                                           "--data", "tales-en", "--windows", "8", "--json"}))
                                   .json();
    QCOMPARE(at(result, "targets").toInt(), 8 * 24);
    QVERIFY(at(result, "cross_entropy").toDouble()
            > at(result, "teacher.cross_entropy").toDouble());
    QVERIFY(at(result, "kl_to_teacher").toDouble() > 0);
    QVERIFY(at(result, "truth_entropy").toDouble() > 0);
    QVERIFY(at(result, "kl_to_truth").toDouble() > at(result, "teacher.kl_to_truth").toDouble());
    QCOMPARE(at(result, "perplexity").toDouble(), std::exp(at(result, "cross_entropy").toDouble()));
}

void TestCli::interruptedEvaluationSaysSo()
{
    QProcess process;
    start(process, {"eval", "--model", path("model"), "--data", "tales-en", "--windows", "100000",
                    "--ngrams", "--json"});
    QTRY_VERIFY_WITH_TIMEOUT(waitsForSignals(process), Patience);
    ::kill(pid_t(process.processId()), SIGINT);
    const Answer answer = finish(process);
    QCOMPARE(answer.code, 3);
    QVERIFY2(answer.error.contains("stopped"), answer.error.constData());
    QVERIFY2(answer.json().value("error").toString().contains("stopped"), answer.out.constData());
}

void TestCli::unknownTokensAreCounted()
{
    const Answer inspected =
        run({"inspect", "--teacher", path("model"), "--text", "Xyzzy was a qwert", "--json"});
    QCOMPARE(inspected.code, 0);
    QCOMPARE(at(inspected.json(), "unknown_tokens").toInt(), 2);
    QVERIFY2(inspected.error.contains("2 of "), inspected.error.constData());
    const Answer known =
        run({"inspect", "--teacher", path("model"), "--text", "Mia was happy", "--json"});
    QCOMPARE(at(known.json(), "unknown_tokens").toInt(), 0);
    QVERIFY2(known.error.isEmpty(), known.error.constData());

    const Answer measured =
        run({"eval", "--model", path("model"), "--data", path("small.txt"), "--json"});
    QVERIFY2(measured.code == 0, measured.error.constData());
    const int unknown = at(measured.json(), "unknown_tokens").toInt();
    QVERIFY(unknown > 0 && unknown < at(measured.json(), "targets").toInt());
    QVERIFY2(measured.error.contains("vocabulary"), measured.error.constData());
}

void TestCli::byteOrderMarkIsNoToken()
{
    writeFile(path("marked.txt"), "\xEF\xBB\xBFMia was happy");
    const QStringList arguments{"inspect", "--teacher", path("model"), "--json"};
    QCOMPARE(at(run(arguments + QStringList{"--file", path("marked.txt")}).json(), "positions"),
             at(run(arguments + QStringList{"--text", "Mia was happy"}).json(), "positions"));
}

QTEST_GUILESS_MAIN(TestCli)
#include "tst_cli.moc"
