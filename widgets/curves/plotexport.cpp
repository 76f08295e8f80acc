#include "widgets/curves/plotexport.h"

#include "core/store/wholefile.h"
#include "widgets/common/icons.h"
#include "widgets/common/parts.h"
#include "widgets/curves/plotcanvas.h"

#include <QClipboard>
#include <QEvent>
#include <QGuiApplication>
#include <QMenu>

namespace retort {

PlotExport::PlotExport(PlotCanvas &canvas, std::function<QByteArray()> csv, QWidget *parent)
    : QToolButton(parent)
    , m_canvas(canvas)
    , m_csv(std::move(csv))
    , m_menu(new QMenu(this))
    , m_copy(m_menu->addAction(QString()))
    , m_png(m_menu->addAction(QString()))
    , m_svg(m_menu->addAction(QString()))
    , m_pdf(m_menu->addAction(QString()))
    , m_csvFile(m_menu->addAction(QString()))
    , m_reset(m_menu->addAction(QString()))
{
    setObjectName(QStringLiteral("plotMenu"));
    setIcon(retort::icon(QStringLiteral("menu")));
    setPopupMode(QToolButton::InstantPopup);
    setMenu(m_menu);
    m_menu->insertSeparator(m_reset);
    m_copy->setObjectName(QStringLiteral("copyPicture"));
    m_png->setObjectName(QStringLiteral("savePng"));
    m_svg->setObjectName(QStringLiteral("saveSvg"));
    m_pdf->setObjectName(QStringLiteral("savePdf"));
    m_csvFile->setObjectName(QStringLiteral("saveCsv"));
    m_reset->setObjectName(QStringLiteral("resetZoom"));
    connect(m_copy, &QAction::triggered, this, &PlotExport::copy);
    connect(m_png, &QAction::triggered, this,
            [this] { save(QStringLiteral(".png"), tr("PNG pictures (*.png)")); });
    connect(m_svg, &QAction::triggered, this,
            [this] { save(QStringLiteral(".svg"), tr("SVG drawings (*.svg)")); });
    connect(m_pdf, &QAction::triggered, this,
            [this] { save(QStringLiteral(".pdf"), tr("PDF documents (*.pdf)")); });
    connect(m_csvFile, &QAction::triggered, this,
            [this] { save(QStringLiteral(".csv"), tr("CSV tables (*.csv)")); });
    connect(m_reset, &QAction::triggered, &m_canvas, &PlotCanvas::resetZoom);
    retranslate();
}

void PlotExport::changeEvent(QEvent *event)
{
    QToolButton::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

void PlotExport::retranslate()
{
    setAccessibleName(tr("Plot menu"));
    setToolTip(
        tr("Copy or save the plot, save all its points, or see the whole run again. In the "
           "plot: wheel or drag to zoom, Shift and drag to move, double-click for the whole."));
    m_copy->setText(tr("Copy picture"));
    m_png->setText(tr("Save as PNG..."));
    m_svg->setText(tr("Save as SVG..."));
    m_pdf->setText(tr("Save as PDF..."));
    m_csvFile->setText(tr("Save all points as CSV..."));
    m_reset->setText(tr("Show the whole run"));
}

void PlotExport::copy()
{
    QGuiApplication::clipboard()->setPixmap(m_canvas.picture(2));
}

void PlotExport::save(const QString &ending, const QString &filter)
{
    Dialogs standard;
    Dialogs &dialogs = m_dialogs ? *m_dialogs : standard;
    QString file = dialogs.saveFile(window(), tr("Save the plot"), m_stem + ending, filter);
    if (file.isEmpty())
        return;
    if (!file.endsWith(ending, Qt::CaseInsensitive))
        file += ending;
    bool written = false;
    if (ending == QLatin1String(".csv")) {
        written = replaceFile(file, m_csv()).isEmpty();
    } else {
        written = m_canvas.save(file);
    }
    if (!written)
        Q_EMIT failed(tr("The file %1 cannot be written. Choose another folder, or see whether the "
                         "disk is full.")
                          .arg(file));
}

} // namespace retort
