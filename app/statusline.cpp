#include "app/statusline.h"

#include "core/engine/machine.h"
#include "core/plotdata/format.h"
#include "widgets/common/icons.h"
#include "widgets/common/theme.h"

#include <QEvent>
#include <QFile>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QTimer>

#include <unistd.h>

namespace retort {

namespace {

/// Resident memory of this process in bytes; 0 where the system does not tell.
double residentBytes()
{
    QFile file(QStringLiteral("/proc/self/statm"));
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    const QList<QByteArray> fields = file.readAll().split(' ');
    return fields.value(1).toDouble() * double(sysconf(_SC_PAGESIZE));
}

} // namespace

StatusLine::StatusLine(QWidget *parent)
    : QWidget(parent)
    , m_store(new QLabel(this))
    , m_sign(new QLabel(this))
    , m_written(new QLabel(this))
    , m_machine(new QLabel(this))
    , m_memory(new QLabel(this))
{
    setFixedHeight(grid::status);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(grid::rail, 0, grid::inside, grid::unit);
    row->setSpacing(grid::unit);
    for (QLabel *label : {m_store, m_sign, m_written, m_machine, m_memory}) {
        label->setFont(fontFor(TextRole::Caption));
        label->setProperty("tone", "secondary");
    }
    m_written->setObjectName(QStringLiteral("writtenStatus"));
    m_memory->setMinimumWidth(fontMetrics().horizontalAdvance(QStringLiteral("Memory 88.88 GB")));
    m_memory->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    row->addWidget(m_store);
    row->addSpacing(grid::inside);
    row->addWidget(m_sign);
    row->addWidget(m_written);
    row->addStretch(1);
    row->addWidget(m_machine);
    row->addSpacing(grid::inside);
    row->addWidget(m_memory);

    auto *timer = new QTimer(this);
    connect(timer, &QTimer::timeout, this, &StatusLine::updateMemory);
    timer->start(2000);
    refresh();
}

void StatusLine::setStore(const QString &file, int runs)
{
    m_file = file;
    m_runs = runs;
    refresh();
}

void StatusLine::setStorageProblem(const QString &sentence)
{
    m_problem = sentence;
    refresh();
}

void StatusLine::setThreads(int threads)
{
    m_threads = threads;
    refresh();
}

void StatusLine::refresh()
{
    m_store->setText(
        tr("Store: %1 · %n run(s)", nullptr, m_runs).arg(QFileInfo(m_file).fileName()));
    m_store->setToolTip(m_file);
    const bool fine = m_problem.isEmpty();
    m_sign->setPixmap(fine ? icon(QStringLiteral("notice"), IconTone::Secondary).pixmap(14, 14)
                           : icon(QStringLiteral("warning"), IconTone::Warning).pixmap(14, 14));
    m_written->setText(fine ? tr("All rows written") : tr("Rows are waiting to be written"));
    m_written->setToolTip(m_problem);

    const MachineFacts &machine = machineFacts();
    const QString library = tr("%1 · LibTorch %2 (CPU)")
                                .arg(QString::fromStdString(machine.blas),
                                     QString::fromStdString(machine.torchVersion));
    m_machine->setText(m_threads > 0 ? QStringLiteral("%1 · %2").arg(
                           tr("%n thread(s)", nullptr, m_threads), library)
                                     : library);
    m_machine->setToolTip(QString::fromStdString(machine.cpu));
    updateMemory();
}

void StatusLine::updateMemory()
{
    const double bytes = residentBytes();
    m_memory->setText(bytes > 0 ? tr("Memory %1 GB").arg(bytes / 1e9, 0, 'f', 2) : QString());
}

void StatusLine::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange || event->type() == QEvent::PaletteChange)
        refresh();
}

} // namespace retort
