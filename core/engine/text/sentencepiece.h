#pragma once
// SentencePiece's .model files (Kudo and Richardson 2018), read by the distribution's
// libsentencepiece.

#include "core/engine/text/piecemodel.h"

#include <filesystem>

namespace retort {

/// Ids are libsentencepiece's own. `surround`: the tokens that encodeWithSpans() puts around a
/// text; beginToken() is "<s>" where the model has it and `surround.begin`. toJson() is the
/// tokenizer.json that stands for the model (see pieceModelJson()); text in which a control token
/// is written out, and some sequences that rules of normalisation change, may differ there.
///
/// Errors: no file or one of more than 64 MiB, a file that is no such model (checked before
/// libsentencepiece sees it), a Retort without libsentencepiece. Any thread.
Result<TokenizerPtr> openSentencePiece(const std::filesystem::path &file,
                                       PieceSurround surround = {});

/// Whether the library is there; the error says what is missing and the remedy.
Status sentencePieceAvailable();

} // namespace retort
