// What the window costs: the longest block of the GUI thread during the default experiment, and
// tokens a second beside a run of the same steps without a window, taken in turn.
//
//   QT_QPA_PLATFORM=offscreen build/bin/benchmark-window [STEPS] [ROUNDS]

#include "app/allocator.h"
#include "app/openmp.h"
#include "app/appearance.h"
#include "app/mainwindow.h"
#include "app/runcontrol.h"
#include "core/engine/training/trainer.h"
#include "widgets/common/parts.h"
#include "widgets/experiment/experimentdock.h"

#include <QApplication>
#include <QEventLoop>
#include <QSettings>
#include <QTemporaryDir>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <thread>
#include <vector>

using namespace retort;
using Clock = std::chrono::steady_clock;

namespace {

double milliseconds(Clock::duration duration)
{
    return std::chrono::duration<double, std::milli>(duration).count();
}

/// Sends an event to the GUI thread every 2 ms and keeps how late each was handled.
class Pulse : public QObject
{
public:
    Pulse()
    {
        m_thread = std::jthread([this](const std::stop_token &stop) {
            while (!stop.stop_requested()) {
                const auto sent = Clock::now();
                QMetaObject::invokeMethod(
                    this, [this, sent] { delays.push_back(milliseconds(Clock::now() - sent)); },
                    Qt::QueuedConnection);
                std::this_thread::sleep_for(std::chrono::milliseconds(2));
            }
        });
    }
    std::vector<double> delays;

private:
    std::jthread m_thread;
};

double percentile(std::vector<double> values, double share)
{
    if (values.empty())
        return 0;
    std::sort(values.begin(), values.end());
    return values[std::min(values.size() - 1, std::size_t(share * double(values.size())))];
}

/// Longest, 99.9th percentile of delays in ms; tokens a second.
struct WindowRun
{
    double longest = 0, high = 0, tokensPerSecond = 0;
};

WindowRun runInWindow(const Experiment &experiment, const Resources &resources)
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
    Pulse pulse;
    QEventLoop loop;
    WindowRun result;
    QObject::connect(&window.training(), &TrainingSession::ended, &loop,
                     [&](const Outcome &outcome) {
                         result.tokensPerSecond = outcome.tokensPerSecond;
                         loop.quit();
                     });
    window.runControl().startOrResume();
    loop.exec();
    result.longest = percentile(pulse.delays, 1);
    result.high = percentile(pulse.delays, 0.999);
    return result;
}

double runAlone(const Experiment &experiment, const Resources &resources)
{
    const FolderResolver resolver(resources.teachers);
    TrainingObserver observer;
    TrainingControl control;
    Outcome outcome;
    std::thread([&] {
        outcome = train(experiment, {resolver, {}, {}}, observer, control,
                        std::stop_source().get_token());
    }).join();
    return outcome.tokensPerSecond;
}

} // namespace

int main(int argc, char **argv)
{
    keepOpenMpFromSpinning(argv);
    keepLargeBlocks();
    QApplication application(argc, argv);
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
        "| round | longest block, ms | 99.9 %% of events within, ms | tokens/s in the window "
        "| without | ratio |\n|---|---|---|---|---|---|\n");
    for (int round = 1; round <= rounds; ++round) {
        const WindowRun window = runInWindow(experiment, resources);
        const double alone = runAlone(experiment, resources);
        ratios.push_back(window.tokensPerSecond / alone);
        std::printf("| %d | %.1f | %.1f | %.0f | %.0f | %.3f |\n", round, window.longest,
                    window.high, window.tokensPerSecond, alone, ratios.back());
        std::fflush(stdout);
    }
    std::printf("\nMedian ratio: %.3f\n", percentile(ratios, 0.5));
    return 0;
}
