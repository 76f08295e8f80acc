#include "widgets/runs/mathheading.h"

namespace retort {

MathText mathHeading(const QString &plain)
{
    QString markup = plain;
    for (const QString &letter : {QStringLiteral("α"), QStringLiteral("β"), QStringLiteral("τ")})
        markup.replace(letter, u'*' + letter + u'*');
    // Few fonts have the double bar.
    markup.replace(QStringLiteral("p‖q"), QStringLiteral("*p*||*q*"));
    markup.replace(QStringLiteral("r‖q"), QStringLiteral("*r*||*q*"));
    markup.replace(QStringLiteral("r‖p"), QStringLiteral("*r*||*p*"));
    return MathText(markup);
}

} // namespace retort
