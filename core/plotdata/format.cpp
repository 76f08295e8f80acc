#include "core/plotdata/format.h"

#include <QLocale>

#include <array>
#include <cmath>

namespace retort {

namespace {

QString dash()
{
    return QStringLiteral("—");
}

/// Point for decimals, comma in thousands, whatever the desktop's language is.
QString plain(double value, int decimals)
{
    static const QLocale locale(QLocale::English, QLocale::UnitedStates);
    const QString text = locale.toString(value, 'f', decimals);
    const bool isZero = std::abs(value) < 0.5 * std::pow(10.0, -decimals);
    return isZero && text.startsWith(u'-') ? text.mid(1) : text; // no "-0.000"
}

QString withUnit(const QString &number, QStringView unit)
{
    return number + QChar(0x2009) + unit.toString(); // thin space
}

/// Three digits: "9.50", "32.0", "112".
QString threeDigits(double value)
{
    const double size = std::abs(value);
    return plain(value, size < 9.995 ? 2 : size < 99.95 ? 1 : 0);
}

QString twoPlaces(qint64 number)
{
    return QStringLiteral("%1").arg(number, 2, 10, QLatin1Char('0'));
}

} // namespace

QString formatNats(double value)
{
    if (!std::isfinite(value))
        return dash();
    if (std::abs(value) >= 1e5)
        return QString::number(value, 'e', 1);
    return plain(value, 3);
}

QString formatCount(std::int64_t value)
{
    static const QLocale locale(QLocale::English, QLocale::UnitedStates);
    return locale.toString(qlonglong(value));
}

QString formatShort(double value)
{
    if (!std::isfinite(value))
        return dash();
    struct Prefix
    {
        double from; ///< half of the larger units, so that "0.83 M" and not "830 k"
        double unit;
        QStringView sign;
    };
    static constexpr std::array<Prefix, 4> prefixes{
        {{5e11, 1e12, u"T"}, {5e8, 1e9, u"G"}, {5e5, 1e6, u"M"}, {999.5, 1e3, u"k"}}};
    for (const Prefix &prefix : prefixes) {
        if (std::abs(value) >= prefix.from)
            return withUnit(threeDigits(value / prefix.unit), prefix.sign);
    }
    const bool whole = value == std::floor(value);
    return whole ? plain(value, 0) : threeDigits(value);
}

QString formatDuration(double seconds)
{
    constexpr double longest = 1e12;
    if (!std::isfinite(seconds) || seconds < 0 || seconds > longest)
        return dash();
    const qint64 whole = std::llround(seconds);
    const QString rest = twoPlaces(whole % 60);
    if (whole < 3600)
        return QStringLiteral("%1:%2").arg(whole / 60).arg(rest);
    return QStringLiteral("%1:%2:%3").arg(whole / 3600).arg(twoPlaces(whole / 60 % 60), rest);
}

QString formatPercent(double share, int decimals)
{
    if (!std::isfinite(share))
        return dash();
    return withUnit(plain(share * 100, decimals), u"%");
}

QString formatWeight(double value)
{
    return std::isfinite(value) ? plain(value, 2) : dash();
}

QString formatLearningRate(double value)
{
    if (!std::isfinite(value))
        return dash();
    // Below this, four decimals would show fewer than two digits.
    const bool tiny = value != 0 && std::abs(value) < 0.00095;
    return tiny ? QString::number(value, 'e', 1) : plain(value, 4);
}

} // namespace retort
