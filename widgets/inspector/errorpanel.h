#pragma once
// "Where the error comes from", at one position: teacher error KL(r∥p), imitation error KL(p∥q) and
// student error KL(r∥q) as bars on one scale, and what truth, teacher and student gave to the
// token.

#include "core/engine/inference/inspect.h"

#include <QWidget>

#include <array>
#include <optional>

class QGridLayout;
class QLabel;

namespace retort {

class ElidedLabel;
class MathLabel;

class ErrorPanel : public QWidget
{
    Q_OBJECT

public:
    explicit ErrorPanel(QWidget *parent = nullptr);
    /// `tales`: the truth is known where the text is what Tales could write.
    void setPosition(const InspectedPosition &position, bool tales = false);
    void clear();
    QSize minimumSizeHint() const override;

protected:
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    class Meter;
    struct Row
    {
        MathLabel *name;
        QLabel *value;
        Meter *meter;
    };

    void setupErrors(QGridLayout *grid);
    void setupTable(QGridLayout *grid);
    void arrange();
    void retranslate();
    void refresh();

    std::optional<InspectedPosition> m_position;
    bool m_tales = false;
    QLabel *m_title, *m_unit;
    ElidedLabel *m_note;
    QGridLayout *m_errors;
    std::array<Row, 3> m_rows{};
    std::array<QLabel *, 3> m_heads{};
    std::array<MathLabel *, 3> m_rowNames{};
    std::array<std::array<QLabel *, 3>, 3> m_cells{}; ///< [row][truth, teacher, student]
    std::optional<bool> m_compact;
};

} // namespace retort
