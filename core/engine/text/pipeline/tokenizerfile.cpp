#include "core/engine/text/pipeline/tokenizerfile.h"

#include "core/engine/formats/jsondepth.h"

#include <algorithm>

namespace retort {

using Json = nlohmann::json;

namespace {

constexpr int maximumDepth = 32;
/// Values outside of the vocabulary and the merges; a file with a thousand added tokens has 8,000.
constexpr std::size_t maximumValues = 2'000'000;

/// Takes the events of the parser. Each handler returns false to stop it.
class FileHandler final : public nlohmann::json_sax<Json>
{
public:
    explicit FileHandler(TokenizerFile &file) : m_file(file) {}

    /// What is wrong with it: a phrase in English; empty for plain broken JSON.
    std::string reason;

    bool null() override { return value(nullptr); }
    bool boolean(bool b) override { return value(b); }
    bool number_integer(number_integer_t n) override { return number(n, double(n)); }
    bool number_unsigned(number_unsigned_t n) override { return number(n, double(n)); }
    bool number_float(number_float_t n, const string_t &) override { return number(n, n, false); }
    bool binary(binary_t &) override { return false; }
    bool string(string_t &text) override
    {
        if (m_list == List::Vocabulary)
            return listedWord(text);
        if (m_list == List::Merges)
            return merge(text);
        return value(std::move(text));
    }

    bool start_object(std::size_t) override
    {
        if (m_list == List::Vocabulary && m_listDepth == 0) {
            m_listDepth = 1;
            m_wordsAreKeys = true;
            return true;
        }
        return m_list == List::None ? open(Json::object()) : wrong();
    }
    bool key(string_t &text) override
    {
        if (m_list == List::Vocabulary) {
            m_file.words.push_back({std::move(text), 0, 0});
            return true;
        }
        m_key = std::move(text);
        if (m_open.size() == 2 && m_openKeys[1] == "model"
            && (m_key == "vocab" || m_key == "merges")) {
            bool &seen = m_key == "vocab" ? m_sawVocabulary : m_file.hasMerges;
            if (seen)
                return twice();
            seen = true;
            m_list = m_key == "vocab" ? List::Vocabulary : List::Merges;
            m_listDepth = 0;
            return true;
        }
        return m_open.back()->contains(m_key) ? twice() : true;
    }
    bool end_object() override { return m_list == List::None ? close() : endOfList(); }

    bool start_array(std::size_t) override
    {
        if (m_list == List::None)
            return open(Json::array());
        if (m_wordsAreKeys || m_listDepth > 1)
            return wrong();
        ++m_listDepth;
        m_strings = 0;
        m_hasScore = false;
        return true;
    }
    bool end_array() override
    {
        if (m_list == List::None)
            return close();
        if (m_listDepth == 1)
            return endOfList();
        --m_listDepth;
        const bool isWhole =
            m_list == List::Vocabulary ? m_strings == 1 && m_hasScore : m_strings == 2;
        return isWhole ? true : wrong();
    }

    bool parse_error(std::size_t, const std::string &, const nlohmann::detail::exception &) override
    {
        return false;
    }

private:
    enum class List { None, Vocabulary, Merges };

    bool wrong()
    {
        reason = m_list == List::Merges ? "model: merges" : "model: vocab";
        return false;
    }

    bool twice()
    {
        reason = m_key;
        return false;
    }

    bool value(Json json)
    {
        if (m_list != List::None)
            return wrong();
        return place(std::move(json)) != nullptr;
    }

    /// Where a value went to, or null.
    Json *place(Json json)
    {
        if (++m_values > maximumValues)
            return nullptr;
        if (m_open.empty()) {
            m_file.parts = std::move(json);
            return &m_file.parts;
        }
        if (m_open.back()->is_object())
            return &(*m_open.back())[m_key].operator=(std::move(json));
        m_open.back()->push_back(std::move(json));
        return &m_open.back()->back();
    }

    bool open(Json json)
    {
        Json *placed = place(std::move(json));
        if (!placed)
            return false;
        m_openKeys.push_back(m_open.empty() ? std::string() : m_key);
        m_open.push_back(placed);
        return true;
    }

    bool close()
    {
        m_open.pop_back();
        m_openKeys.pop_back();
        return true;
    }

    bool endOfList()
    {
        if (m_list == List::Vocabulary)
            m_file.wordsAreListed = !m_wordsAreKeys;
        m_list = List::None;
        m_wordsAreKeys = false;
        return true;
    }

    bool number(Json json, double score, bool isInteger = true)
    {
        if (m_list == List::None)
            return value(std::move(json));
        if (m_list == List::Merges || m_listDepth == 0)
            return wrong();
        if (!m_wordsAreKeys) {
            if (m_listDepth != 2 || m_strings != 1 || m_hasScore)
                return wrong();
            m_hasScore = true;
            m_file.words.back().score = score;
            return true;
        }
        if (!isInteger || score < 0 || score > 0x7FFFFFF0)
            return wrong();
        m_file.words.back().id = json.get<std::int64_t>();
        return true;
    }

    bool listedWord(std::string &text)
    {
        if (m_wordsAreKeys || m_listDepth != 2 || m_strings++ > 0)
            return wrong();
        m_file.words.push_back({std::move(text), std::int64_t(m_file.words.size()), 0});
        return true;
    }

    bool merge(std::string &text)
    {
        if (m_listDepth == 2) {
            if (m_strings++ == 0)
                m_file.merges.emplace_back(std::move(text), std::string());
            else
                m_file.merges.back().second = std::move(text);
            return m_strings <= 2 ? true : wrong();
        }
        if (m_listDepth == 0)
            return wrong();
        if (text.starts_with("#version"))
            return true;
        const std::size_t blank = text.find(' ');
        if (blank == text.npos || text.find(' ', blank + 1) != text.npos)
            return wrong();
        m_file.merges.emplace_back(text.substr(0, blank), text.substr(blank + 1));
        return true;
    }

    TokenizerFile &m_file;
    std::vector<Json *> m_open; ///< the innermost last; each is the last child of the one before
    std::vector<std::string> m_openKeys;
    std::string m_key;
    List m_list = List::None;
    int m_listDepth = 0;
    bool m_wordsAreKeys = false, m_hasScore = false, m_sawVocabulary = false;
    int m_strings = 0;
    std::size_t m_values = 0;
};

} // namespace

Result<TokenizerFile> readTokenizerFile(std::string_view json, const std::string &name)
{
    if (json.size() > TokenizerFile::maximumBytes)
        return Error{RETORT_SENTENCE("The tokenizer file %1 is larger than 64 MiB, which no "
                                     "tokenizer is."),
                     {name}};
    if (!nestsAtMost(json, maximumDepth))
        return Error{RETORT_SENTENCE("The tokenizer file %1 is nested too deeply to be one. Export "
                                     "the tokenizer again."),
                     {name}};
    TokenizerFile file;
    FileHandler handler(file);
    const bool parsed = Json::sax_parse(json.begin(), json.end(), &handler);
    if (!handler.reason.empty())
        return Error{RETORT_SENTENCE("The tokenizer file %1 is damaged: \"%2\" is not as it should "
                                     "be. Export the tokenizer again."),
                     {name, handler.reason.substr(0, 80)}};
    if (!parsed || !file.parts.is_object())
        return Error{RETORT_SENTENCE("The tokenizer file %1 holds no JSON object. Export the "
                                     "tokenizer again."),
                     {name}};
    std::stable_sort(file.words.begin(), file.words.end(),
                     [](const auto &left, const auto &right) { return left.id < right.id; });
    return file;
}

} // namespace retort
