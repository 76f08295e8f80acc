#include "widgets/common/parts.h"

#include <QPainter>

namespace retort {

namespace {

/// Draws the icon anew each time, where a label would keep a picture in the colours of before.
class IconLabel final : public QWidget
{
public:
    IconLabel(const QString &name, IconTone tone, int size, QWidget *parent)
        : QWidget(parent), m_icon(icon(name, tone))
    {
        setFixedSize(size, size);
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        m_icon.paint(&painter, rect());
    }

private:
    QIcon m_icon;
};

} // namespace

QWidget *makeIconLabel(const QString &name, IconTone tone, int size, QWidget *parent)
{
    return new IconLabel(name, tone, size, parent);
}

} // namespace retort
