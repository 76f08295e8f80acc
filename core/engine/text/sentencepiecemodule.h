#pragma once
// Internal: what the module that links libsentencepiece gives. It is a file of its own, opened at
// run time out of the way of LibTorch: the distribution's libsentencepiece exports a protobuf of
// its own, which would take the place of the one under LibTorch.

#include <cstddef>
#include <cstdint>

namespace retort {

struct SentencePieceModule
{
    using Piece = void (*)(void *context, std::int32_t id, std::size_t begin, std::size_t end);
    using Text = void (*)(void *context, const char *text, std::size_t size);

    /// A model, or null after `failed` was told why.
    void *(*open)(const char *bytes, std::size_t size, Text failed, void *context);
    void (*close)(void *model);
    /// Ids with the bytes of the text that they stand for. @returns whether all is well
    bool (*encode)(const void *model, const char *text, std::size_t size, Piece piece,
                   void *context);
    bool (*decode)(const void *model, const std::int32_t *ids, std::size_t count, Text text,
                   void *context);
};

/// The name of a function that returns the module's SentencePieceModule.
inline constexpr char sentencePieceEntry[] = "retortSentencePiece";
using SentencePieceEntry = const SentencePieceModule *(*)();

} // namespace retort
