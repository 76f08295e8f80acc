// What the window costs: the longest block of the GUI thread during the default experiment, and
// tokens a second beside retort-cli with the same experiment, taken in turn.
//
//   QT_QPA_PLATFORM=offscreen build/bin/benchmark-window [STEPS] [ROUNDS]

#include "app/allocator.h"
#include "app/openmp.h"
#include "app/appearance.h"
#include "app/mainwindow.h"
#include "app/runcontrol.h"
#include "widgets/common/parts.h"
#include "widgets/experiment/experimentdock.h"

#include <QApplication>
#include <QEventLoop>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QSettings>
#include <QTemporaryDir>
#include <QThread>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <numeric>
#include <vector>

using namespace retort;
using Clock = std::chrono::steady_clock;

namespace {

/// Keeps how long the handling of each event took, nested event loops' included, in ms.
class TimedApplication : public QApplication
{
public:
    using QApplication::QApplication;
    bool notify(QObject *receiver, QEvent *event) override
    {
        if (m_nested || QThread::currentThread() != thread())
            return QApplication::notify(receiver, event);
        m_nested = true;
        const auto start = Clock::now();
        const bool handled = QApplication::notify(receiver, event);
        blocks.push_back(std::chrono::duration<double, std::milli>(Clock::now() - start).count());
        m_nested = false;
        return handled;
    }
    std::vector<double> blocks;

private:
    bool m_nested = false;
};

double percentile(std::vector<double> values, double share)
{
    if (values.empty())
        return 0;
    std::sort(values.begin(), values.end());
    return values[std::min(values.size() - 1, std::size_t(share * double(values.size())))];
}

/// The longest event, the 99.9th percentile and the sum of all, in ms; tokens a second.
struct WindowRun
{
    double longest = 0, high = 0, sum = 0, tokensPerSecond = 0;
};

WindowRun runInWindow(TimedApplication &application, const Experiment &experiment,
                      const Resources &resources)
{
    QTemporaryDir work;
    QSettings settings(work.filePath(QStringLiteral("settings.ini")), QSettings::IniFormat);
    auto store = RunStore::open(work.filePath(QStringLiteral("runs.sqlite")).toStdString());
    Appearance appearance(settings, resources.presets.parent_path() / "translations");
    Dialogs dialogs;
    MainWindow window({settings, **store, resources, dialogs, appearance, QString()});
    window.resize(1440, 900);
    window.show();
    window.experimentDock().setExperiment(experiment, QString());
    QCoreApplication::processEvents();
    application.blocks.clear();
    QEventLoop loop;
    WindowRun result;
    QObject::connect(&window.training(), &TrainingSession::ended, &loop,
                     [&](const Outcome &outcome) {
                         result.tokensPerSecond = outcome.tokensPerSecond;
                         loop.quit();
                     });
    window.runControl().startOrResume();
    loop.exec();
    result.longest = percentile(application.blocks, 1);
    result.high = percentile(application.blocks, 0.999);
    result.sum = std::accumulate(application.blocks.begin(), application.blocks.end(), 0.0);
    return result;
}

/// The same experiment in retort-cli, which stands beside this program; 0 where it failed.
double runInTerminal(const Experiment &experiment)
{
    QTemporaryDir work;
    QFile file(work.filePath(QStringLiteral("experiment.json")));
    if (!file.open(QIODevice::WriteOnly))
        return 0;
    file.write(QByteArray::fromStdString(toJson(experiment)));
    file.close();
    QProcess process;
    process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    process.start(QCoreApplication::applicationDirPath() + QStringLiteral("/retort-cli"),
                  {QStringLiteral("train"), file.fileName(), QStringLiteral("--store"),
                   work.filePath(QStringLiteral("runs.sqlite")), QStringLiteral("--json")});
    process.waitForFinished(-1);
    return QJsonDocument::fromJson(process.readAllStandardOutput())
        .object()
        .value(QStringLiteral("tokens_per_second"))
        .toDouble();
}

} // namespace

int main(int argc, char **argv)
{
    keepOpenMpFromSpinning(argv);
    keepLargeBlocks();
    TimedApplication application(argc, argv);
    const Resources resources = Resources::find();
    const auto presets = readPresets(resources.presets);
    if (!presets) {
        std::fprintf(stderr, "%s\n", presets.error().message().c_str());
        return 1;
    }
    Experiment experiment = presets->front().experiment;
    if (argc > 1)
        experiment.training.steps = std::max(1, std::atoi(argv[1]));
    const int rounds = argc > 2 ? std::max(1, std::atoi(argv[2])) : 3;

    std::vector<double> ratios;
    std::printf(
        "| round | longest block, ms | 99.9 %% of events within, ms | all events, s "
        "| tokens/s in the window | in retort-cli | ratio |\n|---|---|---|---|---|---|---|\n");
    for (int round = 1; round <= rounds; ++round) {
        const WindowRun window = runInWindow(application, experiment, resources);
        const double terminal = runInTerminal(experiment);
        ratios.push_back(window.tokensPerSecond / terminal);
        std::printf("| %d | %.1f | %.1f | %.1f | %.0f | %.0f | %.3f |\n", round, window.longest,
                    window.high, window.sum / 1e3, window.tokensPerSecond, terminal, ratios.back());
        std::fflush(stdout);
    }
    std::printf("\nMedian ratio: %.3f\n", percentile(ratios, 0.5));
    return 0;
}
