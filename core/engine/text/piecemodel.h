#pragma once
// Internal: a vocabulary of pieces with scores, as SentencePiece (Kudo and Richardson 2018) and
// llama2.c keep it, and the tokenizer.json that stands for it.

#include "core/engine/result.h"
#include "core/engine/text/tokenizer.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace retort {

/// Values as in SentencePiece's files.
enum class PieceKind { Normal = 1, Unknown, Control, User, Unused, Byte };
enum class PieceAlgorithm { Unigram = 1, Bpe, Word, Character };

struct Piece
{
    std::string text; ///< "▁" for a blank
    float score = 0;
    PieceKind kind = PieceKind::Normal;
};

struct PieceModel
{
    PieceAlgorithm algorithm = PieceAlgorithm::Unigram;
    std::vector<Piece> pieces;
    bool byteFallback = false;
    bool blankInFront = true; ///< add_dummy_prefix
    bool joinsBlanks = true;  ///< remove_extra_whitespaces
    std::string charsmap;     ///< rules of normalisation, compiled
    TokenId unknown = -1, begin = -1, end = -1;
};

/// The tokens around a text, where the model has them.
struct PieceSurround
{
    bool begin = true;
    bool end = false;
};

/// A SentencePiece model's file, at most 64 MiB. Everything that libsentencepiece takes on trust is
/// checked: pieces are different, valid UTF-8 and not empty, the trie of the normalisation's rules
/// stays within its bounds. `name` stands for the file in errors.
/// Formats: sentencepiece_model.proto; the trie as in Yata's darts-clone.
Result<PieceModel> readPieceModel(std::string_view file, const std::string &name);

/// The pairs whose join is a piece, the best score first: what byte-pair encoding by scores joins.
/// Places in `pieces`. An error if there are too many.
Result<std::vector<std::pair<int, int>>> mergesByScore(const std::vector<Piece> &pieces,
                                                       const std::string &name);

/// The contents of a tokenizer.json with the same ids, as Hugging Face's converters make it. Known
/// differences: a special token's name in the text is read as that token; with rules of
/// normalisation a few sequences of signs come out otherwise.
Result<std::string> pieceModelJson(const PieceModel &model, PieceSurround surround,
                                   const std::string &name);

} // namespace retort
