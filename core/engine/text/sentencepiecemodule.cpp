// The one file that sees libsentencepiece. No exception leaves it.

#include "core/engine/text/sentencepiecemodule.h"

#include <sentencepiece_processor.h>

#include <exception>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

using retort::SentencePieceModule;
using Processor = sentencepiece::SentencePieceProcessor;

namespace {

void *openModel(const char *bytes, std::size_t size, SentencePieceModule::Text failed,
                void *context) noexcept
try {
    auto processor = std::make_unique<Processor>();
    const auto status = processor->LoadFromSerializedProto({bytes, size});
    if (status.ok())
        return processor.release();
    const std::string_view why = status.error_message();
    failed(context, why.data(), why.size());
    return nullptr;
} catch (const std::exception &exception) {
    const std::string_view why = exception.what();
    failed(context, why.data(), why.size());
    return nullptr;
}

void closeModel(void *model) noexcept
{
    delete static_cast<Processor *>(model);
}

bool encode(const void *model, const char *text, std::size_t size, SentencePieceModule::Piece piece,
            void *context) noexcept
try {
    sentencepiece::ImmutableSentencePieceText pieces;
    const auto &processor = *static_cast<const Processor *>(model);
    if (!processor.Encode(std::string_view(text, size), pieces.mutable_proto()).ok())
        return false;
    for (std::size_t i = 0; i < pieces.pieces_size(); ++i) {
        const auto found = pieces.pieces(int(i));
        piece(context, std::int32_t(found.id()), found.begin(), found.end());
    }
    return true;
} catch (const std::exception &) {
    return false;
}

bool decode(const void *model, const std::int32_t *ids, std::size_t count,
            SentencePieceModule::Text text, void *context) noexcept
try {
    std::string decoded;
    const auto &processor = *static_cast<const Processor *>(model);
    if (!processor.Decode(std::vector<int>(ids, ids + count), &decoded).ok())
        return false;
    text(context, decoded.data(), decoded.size());
    return true;
} catch (const std::exception &) {
    return false;
}

} // namespace

extern "C" __attribute__((visibility("default"))) const SentencePieceModule *retortSentencePiece()
{
    static const SentencePieceModule module{openModel, closeModel, encode, decode};
    return &module;
}
