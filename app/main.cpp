// retort: the workbench.

#include "app/allocator.h"
#include "app/openmp.h"
#include "app/appearance.h"
#include "app/mainwindow.h"
#include "core/engine/machine.h"
#include "core/session/translate.h"
#include "widgets/common/parts.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QSettings>
#include <QTemporaryDir>

#include <memory>

using namespace retort;

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(main)
};

struct Options
{
    QString store, language, theme, page, size, path;
};

Options readOptions(const QApplication &application)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(
        Words::tr("Workbench for autoregressive knowledge distillation"));
    parser.addHelpOption();
    parser.addVersionOption();
    const QCommandLineOption store(QStringLiteral("store"), Words::tr("Keep runs in FILE."),
                                   QStringLiteral("FILE"));
    const QCommandLineOption language(QStringLiteral("lang"), Words::tr("Language: en or zh_CN."),
                                      QStringLiteral("LANGUAGE"));
    const QCommandLineOption theme(QStringLiteral("theme"),
                                   Words::tr("Theme: light, dark or system."),
                                   QStringLiteral("THEME"));
    const QCommandLineOption page(
        QStringLiteral("page"),
        Words::tr("Page to open: bench, tokens, runs, playground or lessons."),
        QStringLiteral("NAME"));
    const QCommandLineOption size(QStringLiteral("size"),
                                  Words::tr("Size of the window, e.g. 1280x800."),
                                  QStringLiteral("WxH"));
    parser.addOptions({store, language, theme, page, size});
    parser.addPositionalArgument(QStringLiteral("PATH"),
                                 Words::tr("An experiment file, a text file or folder to learn "
                                           "from, or a teacher's model folder."),
                                 QStringLiteral("[PATH]"));
    parser.process(application);
    return {parser.value(store), parser.value(language), parser.value(theme),
            parser.value(page),  parser.value(size),     parser.positionalArguments().value(0)};
}

/// The store asked for; where it cannot be opened, one that lasts as long as the program, and the
/// reason.
std::unique_ptr<RunStore> openStore(const QString &asked, const QTemporaryDir &spare,
                                    QString &notice)
{
    const std::filesystem::path file =
        asked.isEmpty() ? RunStore::defaultFile() : std::filesystem::path(asked.toStdString());
    auto store = RunStore::open(file);
    if (store) {
        notice = (*store)->notice();
        return *std::move(store);
    }
    notice = Words::tr("%1 Runs of this session are not kept.").arg(toUserText(store.error()));
    auto temporary = RunStore::open((spare.path() + QStringLiteral("/runs.sqlite")).toStdString());
    return temporary ? *std::move(temporary) : nullptr;
}

void applyOptions(MainWindow &window, const Options &options)
{
    const QStringList parts = options.size.split(u'x');
    if (parts.size() == 2 && parts[0].toInt() > 0 && parts[1].toInt() > 0)
        window.resize(parts[0].toInt(), parts[1].toInt());
    for (int i = 0; i < pageCount; ++i) {
        if (options.page == QLatin1String(pageKey(Page(i))))
            window.showPage(Page(i));
    }
    if (!options.path.isEmpty())
        window.openPath(options.path);
}

} // namespace

int main(int argc, char **argv)
{
    keepOpenMpFromSpinning(argv);
    keepLargeBlocks();
    QApplication application(argc, argv);
    QCoreApplication::setOrganizationName(QStringLiteral("io.github.retort_workbench"));
    QCoreApplication::setApplicationName(QStringLiteral("Retort"));
    QCoreApplication::setApplicationVersion(QStringLiteral(RETORT_VERSION));
    QGuiApplication::setDesktopFileName(QStringLiteral("io.github.retort_workbench.Retort"));

    const Resources resources = Resources::find();
    QSettings settings(QStringLiteral("io.github.retort_workbench"), QStringLiteral("Retort"));
    Appearance appearance(settings, resources.presets.parent_path() / "translations");
    appearance.restore();
    const Options options = readOptions(application);
    if (!options.language.isEmpty())
        appearance.setLanguage(options.language, false);
    if (!options.theme.isEmpty())
        appearance.setTheme(options.theme, false);

    const QTemporaryDir spare;
    QString notice;
    const std::unique_ptr<RunStore> store = openStore(options.store, spare, notice);
    if (!store) {
        qCritical("%s", qUtf8Printable(notice));
        return 1;
    }
    if (notice.isEmpty() && machineFacts().slowBlas)
        notice = toUserText(slowBlasWarning());
    Dialogs dialogs;
    MainWindow window({settings, *store, resources, dialogs, appearance, notice});
    applyOptions(window, options);
    window.show();
    return QApplication::exec();
}
