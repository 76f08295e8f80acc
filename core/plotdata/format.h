#pragma once
// Numbers as a reader wants them, in any language: three decimals for nats, comma in thousands,
// thin space before a unit.

#include <QString>

#include <cstdint>

namespace retort {

QString formatNats(double value);        ///< "1.354"; "—" if not finite; "1.2e+05" if huge
QString formatCount(std::int64_t value); ///< "2,000"
QString formatShort(double value);       ///< "32.0 k", "0.83 M": four signs and a unit prefix
QString formatDuration(double seconds);  ///< "0:38", "1:02:05"
QString formatPercent(double share, int decimals = 1); ///< 0.406 → "40.6 %"
QString formatWeight(double value);                    ///< "0.50"
QString formatLearningRate(double value);              ///< "0.0030", "3.0e-05"

} // namespace retort
