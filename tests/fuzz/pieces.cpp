#include "core/engine/text/piecemodel.h"
#include "core/engine/text/tokenizerfiles.h"
#include "tests/fuzz/targets.h"

namespace retort::fuzz {

void readPieces(std::string_view input)
{
    const auto model = readPieceModel(input, "input.model");
    if (!model)
        return mustHold(!model.error().message().empty(), "an error has a sentence");
    mustHold(model->unknown >= 0 && std::size_t(model->unknown) < model->pieces.size(),
             "there is a piece for unknown text");
    const auto json = pieceModelJson(*model, {.begin = true, .end = true}, "input.model");
    if (json)
        (void)parseTokenizer(*json, "input.model");
}

void readLlama2c(std::string_view input)
{
    const InputFile file(input);
    const auto json = tokenizerJsonFromLlama2c(file.path());
    if (!json)
        return mustHold(!json.error().message().empty(), "an error has a sentence");
    const auto tokenizer = parseTokenizer(*json, "input.bin");
    if (!tokenizer)
        return;
    const auto ids = (*tokenizer)->encode("Hello, w\u00f6rld! \U0001F642");
    if (ids)
        (void)(*tokenizer)->decode(*ids);
}

} // namespace retort::fuzz
