#pragma once
// How deep a JSON text nests, before anything is built of it.

#include <string_view>

namespace retort {

/// Whether brackets nest no deeper than `most`. Looks at nothing else: the text need not be valid.
/// A parser's stack and tree grow with depth by far more than the bytes of a bracket.
bool nestsAtMost(std::string_view json, int most);

} // namespace retort
