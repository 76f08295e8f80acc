// Pictures of every page, from the real window during a real run: English and Chinese, light and
// dark, two sizes. Called by scripts/screenshots.

#include "app/allocator.h"
#include "app/openmp.h"
#include "app/appearance.h"
#include "app/mainwindow.h"
#include "app/rail.h"
#include "app/runcontrol.h"
#include "widgets/common/parts.h"
#include "widgets/experiment/experimentdock.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QDir>
#include <QDoubleSpinBox>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QPushButton>
#include <QSettings>
#include <QTemporaryDir>
#include <QTimer>

#include <cstdio>
#include <memory>

using namespace retort;

namespace {

constexpr int shortRun = 240;   // steps of the runs that the table of runs compares
constexpr int patience = 600;   // seconds for a run
constexpr int settleTime = 900; // ms until answers of the background thread are on screen

void wait(int milliseconds)
{
    QEventLoop loop;
    QTimer::singleShot(milliseconds, &loop, &QEventLoop::quit);
    loop.exec();
}

template <class Condition>
bool waitFor(Condition condition)
{
    QElapsedTimer timer;
    timer.start();
    while (!condition()) {
        if (timer.elapsed() > patience * 1000)
            return false;
        wait(50);
    }
    return true;
}

/// One language's window and the pictures of it.
class Photographer
{
public:
    Photographer(QString folder, QString language)
        : m_folder(std::move(folder))
        , m_language(std::move(language))
        , m_settings(m_work.filePath(QStringLiteral("settings.ini")), QSettings::IniFormat)
        , m_resources(Resources::find())
        , m_appearance(m_settings, m_resources.presets.parent_path() / "translations")
    {
    }

    bool run()
    {
        auto store = RunStore::open(m_work.filePath(QStringLiteral("runs.sqlite")).toStdString());
        if (!store)
            return false;
        m_store = *std::move(store);
        m_appearance.setTheme(QStringLiteral("light"), false);
        m_appearance.setLanguage(m_language, false);
        m_window = std::make_unique<MainWindow>(
            WindowServices{m_settings, *m_store, m_resources, m_dialogs, m_appearance, QString()});
        m_window->resize(1280, 800);
        m_window->show();
        wait(2 * settleTime);
        take(QStringLiteral("idle"), QStringLiteral("light"), {1280, 800});
        return trainForComparison() && photographTheRun();
    }

private:
    TrainingSession &training() const { return m_window->training(); }

    /// The other presets, cut short, so that there is something to compare.
    bool trainForComparison()
    {
        for (const int preset : {1, 2}) {
            ExperimentDock &dock = m_window->experimentDock();
            dock.choosePreset(preset);
            Experiment experiment = dock.experiment();
            experiment.training.steps = shortRun;
            dock.setExperiment(experiment, QString());
            m_window->runControl().startOrResume();
            if (!waitFor([this] { return !training().isActive(); }))
                return false;
        }
        return true;
    }

    bool photographTheRun()
    {
        m_window->experimentDock().choosePreset(0);
        wait(settleTime);
        m_window->runControl().startOrResume();
        const auto reaches = [this](std::int64_t step) {
            return waitFor([this, step] { return training().step() >= step; });
        };
        if (!reaches(120))
            return false;
        m_window->findChild<QDoubleSpinBox *>(QStringLiteral("alphaSpin"))->setValue(0.7);
        if (!reaches(200))
            return false;
        m_window->findChild<QDoubleSpinBox *>(QStringLiteral("betaSpin"))->setValue(0.8);
        if (!reaches(300))
            return false;
        prepareRuns();
        preparePlayground();
        for (const char *theme : {"light", "dark"}) {
            for (const QSize size : {QSize(1280, 800), QSize(1920, 1080)})
                takePages(QString::fromLatin1(theme), size);
        }
        training().stop();
        return waitFor([this] { return !training().isActive(); });
    }

    void prepareRuns()
    {
        m_window->showPage(Page::Runs);
        wait(settleTime);
        auto *table = m_window->findChild<QAbstractItemView *>(QStringLiteral("runsTable"));
        for (int row = 0; table && row < table->model()->rowCount(); ++row)
            table->model()->setData(table->model()->index(row, 0), Qt::Checked, Qt::CheckStateRole);
    }

    void preparePlayground()
    {
        m_window->showPage(Page::Playground);
        wait(settleTime);
        if (auto *generate =
                m_window->findChild<QPushButton *>(QStringLiteral("playgroundGenerate")))
            generate->click();
        wait(2 * settleTime);
    }

    void takePages(const QString &theme, QSize size)
    {
        m_appearance.setTheme(theme, false);
        for (int i = 0; i < pageCount; ++i) {
            m_window->showPage(Page(i));
            take(QLatin1String(pageKey(Page(i))), theme, size);
        }
    }

    void take(const QString &name, const QString &theme, QSize size)
    {
        m_window->resize(size);
        wait(settleTime);
        const QString file = QStringLiteral("%1/%2-%3-%4-%5x%6.png")
                                 .arg(m_folder, name, m_language.left(2), theme)
                                 .arg(size.width())
                                 .arg(size.height());
        m_window->grab().save(file);
        std::printf("%s\n", qPrintable(file));
        std::fflush(stdout);
    }

    QString m_folder, m_language;
    QTemporaryDir m_work;
    QSettings m_settings;
    Resources m_resources;
    Appearance m_appearance;
    Dialogs m_dialogs;
    std::unique_ptr<RunStore> m_store;
    std::unique_ptr<MainWindow> m_window;
};

} // namespace

int main(int argc, char **argv)
{
    keepOpenMpFromSpinning(argv);
    keepLargeBlocks();
    QApplication application(argc, argv);
    QFont font(QStringLiteral("Inter"));
    font.setPixelSize(13);
    QApplication::setFont(font);
    const QString folder = argc > 1 ? QString::fromLocal8Bit(argv[1]) : QStringLiteral("pictures");
    QDir().mkpath(folder);
    for (const char *language : {"en", "zh_CN"}) {
        Photographer photographer(folder, QString::fromLatin1(language));
        if (!photographer.run()) {
            std::fprintf(stderr, "The run for the pictures did not get that far.\n");
            return 1;
        }
    }
    return 0;
}
