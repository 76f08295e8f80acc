// From pieces with scores to tokenizer.json.

#include "core/engine/text/piecemodel.h"

#include "core/engine/text/base64.h"
#include "core/engine/text/tokenizerparts.h"

#include <algorithm>
#include <tuple>
#include <unordered_map>

namespace retort {

using Json = nlohmann::ordered_json;

namespace {

constexpr std::size_t mostMerges = 4'000'000;
const std::string mark = "\u2581"; // stands for a blank

Json replaced(const std::string &text, const std::string &with)
{
    return {{"type", "Replace"}, {"pattern", {{"String", text}}}, {"content", with}};
}

Json replacedMatches(const std::string &regex, const std::string &with)
{
    return {{"type", "Replace"}, {"pattern", {{"Regex", regex}}}, {"content", with}};
}

bool hasUserPieces(const PieceModel &model)
{
    return std::any_of(model.pieces.begin(), model.pieces.end(),
                       [](const Piece &piece) { return piece.kind == PieceKind::User; });
}

/// Only Metaspace leaves what comes behind a user's piece without a blank in front.
bool usesMetaspace(const PieceModel &model)
{
    return model.blankInFront && model.joinsBlanks && hasUserPieces(model);
}

Json normalizerOf(const PieceModel &model)
{
    Json steps = Json::array();
    if (!model.charsmap.empty())
        steps.push_back(
            {{"type", "Precompiled"}, {"precompiled_charsmap", base64(model.charsmap)}});
    if (model.joinsBlanks) {
        // Metaspace leaves a blank in front as it is, which then stands for its own.
        steps.push_back(replacedMatches(usesMetaspace(model) ? " +\\z" : "\\A +| +\\z", ""));
        steps.push_back(replacedMatches(" {2,}", " "));
    }
    if (!usesMetaspace(model)) {
        if (model.blankInFront)
            steps.push_back({{"type", "Prepend"}, {"prepend", mark}});
        steps.push_back(replaced(" ", mark));
    }
    return {{"type", "Sequence"}, {"normalizers", steps}};
}

Json preTokenizerOf(const PieceModel &model)
{
    if (!usesMetaspace(model))
        return nullptr;
    return {{"type", "Metaspace"},
            {"replacement", mark},
            {"prepend_scheme", "first"},
            {"split", false}};
}

Json decoderOf(const PieceModel &model)
{
    Json steps = Json::array({replaced(mark, " ")});
    if (model.byteFallback)
        steps.push_back({{"type", "ByteFallback"}});
    steps.push_back({{"type", "Fuse"}});
    if (model.blankInFront)
        steps.push_back({{"type", "Strip"}, {"content", " "}, {"start", 1}, {"stop", 0}});
    return {{"type", "Sequence"}, {"decoders", steps}};
}

Json unigramOf(const PieceModel &model)
{
    Json vocabulary = Json::array();
    for (const Piece &piece : model.pieces)
        vocabulary.push_back(Json::array({piece.text, piece.score}));
    return {{"type", "Unigram"},
            {"unk_id", model.unknown},
            {"vocab", std::move(vocabulary)},
            {"byte_fallback", model.byteFallback}};
}

Result<Json> bpeOf(const PieceModel &model, const std::string &name)
{
    Json vocabulary = Json::object();
    // All differ, so there is nothing to look up: json's own push_back() would search each time.
    auto &entries = vocabulary.get_ref<Json::object_t &>();
    for (const Piece &piece : model.pieces)
        entries.emplace_back(piece.text, entries.size());
    Json list = Json::array();
    if (model.algorithm == PieceAlgorithm::Bpe) {
        const auto merges = mergesByScore(model.pieces, name);
        if (!merges)
            return merges.error();
        for (const auto &[left, right] : *merges)
            list.push_back(Json::array(
                {model.pieces[std::size_t(left)].text, model.pieces[std::size_t(right)].text}));
    }
    return Json{{"type", "BPE"},
                {"dropout", nullptr},
                {"unk_token", model.pieces[std::size_t(model.unknown)].text},
                {"continuing_subword_prefix", nullptr},
                {"end_of_word_suffix", nullptr},
                {"fuse_unk", true},
                {"byte_fallback", model.byteFallback},
                {"ignore_merges", false},
                {"vocab", std::move(vocabulary)},
                {"merges", std::move(list)}};
}

} // namespace

Result<std::vector<std::pair<int, int>>> mergesByScore(const std::vector<Piece> &pieces,
                                                       const std::string &name)
{
    std::unordered_map<std::string_view, int> ids;
    for (std::size_t id = 0; id < pieces.size(); ++id) {
        if (pieces[id].kind == PieceKind::Normal)
            ids.emplace(pieces[id].text, int(id));
    }
    struct Merge
    {
        int left, right, joined;
    };
    std::vector<Merge> merges;
    for (const auto &piece : pieces) {
        if (piece.kind != PieceKind::Normal)
            continue;
        const std::string_view text = piece.text;
        const auto joined = int(&piece - pieces.data());
        for (std::size_t cut = 1; cut < text.size(); ++cut) {
            const auto left = ids.find(text.substr(0, cut));
            const auto right = left == ids.end() ? ids.end() : ids.find(text.substr(cut));
            if (right != ids.end())
                merges.push_back({left->second, right->second, joined});
        }
        if (merges.size() > mostMerges)
            return Error{RETORT_SENTENCE("The tokenizer file %1 has pieces that can be joined in "
                                         "more than %2 ways, which no trained one has. Choose "
                                         "another file."),
                         {name, std::to_string(mostMerges)}};
    }
    // Of one piece in the order of the parts.
    const auto rank = [&](const Merge &merge) {
        return std::tuple(-pieces[std::size_t(merge.joined)].score, merge.joined, merge.left,
                          merge.right);
    };
    std::sort(merges.begin(), merges.end(),
              [&](const Merge &a, const Merge &b) { return rank(a) < rank(b); });
    std::vector<std::pair<int, int>> pairs;
    pairs.reserve(merges.size());
    for (const Merge &merge : merges)
        pairs.emplace_back(merge.left, merge.right);
    return pairs;
}

Result<std::string> pieceModelJson(const PieceModel &model, PieceSurround surround,
                                   const std::string &name)
{
    TokenizerJson file;
    for (std::size_t id = 0; id < model.pieces.size(); ++id) {
        const Piece &piece = model.pieces[id];
        const bool special = piece.kind == PieceKind::Control || piece.kind == PieceKind::Unknown;
        if (special || piece.kind == PieceKind::User)
            file.addedTokens.push_back(addedToken(TokenId(id), piece.text, special));
    }
    file.normalizer = normalizerOf(model);
    file.preTokenizer = preTokenizerOf(model);
    file.decoder = decoderOf(model);
    std::vector<std::pair<std::string, TokenId>> before, after;
    if (surround.begin && model.begin >= 0)
        before.emplace_back(model.pieces[std::size_t(model.begin)].text, model.begin);
    if (surround.end && model.end >= 0)
        after.emplace_back(model.pieces[std::size_t(model.end)].text, model.end);
    file.postProcessor = surroundedBy(before, after);
    if (model.algorithm == PieceAlgorithm::Unigram) {
        file.model = unigramOf(model);
    } else {
        auto bpe = bpeOf(model, name);
        if (!bpe)
            return bpe.error();
        file.model = *std::move(bpe);
    }
    return file.text();
}

} // namespace retort
