#include "core/engine/text/pipeline/componentreader.h"

#include <algorithm>

namespace retort {

using Json = nlohmann::json;

namespace {

constexpr std::size_t longestContent = 4096;

std::string content(FieldReader &fields)
{
    std::string text = fields.text("content");
    if (text.size() > longestContent)
        fields.errors().unsupported(fields.kind() + ": content of more than 4096 bytes");
    return text;
}

SplitBehavior behavior(FieldReader &fields, std::optional<std::size_t> otherwise = std::nullopt)
{
    return SplitBehavior(fields.choice(
        "behavior", {"Removed", "Isolated", "MergedWithPrevious", "MergedWithNext", "Contiguous"},
        otherwise));
}

/// Fields that Metaspace has wherever it stands.
struct MetaspaceFields
{
    char32_t replacement;
    PrependScheme scheme;
    bool split;
};

MetaspaceFields readMetaspace(FieldReader &fields, Spelling &spelling)
{
    const char32_t replacement = fields.character("replacement");
    spelling.blank = fields.text("replacement");
    const auto scheme =
        PrependScheme(fields.choice("prepend_scheme", {"always", "first", "never"}, 0));
    // Older files say it in this way, and then both must agree.
    if (fields.has("add_prefix_space") && !fields.flagOrNull("add_prefix_space", true)
        && scheme != PrependScheme::Never)
        fields.errors().damaged(fields.kind() + ": add_prefix_space");
    fields.ignore("add_prefix_space");
    fields.ignore("str_rep");
    return {replacement, scheme, fields.flagOrNull("split", true)};
}

/// ByteLevel has the same fields wherever it stands.
struct ByteLevelFields
{
    bool addsBlank, trims, usesPattern;
};

ByteLevelFields readByteLevel(FieldReader &fields)
{
    return {fields.flag("add_prefix_space"), fields.flag("trim_offsets"),
            fields.flag("use_regex", true)};
}

/// The members of a Sequence, each read by `read`.
template <class Ptr, class Read>
std::vector<Ptr> readMembers(FieldReader &fields, const char *key, Read read)
{
    std::vector<Ptr> members;
    for (Json &member : fields.list(key))
        if (Ptr made = read(member))
            members.push_back(std::move(made));
    return members;
}

/// A token and its id as ["[SEP]", 102].
TemplatePiece namedToken(FieldReader &fields, const char *key, std::vector<TokenId> &ids)
{
    const Json &pair = fields.list(key);
    TemplatePiece piece;
    if (pair.size() != 2 || !pair[0].is_string() || !pair[1].is_number_unsigned()
        || pair[1].get<std::uint64_t>() > 0x7FFFFFFF) {
        fields.errors().damaged(fields.kind() + ": " + key);
        return piece;
    }
    piece.tokens.push_back({pair[1].get<TokenId>(), {}, pair[0].get<std::string>()});
    ids.push_back(piece.tokens[0].id);
    return piece;
}

/// A piece {"Sequence": {"id": "A", …}} or {"SpecialToken": {"id": "[CLS]", …}}.
TemplatePiece templatePiece(const Json &json, const Json &specialTokens, FieldReader &fields)
{
    TemplatePiece piece;
    const auto damaged = [&] {
        fields.errors().damaged(fields.kind() + ": single");
        return TemplatePiece{};
    };
    if (!json.is_object() || json.size() != 1)
        return damaged();
    const Json &inner = json.begin().value();
    if (!inner.is_object() || !inner.contains("id") || !inner["id"].is_string())
        return damaged();
    const auto id = inner["id"].get<std::string>();
    if (json.begin().key() == "Sequence" && id == "A") {
        piece.isText = true;
        return piece;
    }
    const auto found = specialTokens.find(id);
    if (json.begin().key() != "SpecialToken" || found == specialTokens.end() || !found->is_object()
        || !found->contains("ids") || !(*found)["ids"].is_array() || !found->contains("tokens")
        || !(*found)["tokens"].is_array() || (*found)["ids"].size() != (*found)["tokens"].size())
        return damaged();
    for (std::size_t i = 0; i < (*found)["ids"].size(); ++i) {
        const Json &number = (*found)["ids"][i];
        const Json &token = (*found)["tokens"][i];
        if (!number.is_number_unsigned() || number.get<std::uint64_t>() > 0x7FFFFFFF
            || !token.is_string())
            return damaged();
        piece.tokens.push_back({number.get<TokenId>(), {}, token.get<std::string>()});
    }
    return piece;
}

PostProcessorPtr readTemplate(FieldReader &fields, std::vector<TokenId> &ids)
{
    const Json &specialTokens = fields.object("special_tokens");
    fields.list("pair"); // for two texts at once, which Retort never has
    std::vector<TemplatePiece> pieces;
    for (const Json &json : fields.list("single")) {
        pieces.push_back(templatePiece(json, specialTokens, fields));
        for (const PlacedToken &token : pieces.back().tokens)
            ids.push_back(token.id);
    }
    return makeTemplate(std::move(pieces));
}

PostProcessorPtr surrounded(TemplatePiece before, TemplatePiece after)
{
    std::vector<TemplatePiece> pieces;
    pieces.push_back(std::move(before));
    pieces.push_back({{}, true});
    pieces.push_back(std::move(after));
    return makeTemplate(std::move(pieces));
}

PostProcessorPtr readRoberta(FieldReader &fields, std::vector<TokenId> &ids)
{
    const bool addsBlank = fields.flag("add_prefix_space");
    const bool trims = fields.flag("trim_offsets");
    TemplatePiece before = namedToken(fields, "cls", ids);
    TemplatePiece after = namedToken(fields, "sep", ids);
    std::vector<PostProcessorPtr> steps;
    if (trims)
        steps.push_back(makeTrimOffsets(addsBlank));
    steps.push_back(surrounded(std::move(before), std::move(after)));
    return makePostProcessorSequence(std::move(steps));
}

} // namespace

std::string typeOf(const Json &json, const std::string &kind, ReaderErrors &errors)
{
    if (json.is_object() && json.contains("type") && json["type"].is_string())
        return json["type"].get<std::string>();
    errors.damaged(kind + ": type");
    return {};
}

NormalizerPtr readNormalizer(Json &json, ReaderErrors &errors)
{
    const std::string type = typeOf(json, "normalizer", errors);
    if (type.empty())
        return nullptr;
    FieldReader fields(json, "normalizer: " + type, errors);
    if (type == "NFC")
        return makeUnicodeNormalizer(UnicodeForm::Nfc);
    if (type == "NFD")
        return makeUnicodeNormalizer(UnicodeForm::Nfd);
    if (type == "NFKC")
        return makeUnicodeNormalizer(UnicodeForm::Nfkc);
    if (type == "NFKD")
        return makeUnicodeNormalizer(UnicodeForm::Nfkd);
    if (type == "Lowercase")
        return makeLowercase();
    if (type == "StripAccents")
        return makeStripAccents();
    if (type == "Nmt")
        return makeNmt();
    if (type == "ByteLevel")
        return makeByteLevelNormalizer();
    if (type == "Strip") {
        const bool left = fields.flag("strip_left");
        return makeStrip(left, fields.flag("strip_right"));
    }
    if (type == "Prepend") {
        std::string prefix = fields.text("prepend");
        if (prefix.empty() || prefix.size() > longestContent)
            errors.unsupported("normalizer: Prepend of none or more than 4096 bytes");
        return makePrepend(std::move(prefix));
    }
    if (type == "Replace") {
        std::optional<Regex> pattern = fields.pattern("pattern");
        std::string text = content(fields);
        return pattern ? makeReplace(*std::move(pattern), std::move(text)) : nullptr;
    }
    if (type == "Precompiled") {
        Result<CharsMap> map = CharsMap::parse(fields.text("precompiled_charsmap"));
        if (map)
            return makePrecompiled(*std::move(map));
        errors.damaged("normalizer: Precompiled: precompiled_charsmap");
        return nullptr;
    }
    if (type == "BertNormalizer") {
        BertNormalization options;
        options.cleanText = fields.flag("clean_text");
        options.spaceIdeographs = fields.flag("handle_chinese_chars");
        options.lowercase = fields.flag("lowercase");
        options.stripAccents = fields.flagOrNull("strip_accents", options.lowercase);
        return makeBertNormalizer(options);
    }
    if (type == "Sequence")
        return makeNormalizerSequence(readMembers<NormalizerPtr>(
            fields, "normalizers", [&](Json &member) { return readNormalizer(member, errors); }));
    errors.unsupported("normalizer: " + type);
    return nullptr;
}

PreTokenizerPtr readPreTokenizer(Json &json, ReaderErrors &errors, Spelling &spelling)
{
    const std::string type = typeOf(json, "pre_tokenizer", errors);
    if (type.empty())
        return nullptr;
    FieldReader fields(json, "pre_tokenizer: " + type, errors);
    if (type == "ByteLevel") {
        const ByteLevelFields read = readByteLevel(fields);
        spelling.bytesAsSymbols = true;
        return makeByteLevel(read.addsBlank, read.usesPattern);
    }
    if (type == "Metaspace") {
        const MetaspaceFields read = readMetaspace(fields, spelling);
        return makeMetaspace(read.replacement, read.scheme, read.split);
    }
    if (type == "Split") {
        std::optional<Regex> pattern = fields.pattern("pattern");
        const SplitBehavior then = behavior(fields);
        const bool inverted = fields.flag("invert");
        return pattern ? makeSplit(*std::move(pattern), then, inverted) : nullptr;
    }
    if (type == "Whitespace")
        return makeWhitespace();
    if (type == "WhitespaceSplit")
        return makeWhitespaceSplit();
    if (type == "Digits")
        return makeDigits(fields.flag("individual_digits"));
    if (type == "Punctuation")
        return makePunctuation(behavior(fields, 1));
    if (type == "BertPreTokenizer")
        return makeBertPreTokenizer();
    if (type == "CharDelimiterSplit")
        return makeCharDelimiterSplit(fields.character("delimiter"));
    if (type == "FixedLength") {
        const std::size_t length = fields.number("length");
        if (length == 0)
            errors.damaged("pre_tokenizer: FixedLength: length");
        return makeFixedLength(std::max<std::size_t>(length, 1));
    }
    if (type == "Sequence")
        return makePreTokenizerSequence(
            readMembers<PreTokenizerPtr>(fields, "pretokenizers", [&](Json &member) {
                return readPreTokenizer(member, errors, spelling);
            }));
    errors.unsupported("pre_tokenizer: " + type);
    return nullptr;
}

DecoderPtr readDecoder(Json &json, ReaderErrors &errors, Spelling &spelling)
{
    const std::string type = typeOf(json, "decoder", errors);
    if (type.empty())
        return nullptr;
    FieldReader fields(json, "decoder: " + type, errors);
    if (type == "ByteLevel") {
        readByteLevel(fields);
        spelling.bytesAsSymbols = true;
        return makeByteLevelDecoder();
    }
    if (type == "Metaspace") {
        const MetaspaceFields read = readMetaspace(fields, spelling);
        return makeMetaspaceDecoder(read.replacement, read.scheme != PrependScheme::Never);
    }
    if (type == "WordPiece") {
        std::string prefix = fields.text("prefix");
        return makeWordPieceDecoder(std::move(prefix), fields.flag("cleanup"));
    }
    if (type == "BPEDecoder")
        return makeBpeDecoder(fields.text("suffix"));
    if (type == "ByteFallback")
        return makeByteFallbackDecoder();
    if (type == "Fuse")
        return makeFuseDecoder();
    if (type == "Strip") {
        const char32_t character = fields.character("content");
        const std::size_t start = fields.number("start");
        return makeStripDecoder(character, start, fields.number("stop"));
    }
    if (type == "Replace") {
        std::optional<Regex> pattern = fields.pattern("pattern");
        std::string text = content(fields);
        if (text == " " && json["pattern"].contains("String"))
            spelling.blank = json["pattern"]["String"].get<std::string>();
        return pattern ? makeReplaceDecoder(*std::move(pattern), std::move(text)) : nullptr;
    }
    if (type == "CTC") {
        std::string pad = fields.text("pad_token");
        std::string delimiter = fields.text("word_delimiter_token");
        return makeCtcDecoder(std::move(pad), std::move(delimiter), fields.flag("cleanup"));
    }
    if (type == "Sequence")
        return makeDecoderSequence(readMembers<DecoderPtr>(fields, "decoders", [&](Json &member) {
            return readDecoder(member, errors, spelling);
        }));
    errors.unsupported("decoder: " + type);
    return nullptr;
}

PostProcessorPtr readPostProcessor(Json &json, ReaderErrors &errors, std::vector<TokenId> &ids)
{
    const std::string type = typeOf(json, "post_processor", errors);
    if (type.empty())
        return nullptr;
    FieldReader fields(json, "post_processor: " + type, errors);
    if (type == "TemplateProcessing")
        return readTemplate(fields, ids);
    if (type == "RobertaProcessing")
        return readRoberta(fields, ids);
    if (type == "BertProcessing") {
        TemplatePiece before = namedToken(fields, "cls", ids);
        return surrounded(std::move(before), namedToken(fields, "sep", ids));
    }
    if (type == "ByteLevel") {
        const ByteLevelFields read = readByteLevel(fields);
        std::vector<PostProcessorPtr> steps;
        if (read.trims)
            steps.push_back(makeTrimOffsets(read.addsBlank));
        return makePostProcessorSequence(std::move(steps));
    }
    if (type == "Sequence")
        return makePostProcessorSequence(
            readMembers<PostProcessorPtr>(fields, "processors", [&](Json &member) {
                return readPostProcessor(member, errors, ids);
            }));
    errors.unsupported("post_processor: " + type);
    return nullptr;
}

} // namespace retort
