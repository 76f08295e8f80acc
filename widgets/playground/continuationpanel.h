#pragma once
// One model's continuation of a prompt: the tokens as they come, coloured by the probability that
// the model gave them, the alternatives of the selected one, and figures of the whole.

#include "core/session/inferencesession.h"
#include "widgets/common/panel.h"
#include "widgets/inspector/modelcombo.h"

#include <QTimer>

#include <vector>

class QLabel;
class QToolButton;

namespace retort {

class AlternativesPopup;
class FigureRow;
class TokenStrip;

class ContinuationPanel : public Panel
{
    Q_OBJECT

public:
    ContinuationPanel(ModelCombo::Voice voice, AlternativesPopup &popup, QWidget *parent = nullptr);

    ModelCombo *models() const { return m_models; }
    /// Empties the panel; the prompt stands before what comes.
    void begin(const QString &prompt);
    void addToken(const GeneratedToken &token);
    void finish(const GenerationPtr &generation);
    void fail(const QString &sentence);

protected:
    void changeEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void setupHeader();
    void setupBody();
    void retranslate();
    void showTokens();
    void showFigures();
    void showAlternatives(int cell);
    void showMessage();
    QString hint() const;
    QColor color() const;

    ModelCombo::Voice m_voice;
    AlternativesPopup &m_popup;
    ModelCombo *m_models;
    QLabel *m_likelihood, *m_message;
    QToolButton *m_copy;
    TokenStrip *m_strip;
    FigureRow *m_figures;
    QTimer m_repaint;     ///< several tokens share one layout
    bool m_asked = false; ///< the model was given a prompt
    QString m_failure;
    std::vector<QString> m_prompt;
    std::vector<GeneratedToken> m_tokens;
    GenerationPtr m_generation; ///< null until it has ended
};

} // namespace retort
