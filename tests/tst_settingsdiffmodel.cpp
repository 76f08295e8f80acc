#include "core/tables/settingsdiffmodel.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace retort;

namespace {

RunForComparison comparable(std::int64_t id, const Experiment &experiment)
{
    RunForComparison run;
    run.summary.id = {id};
    run.summary.name = QString::fromStdString(experiment.name);
    run.summary.alpha = experiment.objective.alpha;
    run.summary.beta = experiment.objective.beta;
    run.settings = flatten(experiment);
    return run;
}

Experiment named(const std::string &name)
{
    Experiment experiment;
    experiment.name = name;
    experiment.teacher.model = "bundled:tales-en";
    return experiment;
}

struct Watched
{
    SettingsDiffModel model;
    QAbstractItemModelTester tester{&model, QAbstractItemModelTester::FailureReportingMode::QtTest};
    QSignalSpy inserted{&model, &QAbstractItemModel::rowsInserted};
    QSignalSpy removed{&model, &QAbstractItemModel::rowsRemoved};
    QSignalSpy changed{&model, &QAbstractItemModel::dataChanged};
    QSignalSpy reset{&model, &QAbstractItemModel::modelReset};

    QStringList row(int row) const
    {
        QStringList cells{model.headerData(row, Qt::Vertical).toString()};
        for (int column = 0; column < model.columnCount(); ++column)
            cells << model.index(row, column).data().toString();
        return cells;
    }
    QStringList rowOf(const char *key) const
    {
        for (int at = 0; at < model.rowCount(); ++at) {
            if (model.index(at, 0).data(SettingsDiffModel::KeyRole).toString()
                == QLatin1String(key))
                return row(at);
        }
        return {};
    }
};

QStringList words(std::initializer_list<const char *> texts)
{
    QStringList list;
    for (const char *text : texts)
        list << QString::fromUtf8(text);
    return list;
}

} // namespace

class TestSettingsDiffModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void onlyWhatDiffersIsShown();
    void turnedKnobsShowBothValues();
    void closeWeightsAreToldApart();
    void valuesAreWords();
    void bestFiguresAreMarked();
    void equalBestsAreAllMarked();
    void oneRunHasNoBest();
    void figuresOfTheSameRunsComeWithoutAReset();
    void otherRunsResetTheModel();
    void noRunsAreNoRows();
    void missingKeysAreDashes();
    void everyKeyOfTheExperimentFileHasALabel();
    void unknownKeysComeBackAsTheyAre();
};

void TestSettingsDiffModel::onlyWhatDiffersIsShown()
{
    Experiment first = named("First");
    Experiment second = named("Second");
    second.student.width = 24;
    second.training.steps = 4000;
    Watched watched;
    watched.model.setRuns({comparable(1, first), comparable(2, second)});
    QCOMPARE(watched.model.differing(), 2);
    QCOMPARE(watched.model.total(), int(flatten(first).size()) - 1); // the name is no setting
    QCOMPARE(watched.model.rowCount(), 2);
    QCOMPARE(watched.row(0), words({"Embedding width", "48", "24"}));
    QCOMPARE(watched.row(1), words({"Steps", "900", "4,000"}));
    QCOMPARE(watched.model.headerData(1, Qt::Horizontal).toString(), QStringLiteral("Second"));
    QVERIFY(!watched.model.index(0, 0).data(SettingsDiffModel::IsResultRole).toBool());
}

void TestSettingsDiffModel::turnedKnobsShowBothValues()
{
    Experiment experiment = named("Turned");
    experiment.objective.alpha = 0.3;
    auto turned = comparable(1, experiment);
    turned.summary.alpha = 0.7;
    auto left = comparable(2, experiment);
    Watched watched;
    watched.model.setRuns({turned, left});
    QCOMPARE(watched.rowOf("objective.alpha"), words({"α", "0.30 → 0.70", "0.30"}));
}

void TestSettingsDiffModel::closeWeightsAreToldApart()
{
    Experiment first = named("First");
    Experiment second = named("Second");
    first.objective.beta = 0.331;
    second.objective.beta = 0.334;
    Watched watched;
    watched.model.setRuns({comparable(1, first), comparable(2, second)});
    QCOMPARE(watched.rowOf("objective.beta"), words({"β", "0.331", "0.334"}));
}

void TestSettingsDiffModel::valuesAreWords()
{
    Experiment first = named("First");
    Experiment second = named("Second");
    first.data.windows = 100;
    second.teacher.model.clear();
    second.objective.sequence.prefixes = PrefixSource::Data;
    second.objective.token.divergence.tauSquared = false;
    second.optimizer.schedule = ScheduleKind::Constant;
    second.optimizer.clip = 0;
    second.seed = 12345;
    Watched watched;
    watched.model.setRuns({comparable(1, first), comparable(2, second)});
    QCOMPARE(watched.rowOf("data.windows"), words({"Training windows", "100", "without end"}));
    QCOMPARE(watched.rowOf("teacher.model"), words({"Teacher", "bundled:tales-en", "none"}));
    QCOMPARE(watched.rowOf("objective.sequence.prefixes"),
             words({"Sequence term: along", "teacher samples", "data"}));
    QCOMPARE(watched.rowOf("objective.token.tau_squared"),
             words({"Token term: times τ²", "on", "off"}));
    QCOMPARE(watched.rowOf("optimizer.schedule"), words({"Schedule", "cosine", "constant"}));
    QCOMPARE(watched.rowOf("optimizer.clip").last(), QStringLiteral("off"));
    QCOMPARE(watched.rowOf("seed").last(), QStringLiteral("12345"));
}

void TestSettingsDiffModel::bestFiguresAreMarked()
{
    auto first = comparable(1, named("First"));
    auto second = comparable(2, named("Second"));
    auto third = comparable(3, named("Third"));
    first.summary.crossEntropy = 1.5;
    second.summary.crossEntropy = 1.398;
    third.summary.crossEntropy = 1.4;
    first.summary.klToTeacher = 0.2;
    third.summary.klToTeacher = 0.1;
    first.summary.tokensPerSecond = 31000;
    second.summary.tokensPerSecond = 52000;
    Watched watched;
    watched.model.setRuns({first, second, third});
    QCOMPARE(watched.model.differing(), 0);
    QCOMPARE(watched.model.rowCount(), 3); // no run knows the truth
    QCOMPARE(watched.row(0), words({"CE (nats)", "1.500", "1.398", "1.400"}));
    QCOMPARE(watched.row(1), words({"KL(p‖q) (nats)", "0.200", "—", "0.100"}));
    QCOMPARE(watched.row(2), words({"tokens/s", "31.0\u2009k", "52.0\u2009k", "—"}));
    const int best[] = {1, 2, 1};
    for (int row = 0; row < 3; ++row) {
        QVERIFY(watched.model.index(row, 0).data(SettingsDiffModel::IsResultRole).toBool());
        for (int column = 0; column < 3; ++column) {
            const auto index = watched.model.index(row, column);
            QCOMPARE(index.data(SettingsDiffModel::IsBestRole).toBool(), column == best[row]);
        }
    }
}

void TestSettingsDiffModel::equalBestsAreAllMarked()
{
    auto first = comparable(1, named("First"));
    auto second = comparable(2, named("Second"));
    first.summary.klToTruth = second.summary.klToTruth = 0.25;
    Watched watched;
    watched.model.setRuns({first, second});
    QCOMPARE(watched.row(0), words({"KL(r‖q) (nats)", "0.250", "0.250"}));
    QVERIFY(watched.model.index(0, 0).data(SettingsDiffModel::IsBestRole).toBool());
    QVERIFY(watched.model.index(0, 1).data(SettingsDiffModel::IsBestRole).toBool());
}

void TestSettingsDiffModel::oneRunHasNoBest()
{
    auto run = comparable(1, named("Alone"));
    run.summary.crossEntropy = 1.5;
    Watched watched;
    watched.model.setRuns({run});
    QCOMPARE(watched.model.rowCount(), 1);
    QVERIFY(!watched.model.index(0, 0).data(SettingsDiffModel::IsBestRole).toBool());
}

void TestSettingsDiffModel::figuresOfTheSameRunsComeWithoutAReset()
{
    Experiment other = named("Second");
    other.student.layers = 3;
    auto first = comparable(1, named("First"));
    auto second = comparable(2, other);
    first.summary.crossEntropy = 1.5;
    Watched watched;
    watched.model.setRuns({first, second});
    QCOMPARE(watched.reset.count(), 1);
    QCOMPARE(watched.model.rowCount(), 2); // layers, CE

    first.summary.crossEntropy = 1.4;
    watched.model.setRuns({first, second});
    QCOMPARE(watched.changed.count(), 1);
    QCOMPARE(watched.changed[0][0].toModelIndex().row(), 1);

    first.summary.klToTeacher = 0.3; // a new row of results
    second.summary.alpha = 0.9;      // a knob turned: a new row of settings
    watched.model.setRuns({first, second});
    QCOMPARE(watched.inserted.count(), 2);
    QCOMPARE(watched.model.differing(), 2);
    QCOMPARE(watched.rowOf("objective.alpha").last(), QStringLiteral("0.50 → 0.90"));

    second.summary.alpha = 0.5; // and back
    watched.model.setRuns({first, second});
    QCOMPARE(watched.removed.count(), 1);
    QCOMPARE(watched.reset.count(), 1);
}

void TestSettingsDiffModel::otherRunsResetTheModel()
{
    Watched watched;
    watched.model.setRuns({comparable(1, named("First")), comparable(2, named("Second"))});
    watched.model.setRuns({comparable(1, named("First"))});
    QCOMPARE(watched.reset.count(), 2);
    QCOMPARE(watched.model.columnCount(), 1);
}

void TestSettingsDiffModel::noRunsAreNoRows()
{
    Watched watched;
    watched.model.setRuns({});
    QCOMPARE(watched.model.rowCount(), 0);
    QCOMPARE(watched.model.columnCount(), 0);
    QCOMPARE(watched.model.total(), 0);
    watched.model.retranslate();
}

void TestSettingsDiffModel::missingKeysAreDashes()
{
    auto first = comparable(1, named("First"));
    auto second = comparable(2, named("Second"));
    second.settings.push_back({"student.experts", "8"});
    Watched watched;
    watched.model.setRuns({first, second});
    QCOMPARE(watched.row(0), words({"student.experts", "—", "8"}));
}

void TestSettingsDiffModel::everyKeyOfTheExperimentFileHasALabel()
{
    QStringList labels;
    for (const Setting &setting : flatten(Experiment{})) {
        const QString label = settingLabel(setting.key);
        QVERIFY2(label != QString::fromStdString(setting.key), setting.key.c_str());
        QVERIFY2(!labels.contains(label), setting.key.c_str());
        labels << label;
    }
    QVERIFY(labels.contains(QStringLiteral("Embedding width")));
}

void TestSettingsDiffModel::unknownKeysComeBackAsTheyAre()
{
    QCOMPARE(settingLabel("no.such.key"), QStringLiteral("no.such.key"));
}

QTEST_GUILESS_MAIN(TestSettingsDiffModel)
#include "tst_settingsdiffmodel.moc"
