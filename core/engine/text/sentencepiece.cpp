#include "core/engine/text/sentencepiece.h"

#include "core/engine/text/dataset.h"
#include "core/engine/text/sentencepiecemodule.h"
#include "core/engine/text/textfile.h"
#include "core/engine/text/tokenizerparts.h"
#include "core/engine/text/unicode.h"

#include <algorithm>
#include <system_error>

#include <dlfcn.h>

namespace retort {

namespace fs = std::filesystem;

namespace {

constexpr std::uintmax_t maximumBytes = 64 << 20;
constexpr std::size_t stretchSize = 32768; // bytes of a long text that are encoded at once
constexpr std::string_view mark = "\u2581";

struct Module
{
    const SentencePieceModule *functions = nullptr;
    std::string problem;
};

#ifdef RETORT_SENTENCEPIECE
/// Beside the programs: bin/../lib/retort, and for tests in a folder below.
std::vector<fs::path> moduleFiles()
{
    std::error_code failure;
    const fs::path folder = fs::read_symlink("/proc/self/exe", failure).parent_path();
    const fs::path file = fs::path(RETORT_MODULE_FOLDER) / RETORT_SENTENCEPIECE;
    return {folder / ".." / file, folder / ".." / ".." / file};
}

Module openModule()
{
    Module module;
    for (const fs::path &file : moduleFiles()) {
        std::error_code failure;
        if (!fs::exists(file, failure)) {
            if (module.problem.empty())
                module.problem = file.lexically_normal().string();
            continue;
        }
        // DEEPBIND: its protobuf calls itself and not the one under LibTorch.
        void *library = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_DEEPBIND);
        void *entry = library ? dlsym(library, sentencePieceEntry) : nullptr;
        if (entry) {
            module.functions = reinterpret_cast<SentencePieceEntry>(entry)();
            return module;
        }
        const char *why = dlerror();
        module.problem = why ? why : file.string();
        return module;
    }
    return module;
}
#else
Module openModule()
{
    return {};
}
#endif

/// Opened once and never closed: tokenisers that live until the end use it.
const Module &theModule()
{
    static const Module module = openModule();
    return module;
}

/// Whether a piece has a blank behind something else, so that it may lie across two words.
bool crossesBlanks(const Piece &piece)
{
    const std::size_t word = piece.text.find_first_not_of(mark);
    return piece.text.find(' ') != std::string::npos
           || (word != std::string::npos && piece.text.find(mark, word) != std::string::npos);
}

bool isLetterOrDigit(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

class SentencePieceTokenizer final : public Tokenizer
{
public:
    /// `exported` is the tokeniser of the tokenizer.json that stands for the model.
    SentencePieceTokenizer(PieceModel model, PieceSurround surround, const Tokenizer &exported,
                           void *handle)
        : m_model(std::move(model))
        , m_surround(surround)
        , m_json(exported.toJson())
        , m_fingerprint(exported.fingerprint())
        , m_handle(handle)
        , m_wordsStandAlone(
              m_model.blankInFront
              && std::none_of(m_model.pieces.begin(), m_model.pieces.end(), crossesBlanks))
    {
        m_model.charsmap = {}; // which the library holds
    }
    ~SentencePieceTokenizer() override { theModule().functions->close(m_handle); }
    SentencePieceTokenizer(const SentencePieceTokenizer &) = delete;
    SentencePieceTokenizer &operator=(const SentencePieceTokenizer &) = delete;

    std::string kind() const override
    {
        switch (m_model.algorithm) {
        case PieceAlgorithm::Bpe: return "bpe";
        case PieceAlgorithm::Character: return "character";
        default: return "unigram";
        }
    }

    int vocabularySize() const override { return int(m_model.pieces.size()); }

    Result<std::vector<TokenId>> encode(std::string_view utf8) const override
    {
        std::vector<TokenId> ids;
        const Status done =
            forEachPiece(utf8, [&ids](TokenId id, std::size_t, std::size_t) { ids.push_back(id); });
        if (!done)
            return done.error();
        return ids;
    }

    Result<Encoding> encodeWithSpans(std::string_view utf8, bool special) const override
    {
        Encoding encoding;
        const CharacterCounter characters(utf8);
        const auto add = [&](TokenId id, TokenSpan span) {
            encoding.ids.push_back(id);
            encoding.spans.push_back(span);
        };
        if (special && beginToken() >= 0)
            add(beginToken(), {});
        std::size_t withoutText = 0; // bytes of a character that stand before its last one
        const Status done = forEachPiece(utf8, [&](TokenId id, std::size_t begin, std::size_t end) {
            const TokenSpan span = characters.around(begin, end);
            add(id, span);
            const bool isByte = piece(id).kind == PieceKind::Byte;
            if (isByte && begin == end) {
                ++withoutText;
                return;
            }
            if (isByte)
                std::fill_n(encoding.spans.rbegin() + 1, withoutText, span);
            withoutText = 0;
        });
        if (!done)
            return done.error();
        if (special && m_surround.end && m_model.end >= 0)
            add(m_model.end, {});
        return encoding;
    }

    std::string decode(std::span<const TokenId> ids) const override
    {
        std::vector<std::int32_t> shown;
        std::copy_if(ids.begin(), ids.end(), std::back_inserter(shown),
                     [this](TokenId id) { return isKnown(id) && !isSpecial(id); });
        std::string text;
        theModule().functions->decode(
            m_handle, shown.data(), shown.size(),
            [](void *context, const char *part, std::size_t size) {
                static_cast<std::string *>(context)->assign(part, size);
            },
            &text);
        return withoutInvalidUtf8(text);
    }

    std::string tokenText(TokenId id) const override
    {
        if (!isKnown(id))
            return "?";
        std::string text = piece(id).text;
        for (std::size_t at = 0; (at = text.find(mark, at)) != std::string::npos; ++at)
            text.replace(at, mark.size(), " ");
        return visibleText(text);
    }

    std::string vocabularyEntry(TokenId id) const override
    {
        return isKnown(id) ? piece(id).text : std::string();
    }

    bool isSpecial(TokenId id) const override
    {
        return isKnown(id)
               && (piece(id).kind == PieceKind::Control || piece(id).kind == PieceKind::Unknown);
    }

    TokenId beginToken() const override { return m_surround.begin ? m_model.begin : -1; }
    TokenId unknownToken() const override { return m_model.unknown; }
    std::string toJson() const override { return m_json; }
    /// That of toJson() when it is read again, so that a saved student has its teacher's.
    std::string fingerprint() const override { return m_fingerprint; }

private:
    bool isKnown(TokenId id) const { return id >= 0 && id < vocabularySize(); }
    const Piece &piece(TokenId id) const { return m_model.pieces[std::size_t(id)]; }

    /// Where a stretch that begins at `begin` ends: before a blank between two words if the text is
    /// long, so that memory does not grow with the whole text, and sums of scores stay exact.
    std::size_t stretchEnd(std::string_view text, std::size_t begin) const
    {
        if (!m_wordsStandAlone || text.size() - begin <= stretchSize)
            return text.size();
        for (std::size_t at = begin + stretchSize; at + 1 < text.size(); ++at)
            if (text[at] == ' ' && isLetterOrDigit(text[at - 1]) && isLetterOrDigit(text[at + 1]))
                return at;
        return text.size();
    }

    /// `found` gets an id and its bytes of the text.
    template <class Found>
    Status forEachPiece(std::string_view utf8, Found &&found) const
    {
        if (const auto offset = firstInvalidUtf8(utf8))
            return invalidUtf8Error(*offset);
        struct Context
        {
            Found &found;
            std::size_t begin = 0;
        } context{found};
        const auto tell = [](void *opaque, std::int32_t id, std::size_t begin, std::size_t end) {
            const auto &to = *static_cast<Context *>(opaque);
            to.found(id, to.begin + begin, to.begin + end);
        };
        // A stretch's first word gets the blank in front that was left out between the two.
        for (std::size_t end = 0; context.begin < utf8.size(); context.begin = end + 1) {
            end = stretchEnd(utf8, context.begin);
            if (!theModule().functions->encode(m_handle, utf8.data() + context.begin,
                                               end - context.begin, tell, &context))
                return Error{RETORT_SENTENCE("The library SentencePiece could not encode the text. "
                                             "Free some memory or take a shorter text."),
                             {}};
        }
        return {};
    }

    PieceModel m_model;
    PieceSurround m_surround;
    std::string m_json;
    std::string m_fingerprint;
    void *m_handle;
    bool m_wordsStandAlone;
};

} // namespace

Status sentencePieceAvailable()
{
    const Module &module = theModule();
    if (module.functions)
        return {};
    if (module.problem.empty())
        return Error{RETORT_SENTENCE("This Retort was built without SentencePiece. Install "
                                     "libsentencepiece with its development files and build Retort "
                                     "again, or use the model's tokenizer.json."),
                     {}};
    return Error{RETORT_SENTENCE("SentencePiece cannot be loaded: %1. Install libsentencepiece, or "
                                 "use the model's tokenizer.json."),
                 {module.problem}};
}

Result<TokenizerPtr> openSentencePiece(const fs::path &file, PieceSurround surround)
{
    const auto bytes = readWholeFile(file, maximumBytes);
    if (!bytes)
        return bytes.error();
    auto model = readPieceModel(*bytes, file.string());
    if (!model)
        return model.error();
    auto json = pieceModelJson(*model, surround, file.string());
    if (!json)
        return json.error();
    const auto exported = parseTokenizer(*json, file.string());
    if (!exported)
        return exported;
    if (auto available = sentencePieceAvailable(); !available)
        return available.error();
    std::string why;
    void *handle = theModule().functions->open(
        bytes->data(), bytes->size(),
        [](void *context, const char *text, std::size_t size) {
            static_cast<std::string *>(context)->assign(text, size);
        },
        &why);
    if (!handle)
        return Error{
            RETORT_SENTENCE("The library SentencePiece does not take the model %1: %2. Get "
                            "the file again."),
            {file.string(), why}};
    return TokenizerPtr(
        std::make_shared<SentencePieceTokenizer>(*std::move(model), surround, **exported, handle));
}

} // namespace retort
