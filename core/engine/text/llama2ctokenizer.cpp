// llama2.c's tokeniser file: int32 length of the longest piece; for each id float32 score, int32
// length, bytes. Ids 0 to 2 are "<unk>", "<s>" and "</s>", 3 to 258 the bytes.

#include "core/engine/text/dataset.h"
#include "core/engine/text/piecemodel.h"
#include "core/engine/text/textfile.h"
#include "core/engine/text/tokenizerfiles.h"

#include <bit>
#include <cmath>
#include <cstring>
#include <unordered_set>

namespace retort {

namespace {

constexpr std::uintmax_t maximumBytes = 16 << 20;
constexpr std::size_t longestPiece = 512;
constexpr std::size_t firstByte = 3, firstPiece = 259;

static_assert(std::endian::native == std::endian::little, "the file is read as it lies");

class Bytes
{
public:
    explicit Bytes(std::string_view bytes) : m_bytes(bytes) {}

    bool atEnd() const { return m_bytes.empty(); }

    template <class Value>
    bool read(Value &value)
    {
        if (m_bytes.size() < sizeof value)
            return false;
        std::memcpy(&value, m_bytes.data(), sizeof value);
        m_bytes.remove_prefix(sizeof value);
        return true;
    }

    bool read(std::string &text, std::int32_t size)
    {
        if (size < 0 || std::size_t(size) > std::min(longestPiece, m_bytes.size()))
            return false;
        text = m_bytes.substr(0, std::size_t(size));
        m_bytes.remove_prefix(std::size_t(size));
        return true;
    }

private:
    std::string_view m_bytes;
};

/// The piece as SentencePiece's vocabulary spells it.
Piece pieceOf(std::size_t id, float score, const std::string &text)
{
    constexpr const char *control[] = {"<unk>", "<s>", "</s>"};
    if (id < firstByte)
        return {control[id], score, id == 0 ? PieceKind::Unknown : PieceKind::Control};
    if (id < firstPiece) {
        char name[8];
        std::snprintf(name, sizeof name, "<0x%02X>", unsigned(id - firstByte));
        return {name, score, PieceKind::Byte};
    }
    Piece piece{{}, score, PieceKind::Normal};
    for (const char c : text)
        piece.text += c == ' ' ? std::string("\u2581") : std::string(1, c);
    return piece;
}

Error notATokenizer(const std::string &name, const std::string &place)
{
    return {RETORT_SENTENCE("The file %1 is no tokenizer of llama2.c: what should be the piece %2 "
                            "is none. Get the file again."),
            {name, place}};
}

} // namespace

Result<std::string> tokenizerJsonFromLlama2c(const std::filesystem::path &file)
{
    const auto content = readWholeFile(file, maximumBytes);
    if (!content)
        return content.error();
    PieceModel model;
    model.algorithm = PieceAlgorithm::Bpe;
    model.byteFallback = true;
    model.joinsBlanks = false;
    model.unknown = 0;
    model.begin = 1;
    model.end = 2;
    Bytes bytes(*content);
    std::int32_t longest = 0;
    bool well = bytes.read(longest);
    std::unordered_set<std::string> seen;
    while (well && !bytes.atEnd()) {
        float score = 0;
        std::int32_t size = 0;
        std::string text;
        const std::size_t id = model.pieces.size();
        well =
            bytes.read(score) && bytes.read(size) && bytes.read(text, size) && std::isfinite(score);
        model.pieces.push_back(pieceOf(id, score, text));
        const std::string &spelled = model.pieces.back().text;
        well = well && !spelled.empty() && !firstInvalidUtf8(spelled)
               && spelled.find('\0') == std::string::npos && seen.insert(spelled).second;
    }
    if (!well || model.pieces.size() < firstPiece)
        return notATokenizer(file.string(), std::to_string(model.pieces.size()));
    return pieceModelJson(model, {}, file.string());
}

} // namespace retort
