#include "core/engine/text/pipeline/pipelinereader.h"

#include "core/engine/text/pipeline/componentreader.h"
#include "core/engine/text/textfile.h"

#include <algorithm>
#include <set>

namespace retort {

using Json = nlohmann::json;

namespace {

/// Of words that are looked for byte by byte; as long as those of added tokens may be.
constexpr std::size_t longestWord = 4096;
constexpr std::size_t spareIds = 1024;

class PipelineReader
{
public:
    PipelineReader(TokenizerFile file, std::string name)
        : m_file(std::move(file)), m_errors(std::move(name))
    {
    }

    Result<TokenizerPtr> read(std::string_view json)
    {
        readSettings();
        readParts();
        m_pipeline.model = readModel();
        if (m_pipeline.model)
            readAddedTokens();
        if (m_pipeline.model && !m_errors.first())
            checkIds();
        if (m_errors.first())
            return *m_errors.first();
        m_pipeline.json = m_hasRuntimeOptions ? withoutRuntimeOptions(json) : std::string(json);
        m_pipeline.fingerprint = fingerprint();
        return makePipelineTokenizer(std::move(m_pipeline));
    }

private:
    /// What stands beside the components.
    void readSettings()
    {
        static const std::set<std::string> known = {"version",        "truncation", "padding",
                                                    "added_tokens",   "normalizer", "pre_tokenizer",
                                                    "post_processor", "decoder",    "model"};
        for (const auto &[key, value] : m_file.parts.items())
            if (known.count(key) == 0)
                m_errors.unsupported(key);
        if (m_file.parts.contains("version") && m_file.parts["version"] != "1.0")
            m_errors.unsupported("version");
        for (const char *option : {"truncation", "padding"}) {
            m_hasRuntimeOptions =
                m_hasRuntimeOptions
                || (m_file.parts.contains(option) && !m_file.parts[option].is_null());
            m_file.parts.erase(option);
        }
        m_file.parts.erase("version");
    }

    /// Null where the file has nothing.
    Json *part(const char *key)
    {
        Json &json = m_file.parts[key];
        return json.is_null() ? nullptr : &json;
    }

    void readParts()
    {
        if (Json *json = part("normalizer"))
            m_pipeline.normalizer = readNormalizer(*json, m_errors);
        if (Json *json = part("pre_tokenizer"))
            m_pipeline.preTokenizer = readPreTokenizer(*json, m_errors, m_pipeline.spelling);
        if (Json *json = part("post_processor"))
            m_pipeline.postProcessor = readPostProcessor(*json, m_errors, m_idsToCheck);
        if (Json *json = part("decoder"))
            m_pipeline.decoder = readDecoder(*json, m_errors, m_pipeline.spelling);
    }

    /// Files from before models had types are told apart by their fields.
    static std::string typeOfOldModel(const TokenizerFile &file, const Json &model)
    {
        if (file.hasMerges)
            return "BPE";
        if (file.wordsAreListed)
            return "Unigram";
        return model.contains("max_input_chars_per_word") ? "WordPiece" : "WordLevel";
    }

    ModelPtr readModel()
    {
        Json *json = part("model");
        if (!json || !json->is_object()) {
            m_errors.damaged("model");
            return nullptr;
        }
        if (!json->contains("type"))
            (*json)["type"] = typeOfOldModel(m_file, *json);
        const std::string type = typeOf(*json, "model", m_errors);
        const bool isKnown =
            type == "BPE" || type == "WordLevel" || type == "WordPiece" || type == "Unigram";
        if (!isKnown) {
            m_errors.unsupported("model: " + type);
            return nullptr;
        }
        if (m_file.wordsAreListed != (type == "Unigram") || m_file.hasMerges != (type == "BPE")) {
            m_errors.damaged("model: " + type);
            return nullptr;
        }
        FieldReader fields(*json, "model: " + type, m_errors);
        if (type == "BPE")
            return readBpe(fields);
        if (type == "WordLevel") {
            const std::string unknown = fields.text("unk_token");
            return makeWordLevel(readWords(false), unknown);
        }
        if (type == "WordPiece") {
            const std::string unknown = fields.text("unk_token");
            std::string prefix = fields.text("continuing_subword_prefix");
            const std::size_t most = fields.number("max_input_chars_per_word");
            return makeWordPiece(readWords(true), unknown, std::move(prefix), most);
        }
        return readUnigram(fields);
    }

    Error idTwice(const std::string &word, std::int64_t id) const
    {
        return {RETORT_SENTENCE("The tokenizer file %1 is damaged: its vocabulary has the word "
                                "\"%2\" or the id %3 twice. Export the tokenizer again."),
                {m_errors.file(), word.substr(0, 80), std::to_string(id)}};
    }

    Words readWords(bool searched)
    {
        Words words;
        const auto most = std::int64_t(m_file.words.size() * 2 + spareIds);
        for (const TokenizerFile::Word &word : m_file.words) {
            if (word.id > most) {
                m_errors.damaged("model: vocab: id " + std::to_string(word.id));
                break;
            }
            if (searched && word.text.size() > longestWord) {
                m_errors.unsupported("model: vocab: a word of more than 4096 bytes");
                break;
            }
            if (!words.add(TokenId(word.id), word.text)) {
                m_errors.add({RETORT_SENTENCE("The tokenizer file %1 is damaged: its vocabulary "
                                              "has the word \"%2\" or the id %3 twice. Export the "
                                              "tokenizer again."),
                              {m_errors.file(), word.text.substr(0, 80), std::to_string(word.id)}});
                break;
            }
        }
        return words;
    }

    ModelPtr readBpe(FieldReader &fields)
    {
        BpeOptions options;
        const Json &dropout = m_file.parts["model"].value("dropout", Json());
        if (!dropout.is_null() && dropout != 0)
            m_errors.unsupported("model: BPE: dropout");
        fields.ignore("dropout");
        options.unknownToken = fields.textOrNull("unk_token");
        options.prefix = decoration(fields, "continuing_subword_prefix");
        options.suffix = decoration(fields, "end_of_word_suffix");
        options.fuseUnknown = fields.flagOrNull("fuse_unk", false);
        options.byteFallback = fields.flagOrNull("byte_fallback", false);
        options.ignoreMerges = fields.flagOrNull("ignore_merges", false);
        Words words = readWords(false);
        if (m_errors.first())
            return nullptr;
        Result<ModelPtr> model = makeBpe(std::move(words), m_file.merges, std::move(options));
        if (model)
            return *std::move(model);
        Error error = model.error();
        error.arguments.insert(error.arguments.begin(), m_errors.file());
        m_errors.add(std::move(error));
        return nullptr;
    }

    /// An empty one is none.
    std::string decoration(FieldReader &fields, const char *key)
    {
        std::string text = fields.textOrNull(key).value_or(std::string());
        if (text.size() > 64)
            m_errors.unsupported(std::string("model: BPE: ") + key + " of more than 64 bytes");
        if (text.empty())
            m_file.parts["model"][key] = nullptr;
        return text;
    }

    ModelPtr readUnigram(FieldReader &fields)
    {
        const std::optional<std::size_t> unknown = fields.numberOrNull("unk_id");
        const bool byteFallback = fields.flag("byte_fallback", false);
        if (unknown && *unknown >= m_file.words.size())
            m_errors.damaged("model: Unigram: unk_id");
        std::vector<double> scores;
        for (const TokenizerFile::Word &word : m_file.words)
            scores.push_back(word.score);
        Words words = readWords(true);
        if (m_errors.first())
            return nullptr;
        return makeUnigram(std::move(words), std::move(scores),
                           unknown ? TokenId(*unknown) : TokenId(-1), byteFallback);
    }

    void readAddedTokens()
    {
        Json *list = part("added_tokens");
        if (!list)
            return;
        if (!list->is_array())
            return m_errors.damaged("added_tokens");
        const Words &words = m_pipeline.model->words();
        TokenId next = words.count();
        std::set<std::string> contents;
        for (Json &json : *list) {
            if (!json.is_object())
                return m_errors.damaged("added_tokens");
            const AddedToken token = readAddedToken(json);
            if (m_errors.first())
                return;
            const TokenId known = words.find(token.content);
            const TokenId expected = known >= 0 ? known : next;
            next += known < 0;
            if (!contents.insert(token.content).second)
                return m_errors.damaged("added_tokens: " + token.content);
            if (known < 0 && words.contains(expected))
                return m_errors.add(idTwice(token.content, token.id));
            if (token.id != expected)
                return m_errors.add(
                    {RETORT_SENTENCE("The tokenizer file %1 gives the added token \"%2\" the id "
                                     "%3, where it must be %4. Export the tokenizer again."),
                     {m_errors.file(), token.content.substr(0, 80), std::to_string(token.id),
                      std::to_string(expected)}});
            addToken(token);
        }
        std::sort(list->begin(), list->end(), [](const Json &left, const Json &right) {
            return left["id"].get<TokenId>() < right["id"].get<TokenId>();
        });
    }

    AddedToken readAddedToken(Json &json)
    {
        FieldReader fields(json, "added_tokens", m_errors);
        AddedToken token;
        token.id = TokenId(std::min<std::size_t>(fields.number("id"), 0x7FFFFFF0));
        token.content = fields.text("content");
        token.singleWord = fields.flag("single_word");
        token.stripLeft = fields.flag("lstrip");
        token.stripRight = fields.flag("rstrip");
        token.normalized = fields.flag("normalized");
        token.special = fields.flag("special");
        if (token.content.empty() || token.content.size() > longestWord)
            m_errors.unsupported("added_tokens: a token of none or more than 4096 bytes");
        return token;
    }

    void addToken(const AddedToken &token)
    {
        std::string spelling = token.content;
        if (token.normalized && m_pipeline.normalizer) {
            AlignedText text(token.content, 0, std::uint32_t(token.content.size()), true);
            if (Status status = m_pipeline.normalizer->apply(text); !status)
                return m_errors.add(status.error());
            spelling = text.text;
        }
        if (spelling.empty() || !m_spellings.insert({token.normalized, spelling}).second)
            return m_errors.add(
                {RETORT_SENTENCE("The tokenizer file %1 cannot be used: its normalizer leaves "
                                 "nothing of the added token \"%2\", or makes two of them spelt "
                                 "alike. Use a tokenizer without that token."),
                 {m_errors.file(), token.content.substr(0, 80)}});
        m_pipeline.addedTokens.push_back(token);
        m_pipeline.addedSpellings.push_back(std::move(spelling));
    }

    /// Tokens that are put around a text must be in the vocabulary.
    void checkIds()
    {
        const auto isAdded = [this](TokenId id) {
            return std::any_of(m_pipeline.addedTokens.begin(), m_pipeline.addedTokens.end(),
                               [id](const AddedToken &token) { return token.id == id; });
        };
        std::sort(m_idsToCheck.begin(), m_idsToCheck.end());
        m_idsToCheck.erase(std::unique(m_idsToCheck.begin(), m_idsToCheck.end()),
                           m_idsToCheck.end());
        for (const TokenId id : m_idsToCheck)
            if (!m_pipeline.model->words().contains(id) && !isAdded(id))
                return m_errors.damaged("post_processor: id " + std::to_string(id));
    }

    static std::string withoutRuntimeOptions(std::string_view json)
    {
        auto ordered = nlohmann::ordered_json::parse(json);
        for (const char *option : {"truncation", "padding"})
            if (ordered.contains(option))
                ordered[option] = nullptr;
        return ordered.dump(2) + "\n";
    }

    std::string fingerprint() const
    {
        std::string text = m_file.parts.dump();
        const auto add = [&text](const std::string &part) {
            text += '\n';
            text += std::to_string(part.size());
            text += ' ';
            text += part;
        };
        for (const TokenizerFile::Word &word : m_file.words) {
            add(word.text);
            text += ' ';
            text += m_file.wordsAreListed ? Json(word.score).dump() : std::to_string(word.id);
        }
        for (const auto &[left, right] : m_file.merges) {
            add(left);
            add(right);
        }
        return hash128(text);
    }

    TokenizerFile m_file;
    ReaderErrors m_errors;
    Pipeline m_pipeline;
    std::vector<TokenId> m_idsToCheck;
    std::set<std::pair<bool, std::string>> m_spellings;
    bool m_hasRuntimeOptions = false;
};

} // namespace

Result<TokenizerPtr> makePipeline(TokenizerFile file, std::string_view json,
                                  const std::string &name)
{
    return PipelineReader(std::move(file), name).read(json);
}

} // namespace retort
