#pragma once
// What a chosen model is: a line to open, and below it family, sizes, bytes, tokeniser and licence.

#include "core/engine/models/modeldescription.h"

#include <QFrame>

#include <memory>
#include <vector>

class QHBoxLayout;
class QLabel;
class QToolButton;
class QVBoxLayout;

namespace retort {

class ElidedLabel;

class ModelCard final : public QFrame
{
    Q_OBJECT

public:
    /// `name`: the object's; its parts are named after it (".head", ".licence").
    ModelCard(const QString &name, QWidget *parent);
    /// Null: nothing is known, and the card is hidden.
    void showModel(const std::shared_ptr<const ModelDescription> &description);
    void setOpen(bool open);
    bool isOpen() const;
    /// To be called once before it is shown. The name says what the model is here.
    void retranslate(const QString &accessibleName);

protected:
    void paintEvent(QPaintEvent *) override;

private:
    struct Line
    {
        QWidget *all;
        QHBoxLayout *row;
        QLabel *label;
        ElidedLabel *value;
    };
    Line addLine();
    void addLicence();
    void fill();
    void showHead();
    void showLicence();

    std::shared_ptr<const ModelDescription> m_description;
    QString m_accessibleName;
    QToolButton *m_head;
    QWidget *m_body;
    QVBoxLayout *m_rows;
    std::vector<Line> m_lines;
    Line m_licence{};
    QToolButton *m_readLicence = nullptr;
};

} // namespace retort
