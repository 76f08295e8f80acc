#pragma once
// Tokens as coloured cells with a number beneath; flows over several rows, keyboard and mouse
// select one. Only what is visible is painted.

#include <QColor>
#include <QString>
#include <QWidget>

#include <vector>

namespace retort {

struct TokenCell
{
    QString text;
    QString number;      ///< beneath; empty: none
    QColor fill;         ///< invalid: plain text without a cell (a prompt)
    QString description; ///< tooltip and accessible text
};

class TokenStrip : public QWidget
{
    Q_OBJECT

public:
    explicit TokenStrip(QWidget *parent = nullptr);
    void setCells(std::vector<TokenCell> cells);
    int count() const;
    int selected() const; ///< −1: none
    void setSelected(int index);
    void setPinned(int index); ///< −1: none
    QRect cellRect(int index) const;
    int rowStep() const; ///< pixels from one row to the next
    bool hasHeightForWidth() const override;
    int heightForWidth(int width) const override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void selectionChanged(int index);
    void activated(int index); ///< Return, or a double click

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    bool event(QEvent *event) override;

private:
    void layoutCells(int width);

    std::vector<TokenCell> m_cells;
    std::vector<QRect> m_rects;
    int m_selected = -1;
    int m_pinned = -1;
    int m_height = 0;
};

} // namespace retort
