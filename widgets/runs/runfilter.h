#pragma once
// What is typed above the table of runs: words to find, and comparisons such as "alpha >= 0.5".
//
//     expression := all { "or" all }          all := one { [ "and" ] one }
//     one := "not" one | "(" expression ")" | key operator value | word | "several words"
//     operator := ":" "=" "!=" "<" "<=" ">" ">="     (":" asks whether a text contains the value)

#include "core/store/runstore.h"

#include <QString>

#include <functional>

namespace retort {

class RunFilter
{
public:
    /// Everything passes.
    RunFilter() = default;
    /// An expression that cannot be read has a problem(), and lets everything pass.
    static RunFilter parse(const QString &text);

    bool matches(const RunSummary &run) const { return !m_test || m_test(run); }
    /// Why the expression cannot be read, as a sentence; empty: it can.
    QString problem() const { return m_problem; }
    /// Whether it says itself what it wants of archived runs, which are hidden otherwise.
    bool mentionsArchived() const { return m_mentionsArchived; }
    /// What can be written, for a tooltip.
    static QString help();

private:
    friend class RunFilterParser;
    std::function<bool(const RunSummary &)> m_test;
    QString m_problem;
    bool m_mentionsArchived = false;
};

} // namespace retort
