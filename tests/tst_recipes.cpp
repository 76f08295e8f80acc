// Every named objective trains, and goes on from a checkpoint to the same bits; the knobs' courses.

#include "core/engine/training/recipes.h"
#include "tests/trainingfixture.h"

#include <QtTest>

#include <cmath>
#include <set>

using namespace retort;

namespace {

struct Recorded
{
    RecordingObserver observer;
    Outcome outcome;
};

void trainInto(Recorded &recorded, const Experiment &experiment,
               const std::filesystem::path &checkpoints = {},
               const std::optional<std::filesystem::path> &resumeFrom = {})
{
    TrainingControl control;
    const FolderResolver resolver{std::filesystem::path()};
    recorded.outcome = train(experiment, {resolver, checkpoints, resumeFrom}, recorded.observer,
                             control, std::stop_source().get_token());
}

void addRecipeRows()
{
    QTest::addColumn<QString>("id");
    for (const ObjectiveRecipe &recipe : objectiveRecipes())
        QTest::newRow(recipe.id.c_str()) << QString::fromStdString(recipe.id);
}

bool complainsOf(const Experiment &experiment, const std::string &key)
{
    for (const Problem &problem : check(experiment)) {
        if (problem.key == key && problem.error.message().size() > 40)
            return true;
    }
    return false;
}

} // namespace

class TestRecipes : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_folder.isValid());
        m_teacher = std::filesystem::path(m_folder.path().toStdString()) / "teacher";
        writeTinyTeacher(m_teacher);
    }

    void namesAndPapersAreThere_data() { addRecipeRows(); }
    void namesAndPapersAreThere()
    {
        QFETCH(QString, id);
        const ObjectiveRecipe *recipe = findRecipe(id.toStdString());
        QVERIFY(recipe);
        QVERIFY(!recipe->name.empty());
        QVERIFY(recipe->description.size() > 40);
        // Found again, whatever the rest of the experiment is.
        Experiment experiment = withRecipe(tinyDistillation(m_teacher), *recipe);
        QCOMPARE(recipeOf(experiment), recipe);
        QVERIFY(check(experiment).empty());
        const auto read = parseExperiment(toJson(experiment));
        QVERIFY(read);
        QCOMPARE(*read, experiment);
        experiment.objective.alpha = 0.123;
        QCOMPARE(recipeOf(experiment), nullptr);
    }

    void trainsAndIsResumedToTheSameBits_data() { addRecipeRows(); }
    void trainsAndIsResumedToTheSameBits()
    {
        QFETCH(QString, id);
        QTemporaryDir folder;
        const std::filesystem::path checkpoints(folder.path().toStdString());
        Experiment experiment =
            withRecipe(tinyDistillation(m_teacher), *findRecipe(id.toStdString()));
        experiment.training.steps = 14;
        experiment.training.checkpointEvery = 1;
        experiment.pool.size = 32;
        experiment.pool.refresh = 4; // rounds end within the run
        if (experiment.objective.studentShare == 0)
            experiment.objective.studentShare = 0.5; // an adaptive one begins with none
        Recorded whole;
        trainInto(whole, experiment, checkpoints / "whole");
        QCOMPARE(whole.outcome.status, OutcomeStatus::Finished);
        QCOMPARE(whole.observer.steps.size(), std::size_t(14));
        for (const StepMetrics &step : whole.observer.steps)
            QVERIFY(std::isfinite(step.total));
        for (const std::size_t at : {2, 3, 4, 8, 11}) {
            Recorded resumed;
            trainInto(resumed, experiment, checkpoints / "resumed",
                      whole.observer.checkpoints[at].folder);
            QCOMPARE(resumed.outcome.status, OutcomeStatus::Finished);
            QVERIFY2(resumed.outcome.student->fingerprint() == whole.outcome.student->fingerprint(),
                     qPrintable(QStringLiteral("from step %1").arg(at + 1)));
        }
    }

    void samplesComeFreshForEachStep()
    {
        Experiment experiment =
            withRecipe(tinyDistillation(m_teacher), *findRecipe("gkd-on-policy"));
        experiment.pool.refresh = 0;
        Recorded whole, again;
        trainInto(whole, experiment);
        trainInto(again, experiment);
        QCOMPARE(whole.outcome.status, OutcomeStatus::Finished);
        QCOMPARE(whole.outcome.student->fingerprint(), again.outcome.student->fingerprint());
        experiment.pool.refresh = 4;
        Recorded older;
        trainInto(older, experiment);
        QVERIFY(older.outcome.student->fingerprint() != whole.outcome.student->fingerprint());
    }

    void mixedTakesItsShareOfTheSteps()
    {
        Experiment experiment = withRecipe(tinyDistillation(m_teacher), *findRecipe("gkd-mixed"));
        experiment.training.steps = 6;
        std::set<std::string> students;
        for (const double share : {0.0, 0.5, 1.0}) {
            experiment.objective.studentShare = share;
            Recorded run;
            trainInto(run, experiment);
            students.insert(run.outcome.student->fingerprint());
        }
        QCOMPARE(students.size(), std::size_t(3));
        experiment.objective.studentShare = 0;
        Recorded none, data;
        trainInto(none, experiment);
        experiment.objective.sequence.prefixes = PrefixSource::Data;
        trainInto(data, experiment);
        QCOMPARE(none.outcome.student->fingerprint(), data.outcome.student->fingerprint());
    }

    void hardTargetsOnTheDataAreCrossEntropy()
    {
        Experiment experiment = tinyDistillation(m_teacher);
        experiment.objective.beta = 0;
        experiment.objective.sequence = {.targets = Targets::Hard};
        Recorded run;
        trainInto(run, experiment);
        for (const StepMetrics &step : run.observer.steps)
            QVERIFY(std::abs(*step.sequenceDivergence - step.crossEntropy) < 1e-5);
    }

    /// A sum over the sequence is T times the mean.
    void aTermMayHaveAReductionOfItsOwn()
    {
        Experiment experiment = tinyDistillation(m_teacher);
        experiment.optimizer.clip = 0;
        experiment.training.steps = 1;
        experiment.objective.sequence.prefixes = PrefixSource::Data;
        experiment.objective.alpha = 0.25;
        experiment.objective.beta = 0;
        experiment.objective.sequence.reduction = Reduction::SequenceSum;
        Recorded summed, weighted;
        trainInto(summed, experiment);
        const StepMetrics &step = summed.observer.steps.front();
        const double targets = experiment.data.context;
        QVERIFY(std::abs(step.total
                         - (0.75 * step.crossEntropy + 0.25 * targets * *step.sequenceDivergence))
                < 1e-9);
        // The same gradient from a weight that is as much larger.
        experiment.objective.sequence.reduction.reset();
        experiment.objective.alpha = 0;
        experiment.objective.beta = 0.25 * targets / 0.75;
        trainInto(weighted, experiment);
        const double norm = weighted.observer.steps.front().gradientNorm * 0.75;
        QVERIFY(std::abs(norm / step.gradientNorm - 1) < 1e-5);
    }

    void theTokensGivenAreNotLearnt()
    {
        Experiment experiment = tinyDistillation(m_teacher);
        experiment.objective.beta = 0;
        experiment.pool.prompt = experiment.data.context - 1; // one token is generated
        Recorded run;
        trainInto(run, experiment);
        QCOMPARE(run.outcome.status, OutcomeStatus::Finished);
        experiment.pool.prompt = experiment.data.context;
        QVERIFY(complainsOf(experiment, "objective.pool.prompt"));
    }

    void knobsFollowTheirCourses()
    {
        Experiment experiment = tinyDistillation(m_teacher);
        experiment.training.steps = 9;
        experiment.objective.alpha = 0.2;
        experiment.objective.courses.alpha = {CourseKind::Linear, 1.0, 0, 0, 4};
        experiment.objective.courses.beta = {CourseKind::Steps, 0.0, 0, 8, 2};
        experiment.objective.courses.temperature = {CourseKind::Cosine, 3.0, 2, 6, 4};
        Recorded run;
        trainInto(run, experiment);
        const auto &steps = run.observer.steps;
        QCOMPARE(steps[0].alpha, 0.2);
        QVERIFY(std::abs(steps[4].alpha - 0.6) < 1e-12);
        QCOMPARE(steps[8].alpha, 1.0);
        QCOMPARE(steps[3].beta, 0.5);
        QCOMPARE(steps[4].beta, 0.25);
        QCOMPARE(steps[8].beta, 0.0);
        QCOMPARE(steps[2].temperature, 1.0);
        QVERIFY(std::abs(steps[4].temperature - 2.0) < 1e-12);
        QCOMPARE(steps[6].temperature, 3.0);
        QCOMPARE(steps[8].temperature, 3.0);
    }

    void aTurnedKnobLeavesItsCourseAlsoWhenResumed()
    {
        QTemporaryDir folder;
        Experiment experiment = tinyDistillation(m_teacher);
        experiment.training.checkpointEvery = 5;
        experiment.objective.courses.alpha = {CourseKind::Linear, 1.0, 0, 0, 4};
        Recorded run;
        TrainingControl control;
        run.observer.afterStep = [&](const StepMetrics &metrics) {
            if (metrics.step == 3)
                control.push(command::SetAlpha{0.9});
        };
        const FolderResolver resolver{std::filesystem::path()};
        run.outcome =
            train(experiment, {resolver, std::filesystem::path(folder.path().toStdString()), {}},
                  run.observer, control, std::stop_source().get_token());
        QVERIFY(run.observer.steps[2].alpha < 0.7);
        for (std::size_t i = 3; i < run.observer.steps.size(); ++i)
            QCOMPARE(run.observer.steps[i].alpha, 0.9);
        QCOMPARE(run.observer.events.front().after, 0.9);
        Recorded resumed;
        trainInto(resumed, experiment, {}, run.observer.checkpoints.front().folder);
        QCOMPARE(resumed.observer.steps.front().alpha, 0.9);
        QCOMPARE(resumed.outcome.student->fingerprint(), run.outcome.student->fingerprint());
    }

    void adaptiveShareRisesWhenTheStudentGetsWorse()
    {
        Experiment experiment = withRecipe(tinyDistillation(m_teacher), *findRecipe("distillm"));
        experiment.training.steps = 12;
        experiment.training.evaluateEvery = 1;
        experiment.optimizer.learningRate = 0.5; // it will get worse
        experiment.optimizer.warmupSteps = 0;
        Recorded run;
        trainInto(run, experiment);
        QCOMPARE(run.observer.steps.front().studentShare, 0.0);
        double share = 0;
        for (std::size_t i = 1; i < run.observer.steps.size(); ++i) {
            const auto &now = run.observer.evaluations[i];
            const auto &before = run.observer.evaluations[i - 1];
            if (*now.klToTeacher > *before.klToTeacher)
                share += 0.1;
            QVERIFY(std::abs(run.observer.steps[i].studentShare - share) < 1e-9);
        }
        QVERIFY(share > 0);
    }

    void shardsGiveTheSameBitsForAnyNumberOfWorkers_data()
    {
        QTest::addColumn<int>("shards");
        QTest::addColumn<int>("accumulate");
        QTest::newRow("two") << 2 << 1;
        QTest::newRow("three, of four windows") << 3 << 1;
        QTest::newRow("two in each of two parts") << 2 << 2;
    }
    void shardsGiveTheSameBitsForAnyNumberOfWorkers()
    {
        QFETCH(int, shards);
        QFETCH(int, accumulate);
        Experiment experiment = tinyDistillation(m_teacher);
        experiment.student.dropout = 0.1;
        experiment.training.shards = shards;
        experiment.training.accumulate = accumulate;
        std::set<std::string> students;
        for (const int workers : {1, 2, 3, 5}) {
            experiment.training.workers = workers;
            Recorded run;
            trainInto(run, experiment);
            QCOMPARE(run.outcome.status, OutcomeStatus::Finished);
            QCOMPARE(run.observer.facts->shards, shards);
            students.insert(run.outcome.student->fingerprint());
        }
        QCOMPARE(students.size(), std::size_t(1));
    }

    void shardsChangeNothingButRounding()
    {
        Experiment experiment = tinyDistillation(m_teacher);
        std::vector<StepMetrics> first;
        for (const int shards : {1, 2, 4}) {
            experiment.training.shards = shards;
            Recorded run;
            trainInto(run, experiment);
            first.push_back(run.observer.steps.front());
        }
        for (const StepMetrics &step : first) {
            QVERIFY(std::abs(step.total / first.front().total - 1) < 1e-5);
            QVERIFY(std::abs(step.gradientNorm / first.front().gradientNorm - 1) < 1e-4);
        }
    }

    /// What is faster is tried once, and kept with the run.
    void theChoiceOfShardsIsKept()
    {
        QTemporaryDir folder;
        Experiment experiment = tinyDistillation(m_teacher);
        experiment.training.threads = 2;
        Recorded run;
        trainInto(run, experiment, std::filesystem::path(folder.path().toStdString()));
        QVERIFY(run.observer.facts->calibration);
        QVERIFY(run.observer.facts->calibration->whole > 0);
        QVERIFY(run.observer.facts->calibration->sharded > 0);
        Recorded resumed;
        trainInto(resumed, experiment, {}, run.observer.checkpoints.front().folder);
        QVERIFY(!resumed.observer.facts->calibration);
        QCOMPARE(resumed.observer.facts->shards, run.observer.facts->shards);
        QCOMPARE(resumed.outcome.student->fingerprint(), run.outcome.student->fingerprint());
    }

    void whatMakesNoSenseIsRefused_data()
    {
        QTest::addColumn<QString>("setting");
        QTest::addColumn<QString>("recipe");
        QTest::addColumn<QString>("key");
        const auto row = [](const char *name, const char *recipe, const char *setting,
                            const char *key) {
            QTest::newRow(name) << QString::fromLatin1(setting) << QString::fromLatin1(recipe)
                                << QString::fromLatin1(key);
        };
        row("soft reverse KL along beams", "minillm", "objective.sequence.prefixes=teacher-beam",
            "objective.sequence.prefixes");
        row("beams from nothing", "sequence-level-kd", "objective.pool.prompt=0",
            "objective.pool.prompt");
        row("hard Jensen–Shannon", "gkd-off-policy", "objective.sequence.targets=hard",
            "objective.sequence.targets");
        row("hard along own samples", "sequence-level-kd", "objective.sequence.prefixes=student",
            "objective.sequence.targets");
        row("more shards than rows", "samples-and-data", "training.shards=5", "training.shards");
        row("a course that ends before it begins", "samples-and-data",
            R"(objective.schedule.alpha={"kind": "linear", "first_step": 5, "last_step": 5})",
            "objective.schedule.alpha.last_step");
    }
    void whatMakesNoSenseIsRefused()
    {
        QFETCH(QString, setting);
        QFETCH(QString, recipe);
        QFETCH(QString, key);
        const Experiment before =
            withRecipe(tinyDistillation(m_teacher), *findRecipe(recipe.toStdString()));
        QVERIFY(check(before).empty());
        const auto changed = withSetting(before, setting.toStdString());
        QVERIFY2(changed, changed ? "" : changed.error().message().c_str());
        QVERIFY(complainsOf(*changed, key.toStdString()));
        Recorded run;
        trainInto(run, *changed);
        QCOMPARE(run.outcome.status, OutcomeStatus::Failed);
        QVERIFY(!run.observer.facts);
    }

private:
    QTemporaryDir m_folder;
    std::filesystem::path m_teacher;
};

QTEST_GUILESS_MAIN(TestRecipes)
#include "tst_recipes.moc"
