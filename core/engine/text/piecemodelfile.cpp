// SentencePiece's model files.

#include "core/engine/text/dataset.h"
#include "core/engine/text/piecemodel.h"
#include "core/engine/text/protobuf.h"

#include <algorithm>
#include <cmath>
#include <unordered_set>

namespace retort {

namespace {

constexpr std::size_t mostPieces = 1'000'000;
constexpr std::size_t longestPiece = 512; // bytes
constexpr int byteCount = 256;

// Numbers of fields in sentencepiece_model.proto.
enum class ModelField { Piece = 1, Trainer = 2, Normalizer = 3, SelfTest = 4, Denormalizer = 5 };
enum class PieceField { Text = 1, Score = 2, Kind = 3 };
enum class TrainerField {
    Algorithm = 3,
    BlankBehind = 24,
    ByteFallback = 35,
    Unknown = 40,
    Begin = 41,
    End = 42,
    UnknownPiece = 45,
    BeginPiece = 46,
    EndPiece = 47,
};
enum class NormalizerField {
    Charsmap = 2,
    BlankInFront = 3,
    JoinsBlanks = 4,
    MarksBlanks = 5,
};

/// A field that a message has once at most, with the one type that it may have.
enum Wire { Number = 0, Bytes = 2, Float = 5 };

Error notAModel(const std::string &name, const char *what)
{
    return {RETORT_SENTENCE("The file %1 is no SentencePiece model: %2. Get the file again."),
            {name, what}};
}

Error unsupported(const std::string &name, const char *what)
{
    return {RETORT_SENTENCE("The SentencePiece model %1 cannot be used: Retort does not support "
                            "%2. Use a model without it, or its tokenizer.json."),
            {name, what}};
}

struct TrainerNames
{
    std::string_view unknown = "<unk>", begin = "<s>", end = "</s>";
};

class ModelReader
{
public:
    ModelReader(std::string_view file, const std::string &name) : m_file(file), m_name(name) {}

    Result<PieceModel> read()
    {
        ProtobufReader reader(m_file);
        while (const auto field = reader.next())
            if (auto done = readPart(*field); !done)
                return done.error();
        if (reader.broken() || m_model.pieces.empty())
            return notAModel(m_name, "it is not laid out like one");
        if (auto checked = checkPieces(); !checked)
            return checked.error();
        if (auto checked = checkCharsmap(); !checked)
            return checked.error();
        m_model.unknown = find(m_names.unknown, PieceKind::Unknown);
        m_model.begin = find(m_names.begin, PieceKind::Control);
        m_model.end = find(m_names.end, PieceKind::Control);
        if (m_model.unknown < 0)
            return notAModel(m_name, "it has no piece for unknown text");
        return std::move(m_model);
    }

private:
    /// Fields that occur twice would be merged by one reader and not by another.
    Status once(ModelField field)
    {
        if (m_seen.insert(int(field)).second)
            return {};
        return notAModel(m_name, "a part of it occurs twice");
    }

    Status wrongType() const { return notAModel(m_name, "a field has another type"); }

    Status readPart(const ProtobufField &field)
    {
        const auto part = ModelField(field.number);
        switch (part) {
        case ModelField::Piece: return field.wire == Bytes ? readPiece(field.bytes) : wrongType();
        case ModelField::SelfTest: return {};
        case ModelField::Trainer:
        case ModelField::Normalizer:
        case ModelField::Denormalizer: break;
        default: return {};
        }
        if (field.wire != Bytes)
            return wrongType();
        if (auto first = once(part); !first)
            return first;
        return part == ModelField::Trainer      ? readTrainer(field.bytes)
               : part == ModelField::Normalizer ? readNormalizer(field.bytes)
                                                : readDenormalizer(field.bytes);
    }

    Status readPiece(std::string_view bytes)
    {
        if (m_model.pieces.size() >= mostPieces)
            return notAModel(m_name, "it has more than 1,000,000 pieces");
        Piece piece;
        ProtobufReader reader(bytes);
        while (const auto field = reader.next()) {
            switch (PieceField(field->number)) {
            case PieceField::Text:
                if (field->wire != Bytes || !piece.text.empty())
                    return wrongType();
                piece.text = field->bytes;
                break;
            case PieceField::Score:
                if (field->wire != Float)
                    return wrongType();
                piece.score = field->asFloat();
                break;
            case PieceField::Kind:
                if (field->wire != Number || field->value < 1 || field->value > 6)
                    return wrongType();
                piece.kind = PieceKind(field->value);
                break;
            }
        }
        if (reader.broken())
            return notAModel(m_name, "a piece is not laid out like one");
        m_model.pieces.push_back(std::move(piece));
        return {};
    }

    Status readTrainer(std::string_view bytes)
    {
        ProtobufReader reader(bytes);
        while (const auto field = reader.next()) {
            const auto trainer = TrainerField(field->number);
            const bool isName = trainer == TrainerField::UnknownPiece
                                || trainer == TrainerField::BeginPiece
                                || trainer == TrainerField::EndPiece;
            switch (trainer) {
            case TrainerField::Algorithm:
                if (field->value < 1 || field->value > 4)
                    return wrongType();
                m_model.algorithm = PieceAlgorithm(field->value);
                break;
            case TrainerField::ByteFallback: m_model.byteFallback = field->value != 0; break;
            case TrainerField::BlankBehind: m_blankBehind = field->value != 0; break;
            case TrainerField::UnknownPiece: m_names.unknown = field->bytes; break;
            case TrainerField::BeginPiece: m_names.begin = field->bytes; break;
            case TrainerField::EndPiece: m_names.end = field->bytes; break;
            default: continue;
            }
            if (field->wire != (isName ? Bytes : Number))
                return wrongType();
        }
        if (reader.broken())
            return notAModel(m_name, "its settings are not laid out like such");
        if (m_blankBehind)
            return unsupported(m_name, "blanks behind words (treat_whitespace_as_suffix)");
        if (m_model.algorithm == PieceAlgorithm::Word)
            return unsupported(m_name, "models of whole words (model_type word)");
        return {};
    }

    Status readNormalizer(std::string_view bytes)
    {
        ProtobufReader reader(bytes);
        bool marksBlanks = true;
        while (const auto field = reader.next()) {
            const auto rule = NormalizerField(field->number);
            switch (rule) {
            case NormalizerField::Charsmap:
                if (!m_model.charsmap.empty())
                    return wrongType();
                m_model.charsmap = field->bytes;
                break;
            case NormalizerField::BlankInFront: m_model.blankInFront = field->value != 0; break;
            case NormalizerField::JoinsBlanks: m_model.joinsBlanks = field->value != 0; break;
            case NormalizerField::MarksBlanks: marksBlanks = field->value != 0; break;
            default: continue;
            }
            if (field->wire != (rule == NormalizerField::Charsmap ? Bytes : Number))
                return wrongType();
        }
        if (reader.broken())
            return notAModel(m_name, "its normalisation is not laid out like one");
        if (!marksBlanks)
            return unsupported(m_name, "blanks without a mark (escape_whitespaces false)");
        return {};
    }

    Status readDenormalizer(std::string_view bytes) const
    {
        ProtobufReader reader(bytes);
        while (const auto field = reader.next())
            if (NormalizerField(field->number) == NormalizerField::Charsmap
                && !field->bytes.empty())
                return unsupported(m_name, "rules that change decoded text (denormalizer_spec)");
        return reader.broken() ? notAModel(m_name, "its rules are not laid out like such")
                               : Status();
    }

    TokenId find(std::string_view text, PieceKind kind) const
    {
        const auto found =
            std::find_if(m_model.pieces.begin(), m_model.pieces.end(), [&](const Piece &piece) {
                return piece.kind == kind && piece.text == text;
            });
        return found == m_model.pieces.end() ? -1 : TokenId(found - m_model.pieces.begin());
    }

    Status checkPieces() const
    {
        std::unordered_set<std::string_view> texts;
        int bytes = 0, unknown = 0;
        for (const Piece &piece : m_model.pieces) {
            if (piece.text.empty() || piece.text.size() > longestPiece)
                return notAModel(m_name, "a piece is empty or longer than 512 bytes");
            if (firstInvalidUtf8(piece.text) || piece.text.find('\0') != std::string::npos)
                return notAModel(m_name, "a piece is no valid UTF-8 text");
            if (!std::isfinite(piece.score))
                return notAModel(m_name, "the score of a piece is not a finite number");
            if (!texts.insert(piece.text).second)
                return notAModel(m_name, "a piece occurs twice");
            bytes += piece.kind == PieceKind::Byte;
            unknown += piece.kind == PieceKind::Unknown;
        }
        if (unknown != 1)
            return notAModel(m_name, "it does not have exactly one piece for unknown text");
        if (bytes != (m_model.byteFallback ? byteCount : 0))
            return notAModel(m_name, "its pieces for bytes are not the 256 that there are");
        return {};
    }

    /// A size, a trie of four-byte units, strings that end with zero. libsentencepiece follows the
    /// trie and its values without a look at their bounds.
    Status checkCharsmap() const
    {
        const std::string_view map = m_model.charsmap;
        if (map.empty())
            return {};
        const Error outside = notAModel(m_name, "its rules of normalisation lead outside the file");
        const auto unitAt = [&](std::size_t at) {
            std::uint32_t unit = 0;
            for (std::size_t i = 0; i < 4; ++i)
                unit |= std::uint32_t(static_cast<unsigned char>(map[at + i])) << (8 * i);
            return unit;
        };
        if (map.size() < 4)
            return outside;
        const std::size_t size = unitAt(0);
        if (size > map.size() - 4 || size % 4 != 0 || size < 1024)
            return outside;
        const std::string_view strings = map.substr(4 + size);
        if (strings.empty() || strings.back() != '\0')
            return outside;
        const std::size_t units = size / 4;
        constexpr std::uint32_t isValue = 1U << 31, hasValue = 1U << 8;
        for (std::size_t at = 0; at < units; ++at) {
            const std::uint32_t unit = unitAt(4 + 4 * at);
            if (unit & isValue)
                continue;
            const std::size_t base = at ^ (std::size_t(unit >> 10) << ((unit & (1U << 9)) >> 6));
            if ((base | 0xFF) >= units)
                return outside;
            if ((unit & hasValue) && (unitAt(4 + 4 * base) & ~isValue) >= strings.size())
                return outside;
        }
        return {};
    }

    std::string_view m_file;
    const std::string &m_name;
    PieceModel m_model;
    TrainerNames m_names;
    bool m_blankBehind = false;
    std::unordered_set<int> m_seen;
};

} // namespace

Result<PieceModel> readPieceModel(std::string_view file, const std::string &name)
{
    return ModelReader(file, name).read();
}

} // namespace retort
