#include "core/engine/text/tokenizer.h"
#include "tests/fuzz/targets.h"

namespace retort::fuzz {

void readTokenizer(std::string_view input)
{
    const auto loaded = parseTokenizer(input, "tokenizer.json");
    if (!loaded)
        return mustHold(!loaded.error().message().empty(), "an error has a sentence");
    const Tokenizer &tokenizer = **loaded;
    for (const std::string_view text :
         {"", "Hello, w\u00f6rld!  12\n", "\u4f60\u597d e\u0301 \U0001F642\t<s>",
          "aaaaaaaaaaaaaaaa"}) {
        const auto ids = tokenizer.encode(text);
        if (!ids)
            continue;
        for (const TokenId id : *ids) {
            mustHold(id >= 0 && id < tokenizer.vocabularySize(), "ids are 0 … V − 1");
            (void)tokenizer.tokenText(id);
            (void)tokenizer.vocabularyEntry(id);
            (void)tokenizer.isSpecial(id);
        }
        (void)tokenizer.decode(*ids);
        const auto places = tokenizer.encodeWithSpans(text, true);
        mustHold(!places || places->ids.size() == places->spans.size(), "each id has its place");
    }
    (void)tokenizer.encode("\xff\xfe broken \xc3");
    (void)tokenizer.vocabularyEntry(-1);
    (void)tokenizer.vocabularyEntry(tokenizer.vocabularySize());
    (void)tokenizer.fingerprint();
}

} // namespace retort::fuzz
