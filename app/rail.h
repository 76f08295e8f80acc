#pragma once
// The side rail: five pages, one cell of icon and word each.

#include <QWidget>

#include <array>

class QButtonGroup;
class QToolButton;

namespace retort {

enum class Page { Bench, Tokens, Runs, Playground, Lessons };
inline constexpr int pageCount = int(Page::Lessons) + 1;

QString pageName(Page page); ///< translated
QString pageTip(Page page);
const char *pageKey(Page page); ///< "bench": settings, --page, icon

class Rail final : public QWidget
{
    Q_OBJECT

public:
    explicit Rail(QWidget *parent = nullptr);
    void setCurrent(Page page);

Q_SIGNALS:
    void pageChosen(retort::Page page);

protected:
    void changeEvent(QEvent *event) override;

private:
    void retranslate();

    std::array<QToolButton *, pageCount> m_buttons{};
};

} // namespace retort
