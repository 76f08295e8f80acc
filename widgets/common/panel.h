#pragma once
// A panel: rounded, frameless, told from the window by its fill; a header row with title, quiet
// subtitle and room for controls at the right; content below.

#include <QFrame>
#include <QString>
#include <QVBoxLayout>

class QHBoxLayout;

namespace retort {

class ElidedLabel;

class Panel : public QFrame
{
    Q_OBJECT

public:
    explicit Panel(QWidget *parent = nullptr);

    void setTitle(const QString &title);
    void setSubtitle(const QString &subtitle);
    /// Adds a control to the header's right end.
    void addHeaderWidget(QWidget *widget);
    /// Between title and subtitle, so that a subtitle that grows moves nothing.
    void addTitleWidget(QWidget *widget);
    /// Content, inside the padding.
    QVBoxLayout *content() const { return m_content; }

private:
    ElidedLabel *m_title;
    ElidedLabel *m_subtitle;
    QHBoxLayout *m_header;
    QHBoxLayout *m_titleRow;
    QVBoxLayout *m_content;
};

/// A 1 px line in the hairline colour.
QWidget *makeHairline(QWidget *parent, Qt::Orientation orientation = Qt::Horizontal);

} // namespace retort
