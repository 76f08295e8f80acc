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

Answer run(const QStringList &arguments)
{
    QProcess process;
    start(process, arguments);
    return finish(process);
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
    void inspectComparesTwoModels();
    void generationIsReproducible();
    void generationEndsWithTheText();
    void evaluationKnowsItsFloors();

private:
    QStringList stored(QStringList arguments) const { return arguments << "--store" << m_store; }
    QStringList training(const QStringList &more) const
    {
        return stored(QStringList{"train", "--preset", "without-a-teacher"} + Tiny + more);
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
    row("unknown key", {"train", path("unknown.json")}, "student.hieght");
    row("unknown preset", {"train", "--preset", "none"}, "first-distillation");
    row("file and preset", {"train", "a.json", "--preset", "as-printed"}, "excludes");
    row("setting without value", {"train", "--set", "seed"}, "key=value");
    row("setting out of range", {"train", "--set", "objective.alpha=2"}, "0 to 1");
    row("heads", {"train", "--set", "student.heads=5"}, "student.width");
    row("zero steps", {"train", "--steps", "0"}, "training.steps is 0");
    row("word for steps", {"train", "--steps", "many"}, "many");
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
        "none.txt");
    row("file is not UTF-8", {"inspect", "--teacher", path("model"), "--file", path("wrong.txt")},
        "byte 10");
    row("top of nothing", {"inspect", "--teacher", path("model"), "--text", "a", "--top", "0"},
        "0");
    row("no prompt", {"generate", "--model", path("model")}, "--prompt");
    row("cold", {"generate", "--model", path("model"), "--prompt", "a", "--temperature", "0"},
        "emperature");
    row("greedy and top-k",
        {"generate", "--model", path("model"), "--prompt", "a", "--greedy", "--top-k", "3"},
        "excludes");
    row("no such store", {"runs", "list", "--store", path("none/runs.sqlite")}, "no store");
    row("no store to resume from", {"train", "--resume", "1", "--store", path("none.sqlite")},
        "no store");
    row("no such step", stored({"generate", "--model", "run:1@7", "--prompt", "a"}), "7");
    row("data is missing", {"eval", "--model", path("model"), "--data", "none.txt"}, "none.txt");
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
    QCOMPARE(run(stored({"runs", "export", "1", "--output", "/proc/none.json"})).code, 2);
}

void TestCli::runsAreDeleted()
{
    const Answer trained = run(training({"--steps", "2", "--json"}));
    const int id = at(trained.json(), "run").toInt();
    const QString folder =
        at(at(stateOf(id), "checkpoints").toArray().first(), "folder").toString();
    QVERIFY(QFile::exists(folder));
    const Answer deleted = run(stored({"runs", "delete", QString::number(id), "--json"}));
    QCOMPARE(deleted.code, 0);
    QCOMPARE(at(deleted.json(), "deleted").toArray(), QJsonArray{id});
    QVERIFY(!QFile::exists(folder));
    QCOMPARE(run(stored({"runs", "show", QString::number(id)})).code, 2);
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

QTEST_GUILESS_MAIN(TestCli)
#include "tst_cli.moc"
