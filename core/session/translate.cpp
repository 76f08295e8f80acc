#include "core/session/translate.h"

#include <QCoreApplication>

namespace retort {

QString toUserText(const Error &error)
{
    const QString sentence = QCoreApplication::translate("engine", error.text.c_str());
    QString filled;
    // Not QString::arg(): an argument may itself hold "%1".
    for (qsizetype i = 0; i < sentence.size(); ++i) {
        const bool place = sentence[i] == u'%' && i + 1 < sentence.size() && sentence[i + 1] >= u'1'
                           && sentence[i + 1] <= u'9';
        const std::size_t index =
            place ? std::size_t(sentence[i + 1].digitValue() - 1) : error.arguments.size();
        if (index < error.arguments.size()) {
            filled += QString::fromStdString(error.arguments[index]);
            ++i;
        } else {
            filled += sentence[i];
        }
    }
    return filled;
}

} // namespace retort
