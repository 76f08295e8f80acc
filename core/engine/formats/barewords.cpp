#include "core/engine/formats/barewords.h"

#include <array>
#include <cctype>
#include <utility>

namespace retort {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 3> meanings{
    {{"-Infinity", bareword::minusInfinity},
     {"Infinity", bareword::plusInfinity},
     {"NaN", bareword::notANumber}}};

bool isPartOfWord(char c)
{
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '.';
}

/// @returns characters of the word that stands there, or 0
std::size_t quoteWordAt(std::string &json, std::size_t begin)
{
    if (begin > 0 && isPartOfWord(json[begin - 1]))
        return 0;
    for (const auto &[word, meaning] : meanings) {
        const std::size_t end = begin + word.size();
        if (json.compare(begin, word.size(), word) != 0
            || (end < json.size() && isPartOfWord(json[end])))
            continue;
        std::string quoted = '"' + std::string(meaning) + '"';
        quoted.resize(word.size(), ' ');
        json.replace(begin, word.size(), quoted);
        return word.size();
    }
    return 0;
}

} // namespace

void quoteBareWords(std::string &json)
{
    bool inString = false;
    std::size_t i = 0;
    while (i < json.size()) {
        const char c = json[i];
        if (!inString && (c == '-' || c == 'I' || c == 'N')) {
            if (const std::size_t length = quoteWordAt(json, i); length > 0) {
                i += length;
                continue;
            }
        } else if (inString && c == '\\') {
            ++i;
        } else if (c == '"') {
            inString = !inString;
        }
        ++i;
    }
}

} // namespace retort
