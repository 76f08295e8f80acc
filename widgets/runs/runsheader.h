#pragma once
// The headings of the table of runs, mathematics in italics, aligned with what stands below them.

#include <QHeaderView>

namespace retort {

class RunsHeader final : public QHeaderView
{
    Q_OBJECT

public:
    explicit RunsHeader(QWidget *parent);
    QSize sizeHint() const override;
    /// What a heading needs, room for the sign of the sorting included.
    int widthOf(int section) const;

protected:
    void paintSection(QPainter *painter, const QRect &rect, int section) const override;
};

} // namespace retort
