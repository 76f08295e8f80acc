#pragma once
// The "…" button of a plot: copy, picture files, all points as CSV.

#include <QByteArray>
#include <QToolButton>

#include <functional>

class QAction;
class QMenu;

namespace retort {

class Dialogs;
class PlotCanvas;

class PlotExport final : public QToolButton
{
    Q_OBJECT

public:
    /// `csv` gives every point as text. `canvas` outlives the button.
    PlotExport(PlotCanvas &canvas, std::function<QByteArray()> csv, QWidget *parent);
    /// Who asks for file names; not owned.
    void setDialogs(Dialogs &dialogs) { m_dialogs = &dialogs; }
    /// What files are called unless their user says otherwise.
    void setFileStem(const QString &stem) { m_stem = stem; }

Q_SIGNALS:
    void failed(const QString &sentence);

protected:
    void changeEvent(QEvent *event) override;

private:
    void retranslate();
    void copy();
    void save(const QString &ending, const QString &filter);

    PlotCanvas &m_canvas;
    std::function<QByteArray()> m_csv;
    Dialogs *m_dialogs = nullptr;
    QString m_stem;
    QMenu *m_menu;
    QAction *m_copy;
    QAction *m_png;
    QAction *m_svg;
    QAction *m_pdf;
    QAction *m_csvFile;
    QAction *m_reset;
};

} // namespace retort
