// Students that start from a model or from layers of their teacher; what is told before a run.

#include "core/engine/models/layercopy.h"
#include "core/engine/models/modeldescription.h"
#include "core/engine/training/estimate.h"
#include "core/engine/training/prepare.h"
#include "tests/tinymodel.h"
#include "tests/trainingfixture.h"

#include <QtTest>

using namespace retort;

namespace {

QString sentence(const Error &error)
{
    return QString::fromStdString(error.message());
}

} // namespace

class TestStudentStart : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void originIsWritten_data();
    void originIsWritten();
    void layersAreSpacedEvenly();
    void copiesHoldTheChosenLayers_data();
    void copiesHoldTheChosenLayers();
    void teachersLayersAreTheStudentAtStepZero();
    void allLayersOfAModelAreThatModel();
    void missingLayersAreRefused();
    void otherVocabulariesAreRefused();
    void descriptionTellsWhatIsThere();
    void estimateIsOfTheRightSize();

private:
    std::filesystem::path folder(const char *name) const
    {
        return m_directory.filePath(QString::fromLatin1(name)).toStdString();
    }

    QTemporaryDir m_directory;
    TokenizerPtr m_tokens = openTales({.context = 24})->tokenizer();
    FolderResolver m_resolver{std::filesystem::path()};
};

void TestStudentStart::initTestCase()
{
    for (const char *family : {"gpt2", "llama"}) {
        ModelConfig config;
        config.architecture = family;
        config.layers = 4;
        config.heads = 2;
        config.width = 32;
        config.context = 32;
        const auto model = LanguageModel::create(config, m_tokens, 7);
        QVERIFY(model);
        sharpen(*model->impl()->module, 3);
        QVERIFY(model->save(folder(family)));
    }
}

void TestStudentStart::originIsWritten_data()
{
    QTest::addColumn<QString>("initial");
    QTest::addColumn<bool>("valid");
    QTest::addColumn<int>("layers");
    QTest::newRow("random") << "" << true << 0;
    QTest::newRow("teacher") << "teacher" << true << 0;
    QTest::newRow("layers") << "teacher:0,2,5" << true << 3;
    QTest::newRow("folder named teacherly") << "teacherly" << true << 0;
    QTest::newRow("no layers") << "teacher:" << false << 0;
    QTest::newRow("falling") << "teacher:2,1" << false << 0;
    QTest::newRow("twice") << "teacher:2,2" << false << 0;
    QTest::newRow("negative") << "teacher:-1" << false << 0;
    QTest::newRow("trailing comma") << "teacher:1," << false << 0;
    QTest::newRow("words") << "teacher:all" << false << 0;
    QTest::newRow("huge") << "teacher:99999999999" << false << 0;
}

void TestStudentStart::originIsWritten()
{
    QFETCH(QString, initial);
    QFETCH(bool, valid);
    QFETCH(int, layers);
    const auto origin = parseStudentOrigin(initial.toStdString());
    QCOMPARE(bool(origin), valid);
    if (valid)
        QCOMPARE(int(origin->layers.size()), layers);
}

void TestStudentStart::layersAreSpacedEvenly()
{
    QCOMPARE(spacedLayers(12, 4), (std::vector{0, 3, 7, 11}));
    QCOMPARE(spacedLayers(5, 2), (std::vector{0, 4}));
    QCOMPARE(spacedLayers(5, 1), (std::vector{0}));
    QCOMPARE(spacedLayers(3, 3), (std::vector{0, 1, 2}));
}

void TestStudentStart::copiesHoldTheChosenLayers_data()
{
    QTest::addColumn<QString>("family");
    QTest::addColumn<QString>("layer");
    QTest::newRow("gpt2") << "gpt2"
                          << "transformer.h.%1.mlp.c_fc.weight";
    QTest::newRow("llama") << "llama"
                           << "model.layers.%1.mlp.up_proj.weight";
}

void TestStudentStart::copiesHoldTheChosenLayers()
{
    QFETCH(QString, family);
    QFETCH(QString, layer);
    const auto source = LanguageModel::load(folder(family.toLatin1()));
    QVERIFY(source);
    const std::vector layers{1, 3};
    const auto copy = copyLayers(*source, layers, 0.25);
    QVERIFY(copy);
    QCOMPARE(copy->config().layers, 2);
    QCOMPARE(copy->config().dropout, 0.25);
    const auto from = source->impl()->module->named_parameters();
    const auto to = copy->impl()->module->named_parameters();
    for (int i = 0; i < 2; ++i) {
        const auto &mine = to[layer.arg(i).toStdString()];
        const auto &theirs = from[layer.arg(layers[std::size_t(i)]).toStdString()];
        QVERIFY(torch::equal(mine, theirs));
        QVERIFY(mine.data_ptr() != theirs.data_ptr());
    }
}

void TestStudentStart::teachersLayersAreTheStudentAtStepZero()
{
    Experiment experiment = tinyDistillation(folder("llama"));
    experiment.student.initial = "teacher:0,3";
    const auto prepared = prepare(experiment, m_resolver);
    QVERIFY2(prepared, prepared ? "" : qPrintable(sentence(prepared.error())));
    QCOMPARE(prepared->student.architecture, std::string("llama"));
    QCOMPARE(prepared->student.layers, 2);
    const auto student = makeStudent(*prepared, 1);
    QVERIFY(student);
    const std::vector layers{0, 3};
    const auto expected = copyLayers(*prepared->teacher, layers, 0);
    QCOMPARE(student->fingerprint(), expected->fingerprint());

    experiment.student.initial = "teacher";
    experiment.student.layers = 3;
    QCOMPARE(prepare(experiment, m_resolver)->originLayers, (std::vector{0, 1, 3}));

    // And such a student trains.
    RecordingObserver observer;
    TrainingControl control;
    const auto outcome = train(experiment, {m_resolver, {}, {}}, observer, control, {});
    QCOMPARE(outcome.status, OutcomeStatus::Finished);
    QCOMPARE(observer.facts->studentLayers, 3);
    QCOMPARE(observer.facts->studentWidth, 32);
}

void TestStudentStart::allLayersOfAModelAreThatModel()
{
    Experiment experiment = tinyExperiment();
    experiment.student.initial = folder("gpt2").string();
    const auto prepared = prepare(experiment, m_resolver);
    QVERIFY2(prepared, prepared ? "" : qPrintable(sentence(prepared.error())));
    QCOMPARE(makeStudent(*prepared, 1)->fingerprint(),
             LanguageModel::load(folder("gpt2"))->fingerprint());
}

void TestStudentStart::missingLayersAreRefused()
{
    Experiment experiment = tinyDistillation(folder("gpt2"));
    experiment.student.initial = "teacher:1,4";
    auto refused = prepare(experiment, m_resolver);
    QVERIFY(!refused);
    QVERIFY(sentence(refused.error()).contains(QLatin1String("layers 0 to 3")));

    experiment.student.initial = "teacher";
    experiment.student.layers = 5;
    refused = prepare(experiment, m_resolver);
    QVERIFY(!refused);
    QVERIFY(sentence(refused.error()).contains(QLatin1String("4 layers")));

    experiment.teacher.model.clear();
    experiment.objective.alpha = experiment.objective.beta = 0;
    refused = prepare(experiment, m_resolver);
    QVERIFY(!refused);
    QVERIFY(sentence(refused.error()).contains(QLatin1String("there is no teacher")));
}

void TestStudentStart::otherVocabulariesAreRefused()
{
    const auto other = LanguageModel::create(
        {.layers = 1, .heads = 2, .width = 32, .context = 32},
        openTales({.language = TalesLanguage::Chinese, .context = 24})->tokenizer(), 3);
    QVERIFY(other->save(folder("chinese")));
    Experiment experiment = tinyDistillation(folder("gpt2"));
    experiment.student.initial = folder("chinese").string();
    const auto refused = prepare(experiment, m_resolver);
    QVERIFY(!refused);
    // Both are named, with the size of their vocabularies, and what to do.
    const QString text = sentence(refused.error());
    QVERIFY2(text.contains(QString::fromStdString(folder("gpt2").string()))
                 && text.contains(QString::fromStdString(folder("chinese").string()))
                 && text.contains(QString::number(m_tokens->vocabularySize()))
                 && text.contains(QString::number(other->config().vocabulary))
                 && text.contains(QLatin1String("Choose")),
             qPrintable(text));
}

void TestStudentStart::descriptionTellsWhatIsThere()
{
    QFile licence(QString::fromStdString((folder("llama") / "LICENSE").string()));
    QVERIFY(licence.open(QIODevice::WriteOnly));
    licence.write("MIT License\nfor a test" + QByteArray(100'000, ' '));
    licence.close();
    const auto described = describeModel(folder("llama"));
    QVERIFY(described);
    const auto loaded = LanguageModel::load(folder("llama"));
    QVERIFY(described->config == loaded->config());
    QCOMPARE(described->parameters, loaded->parameters());
    QCOMPARE(described->weightBytes, std::uint64_t(4 * loaded->parameters()));
    QCOMPARE(described->weightType, std::string("F32"));
    QCOMPARE(described->tokens, m_tokens->vocabularySize());
    QCOMPARE(described->tokenizerFingerprint, m_tokens->fingerprint());
    QVERIFY(described->licence.starts_with("MIT License"));
    QVERIFY(!describeModel(folder("nothing")));
}

void TestStudentStart::estimateIsOfTheRightSize()
{
    const Experiment experiment = tinyExperiment();
    const auto small = studentConfig(experiment, m_tokens->vocabularySize());
    const auto alone = estimateRun(experiment, small, {});
    QVERIFY(alone);
    QVERIFY(alone->tokensPerSecond > 0 && std::isfinite(alone->tokensPerSecond));
    const auto &training = experiment.training;
    const double tokens = double(training.steps) * training.batch * experiment.data.context;
    QVERIFY(std::abs(alone->seconds * alone->tokensPerSecond / tokens - 1) < 1e-9);

    // A model a thousand times as large is slower and takes at least its weights, gradients and
    // moments more.
    ModelConfig large = small;
    large.layers = 4;
    large.width = 512;
    large.heads = 8;
    const auto heavy = estimateRun(experiment, large, {});
    QVERIFY(heavy->tokensPerSecond < alone->tokensPerSecond);
    QVERIFY(heavy->memory - alone->memory >= 16 * (parameterCount(large) - parameterCount(small)));
}

QTEST_GUILESS_MAIN(TestStudentStart)
#include "tst_studentstart.moc"
