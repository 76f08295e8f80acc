#pragma once
// Internal: bytes as text (RFC 4648, §4).

#include <string>
#include <string_view>

namespace retort {

std::string base64(std::string_view bytes);

} // namespace retort
