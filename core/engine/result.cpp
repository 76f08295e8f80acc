#include "core/engine/result.h"

namespace retort {

std::string Error::message() const
{
    std::string filled;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool place =
            text[i] == '%' && i + 1 < text.size() && text[i + 1] >= '1' && text[i + 1] <= '9';
        const auto index = place ? std::size_t(text[i + 1] - '1') : arguments.size();
        if (index < arguments.size()) {
            filled += arguments[index];
            ++i;
        } else {
            filled += text[i];
        }
    }
    return filled;
}

std::string reasonOf(const std::exception &exception)
{
    const std::string text = exception.what();
    return text.substr(0, text.find('\n'));
}

} // namespace retort
