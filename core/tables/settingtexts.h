#pragma once
// Internal to core/tables: settings of an experiment in words.

#include <QString>

#include <string>

namespace retort {

/// A value as it stands in the experiment file → as a reader wants it: "forward-kl" → "forward KL".
/// What is not known comes back as it is.
QString settingValueText(const std::string &key, const std::string &value);

} // namespace retort
