// Tokenises many texts in one run, for comparisons with other libraries.
//
//   tokenize-batch TOKENIZER < texts > results         (a file or folder)
//       a JSON string a line to {"ids", "tokens", "offsets", "plain", "decoded"} a line; ids,
//       tokens and offsets with special tokens, "plain" the ids without them
//   tokenize-batch TOKENIZER --to-json > tokenizer.json
//   tokenize-batch TOKENIZER --time FILE [--lines] [--spans]
//       seconds for the whole file, or for its lines one by one; the best of three

#include "core/engine/text/tokenizerfiles.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

using namespace retort;
using Json = nlohmann::json;

namespace {

Json resultOf(const Tokenizer &tokenizer, const std::string &text)
{
    const auto encoding = tokenizer.encodeWithSpans(text, true);
    const auto plain = tokenizer.encode(text);
    if (!encoding || !plain)
        return {{"error", (encoding ? plain.error() : encoding.error()).message()}};
    Json tokens = Json::array();
    Json offsets = Json::array();
    for (std::size_t i = 0; i < encoding->ids.size(); ++i) {
        tokens.push_back(tokenizer.vocabularyEntry(encoding->ids[i]));
        offsets.push_back({encoding->spans[i].begin, encoding->spans[i].end});
    }
    return {{"ids", encoding->ids},
            {"tokens", std::move(tokens)},
            {"offsets", std::move(offsets)},
            {"plain", *plain},
            {"decoded", tokenizer.decode(encoding->ids)}};
}

std::size_t encoded(const Tokenizer &tokenizer, std::string_view text, bool spans)
{
    if (spans) {
        const auto encoding = tokenizer.encodeWithSpans(text, false);
        return encoding ? encoding->ids.size() : 0;
    }
    const auto ids = tokenizer.encode(text);
    return ids ? ids->size() : 0;
}

void time(const Tokenizer &tokenizer, const std::string &file, bool lines, bool spans)
{
    std::ifstream stream(file, std::ios::binary);
    std::ostringstream contents;
    contents << stream.rdbuf();
    const std::string text = contents.str();
    double best = 1e9;
    std::size_t tokens = 0;
    for (int run = 0; run < 3; ++run) {
        tokens = 0;
        const auto start = std::chrono::steady_clock::now();
        if (!lines) {
            tokens = encoded(tokenizer, text, spans);
        } else {
            for (std::size_t at = 0; at < text.size();) {
                const std::size_t end = std::min(text.find('\n', at), text.size());
                tokens += encoded(tokenizer, std::string_view(text).substr(at, end - at), spans);
                at = end + 1;
            }
        }
        const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
        best = std::min(best, taken.count());
    }
    std::printf("{\"seconds\": %.6f, \"tokens\": %zu, \"bytes\": %zu}\n", best, tokens,
                text.size());
}

} // namespace

int main(int argc, char **argv)
{
    if (argc < 2)
        return 2;
    const auto tokenizer = openTokenizer(argv[1]);
    if (!tokenizer) {
        std::cerr << tokenizer.error().message() << '\n';
        return 1;
    }
    const std::vector<std::string> options(argv + 2, argv + argc);
    const auto has = [&options](const char *option) {
        return std::find(options.begin(), options.end(), option) != options.end();
    };
    if (options.size() >= 2 && options[0] == "--time") {
        time(**tokenizer, options[1], has("--lines"), has("--spans"));
        return 0;
    }
    if (has("--to-json")) {
        std::cout << (*tokenizer)->toJson();
        return 0;
    }
    for (std::string line; std::getline(std::cin, line);)
        std::cout << resultOf(**tokenizer, Json::parse(line).get<std::string>()).dump() << '\n';
    return 0;
}
