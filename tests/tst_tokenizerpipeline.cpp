#include "pipelinefixture.h"

#include <QElapsedTimer>
#include <QtTest>

#include <atomic>
#include <thread>

using namespace fixture;
using namespace retort;
using namespace Qt::StringLiterals;

namespace {

/// The stretches of the text that tokens come from, joined by "|".
QString pieces(const TokenizerPtr &tokenizer, const QString &text)
{
    const auto encoding = tokenizer->encodeWithSpans(text.toStdString(), true);
    if (!encoding)
        return QString::fromStdString(encoding.error().message());
    const QList<uint> characters = text.toUcs4();
    QStringList parts;
    for (const TokenSpan &span : encoding->spans) {
        const auto length = qsizetype(span.end - span.begin);
        const QList<uint> part = characters.mid(qsizetype(span.begin), length);
        parts << QString::fromUcs4(reinterpret_cast<const char32_t *>(part.constData()),
                                   part.size());
    }
    return parts.join(u'|');
}

/// [["a", "b"], …]: a list of lists, which braces alone would make an object of.
Json merges(const std::vector<std::vector<std::string>> &pairs)
{
    return pairs;
}

Json scores(const std::vector<std::pair<const char *, double>> &pieces)
{
    Json list = Json::array();
    for (const auto &[piece, score] : pieces)
        list.push_back(Json::array({piece, score}));
    return list;
}

Json regex(const char *pattern)
{
    return {{"Regex", pattern}};
}

Json split(const Json &pattern, const char *behavior, bool invert = false)
{
    return {{"type", "Split"}, {"pattern", pattern}, {"behavior", behavior}, {"invert", invert}};
}

Json metaspace(const char *scheme, bool cut = true)
{
    return {
        {"type", "Metaspace"}, {"replacement", "▁"}, {"prepend_scheme", scheme}, {"split", cut}};
}

Json byteLevel(bool addsBlank = false, bool trims = true, bool usesPattern = true)
{
    return {{"type", "ByteLevel"},
            {"add_prefix_space", addsBlank},
            {"trim_offsets", trims},
            {"use_regex", usesPattern}};
}

Json sequence(const char *key, const Json &members)
{
    return {{"type", "Sequence"}, {key, members}};
}

/// A map with one entry, "A" to "bc", as SentencePiece would write it.
std::string smallCharsMap()
{
    std::vector<quint32> units(66, 0);
    units[65] = 'A' | 1 << 8 | 1 << 10; // a leaf one below
    units[64] = 0;                      // at the beginning of the replacements
    QByteArray bytes;
    const auto append = [&bytes](quint32 value) {
        for (int shift = 0; shift < 32; shift += 8)
            bytes += char(value >> shift & 0xFF);
    };
    append(quint32(units.size() * 4));
    for (const quint32 unit : units)
        append(unit);
    bytes += QByteArray("bc\0", 3);
    return bytes.toBase64().toStdString();
}

QString textOf(const Result<TokenizerPtr> &tokenizer)
{
    return tokenizer ? QString() : QString::fromStdString(tokenizer.error().message());
}

} // namespace

class TestTokenizerPipeline final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void normalizers_data();
    void normalizers();
    void preTokenizers_data();
    void preTokenizers();
    void models_data();
    void models();
    void decoders_data();
    void decoders();
    void addedTokens_data();
    void addedTokens();
    void postProcessors_data();
    void postProcessors();
    void placesAreCharactersOfTheOriginalText();
    void tokensAreShownToReaders();
    void fingerprintsIgnoreHowAFileIsWritten();
    void runtimeOptionsAreNotApplied();
    void unsupportedFilesAreRefused_data();
    void unsupportedFilesAreRefused();
    void whatTheVocabularyLacksIsAnError();
    void hostilePatternsEnd_data();
    void hostilePatternsEnd();
    void longRunsTakeLittleTime_data();
    void longRunsTakeLittleTime();
    void oneTokenizerServesSeveralThreads();
    void gpt2EncodesAsPublished();
    void storyModelsReadTheirOwnTexts_data();
    void storyModelsReadTheirOwnTexts();
};

void TestTokenizerPipeline::normalizers_data()
{
    QTest::addColumn<QString>("json");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *name, const Json &json, const QString &text,
                        const QString &expected) {
        QTest::newRow(name) << QString::fromStdString(json.dump()) << text << expected;
    };
    row("NFC", {{"type", "NFC"}}, u"e\u0301 a\u0323\u0302 \u212b"_s, u"é \u1ead Å"_s);
    row("NFC, blocked mark", {{"type", "NFC"}}, u"a\u0305\u0301"_s, u"a\u0305\u0301"_s);
    row("NFD", {{"type", "NFD"}}, u"é각"_s, u"e\u0301\u1100\u1161\u11a8"_s);
    row("NFD, order of marks", {{"type", "NFD"}}, u"a\u0301\u0323"_s, u"a\u0323\u0301"_s);
    row("NFKC", {{"type", "NFKC"}}, u"ﬁ①Ａ"_s, u"fi1A"_s);
    row("NFKD", {{"type", "NFKD"}}, u"Å½"_s, u"A\u030a1\u20442"_s);
    row("Lowercase", {{"type", "Lowercase"}}, u"AİÉΣ"_s, u"ai\u0307éσ"_s);
    row("Strip", {{"type", "Strip"}, {"strip_left", true}, {"strip_right", true}},
        u" \u00a0a b\n"_s, u"a b"_s);
    row("Strip, left", {{"type", "Strip"}, {"strip_left", true}, {"strip_right", false}}, u"  a "_s,
        u"a "_s);
    row("StripAccents", {{"type", "StripAccents"}}, u"e\u0301é"_s, u"eé"_s);
    row("Prepend", {{"type", "Prepend"}, {"prepend", "▁"}}, u"ab"_s, u"▁ab"_s);
    row("Prepend, nothing", {{"type", "Prepend"}, {"prepend", "▁"}}, u""_s, u""_s);
    row("Replace", {{"type", "Replace"}, {"pattern", {{"String", " "}}}, {"content", "▁"}},
        u"a  b"_s, u"a▁▁b"_s);
    row("Replace, pattern", {{"type", "Replace"}, {"pattern", regex(" {2,}")}, {"content", "_"}},
        u"a   b c"_s, u"a_b c"_s);
    row("Precompiled", {{"type", "Precompiled"}, {"precompiled_charsmap", smallCharsMap()}},
        u"xAyA"_s, u"xbcybc"_s);
    row("Nmt", {{"type", "Nmt"}}, u"a\u200bb\u0001c\td"_s, u"a bc d"_s);
    row("ByteLevel", {{"type", "ByteLevel"}}, u"é a"_s, u"ÃĠa"_s.insert(1, QChar(0xa9)));
    row("BertNormalizer",
        {{"type", "BertNormalizer"},
         {"clean_text", true},
         {"handle_chinese_chars", true},
         {"strip_accents", nullptr},
         {"lowercase", true}},
        u"HÉ\u0000llo\t你\ufffd"_s, u"hello  你 "_s);
    row("BertNormalizer, capitals and accents",
        {{"type", "BertNormalizer"},
         {"clean_text", false},
         {"handle_chinese_chars", false},
         {"strip_accents", nullptr},
         {"lowercase", false}},
        u"HÉ\t你"_s, u"HÉ\t你"_s);
    row("Sequence", sequence("normalizers", {{{"type", "NFD"}}, {{"type", "StripAccents"}}}),
        u"é\u00e7"_s, u"ec"_s);
}

void TestTokenizerPipeline::normalizers()
{
    QFETCH(QString, json);
    QFETCH(QString, text);
    QFETCH(QString, expected);
    const auto tokenizer = parsed(bytesWith(Json::parse(json.toStdString())));
    QVERIFY2(bool(tokenizer), qPrintable(textOf(tokenizer)));
    const auto ids = (*tokenizer)->encode(text.toStdString());
    QVERIFY(bool(ids));
    QCOMPARE(QString::fromStdString((*tokenizer)->decode(*ids)), expected);
    // Keeping account of places changes nothing.
    const auto encoding = (*tokenizer)->encodeWithSpans(text.toStdString(), false);
    QVERIFY(bool(encoding));
    QCOMPARE(encoding->ids, *ids);
}

void TestTokenizerPipeline::preTokenizers_data()
{
    QTest::addColumn<QString>("json");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *name, const Json &json, const QString &text,
                        const QString &expected) {
        QTest::newRow(name) << QString::fromStdString(json.dump()) << text << expected;
    };
    const Json dash = {{"String", "-"}};
    row("Removed", split(dash, "Removed"), u"the-final--countdown"_s, u"the|final|countdown"_s);
    row("Isolated", split(dash, "Isolated"), u"the-final--countdown"_s,
        u"the|-|final|-|-|countdown"_s);
    row("MergedWithPrevious", split(dash, "MergedWithPrevious"), u"the-final--countdown"_s,
        u"the-|final-|-|countdown"_s);
    row("MergedWithNext", split(dash, "MergedWithNext"), u"the-final--countdown"_s,
        u"the|-final|-|-countdown"_s);
    row("Contiguous", split(dash, "Contiguous"), u"the-final--countdown"_s,
        u"the|-|final|--|countdown"_s);
    row("inverted", split(regex("\\w+"), "Removed", true), u"a, b!"_s, u"a|b"_s);
    row("classes that intersect", split(regex("[\\p{L}&&[^aeiou]]+"), "Removed", true),
        u"hello, Welt"_s, u"h|ll|W|lt"_s);
    row("quantifier of a quantifier", split(regex("a{2}+"), "Removed", true), u"aaaaa"_s,
        u"aaaa"_s);
    row("lines", split(regex("^.+$"), "Removed", true), u"ab\ncd"_s, u"ab|cd"_s);
    row("options in brackets", split(regex("(?i:'s|'t)"), "Isolated"), u"it'S"_s, u"it|'S"_s);
    row("Whitespace", {{"type", "Whitespace"}}, u"Hey, you_2!! é"_s, u"Hey|,|you_2|!!|é"_s);
    row("WhitespaceSplit", {{"type", "WhitespaceSplit"}}, u"a,\u00a0b\n c"_s, u"a,|b|c"_s);
    row("Digits", {{"type", "Digits"}, {"individual_digits", false}}, u"a12½b"_s, u"a|12½|b"_s);
    row("Digits, each", {{"type", "Digits"}, {"individual_digits", true}}, u"a12"_s, u"a|1|2"_s);
    row("Punctuation", {{"type", "Punctuation"}}, u"a$…b"_s, u"a|$|…|b"_s);
    row("Punctuation, contiguous", {{"type", "Punctuation"}, {"behavior", "Contiguous"}}, u"a$…b"_s,
        u"a|$…|b"_s);
    row("BertPreTokenizer", {{"type", "BertPreTokenizer"}}, u"Hi, you"_s, u"Hi|,|you"_s);
    row("CharDelimiterSplit", {{"type", "CharDelimiterSplit"}, {"delimiter", "é"}}, u"aébéc"_s,
        u"a|b|c"_s);
    row("FixedLength", {{"type", "FixedLength"}, {"length", 2}}, u"aéb🙂c"_s, u"aé|b🙂|c"_s);
    row("Metaspace", metaspace("always"), u"Hey  you"_s, u"Hey| | you"_s);
    row("Metaspace, whole", metaspace("always", false), u"Hey you"_s, u"Hey you"_s);
    row("ByteLevel", byteLevel(), u"it's  12 é!"_s, u"it|'s| | 12| é|!"_s);
    row("Sequence",
        sequence("pretokenizers", {{{"type", "WhitespaceSplit"}}, {{"type", "Punctuation"}}}),
        u"a. b"_s, u"a|.|b"_s);
}

void TestTokenizerPipeline::preTokenizers()
{
    QFETCH(QString, json);
    QFETCH(QString, text);
    QFETCH(QString, expected);
    Json file = fileWith(wordLevel({"<unk>"}));
    file["pre_tokenizer"] = Json::parse(json.toStdString());
    const auto tokenizer = parsed(file);
    QVERIFY2(bool(tokenizer), qPrintable(textOf(tokenizer)));
    QCOMPARE(pieces(*tokenizer, text), expected);
    QCOMPARE(qsizetype(idsOf(*tokenizer, text.toStdString()).size()), expected.count(u'|') + 1);
}

void TestTokenizerPipeline::models_data()
{
    QTest::addColumn<QString>("json");
    QTest::addColumn<QString>("text");
    QTest::addColumn<std::vector<int>>("expected");
    using Ids = std::vector<int>;
    const auto row = [](const char *name, const Json &model, const QString &text,
                        const Ids &expected) {
        QTest::newRow(name) << QString::fromStdString(model.dump()) << text << expected;
    };
    const auto with = [](Json model, const Json &options) {
        model.update(options);
        return model;
    };
    const std::vector<std::string> words = {"<unk>", "a", "b", "c", "ab", "bc", "abc"};
    const Json threeMerges = merges({{"b", "c"}, {"a", "b"}, {"a", "bc"}});
    row("BPE, rank before place", bpe(words, threeMerges), u"abc"_s, {6});
    row("BPE, leftmost of a rank", bpe({"<unk>", "a", "aa"}, merges({{"a", "a"}})), u"aaa"_s,
        {2, 1});
    row("BPE, merges as text", bpe(words, Json::array({"b c", "a b"})), u"abc"_s, {1, 5});
    row("BPE, unknown left out", bpe(words, threeMerges), u"axb"_s, {4});
    row("BPE, marks become neighbours", bpe({"<unk>", "▁", "▁▁"}, merges({{"▁", "▁"}})), u"▁x▁"_s,
        {2});
    row("BPE, unknown", with(bpe(words, threeMerges), {{"unk_token", "<unk>"}}), u"axxb"_s,
        {1, 0, 0, 2});
    row("BPE, unknown fused",
        with(bpe(words, threeMerges), {{"unk_token", "<unk>"}, {"fuse_unk", true}}), u"axxb"_s,
        {1, 0, 2});
    row("BPE, bytes",
        with(bpe({"<unk>", "a", "<0xC3>", "<0xA9>"}, Json::array()),
             {{"unk_token", "<unk>"}, {"byte_fallback", true}}),
        u"aéx"_s, {1, 2, 3, 0});
    row("BPE, prefix and suffix",
        with(bpe({"a", "##b", "##b</w>", "ab</w>", "a</w>"}, merges({{"a", "##b</w>"}})),
             {{"continuing_subword_prefix", "##"}, {"end_of_word_suffix", "</w>"}}),
        u"ab"_s, {3});
    row("BPE, whole words first",
        with(bpe({"a", "b", "c", "abc"}, Json::array()), {{"ignore_merges", true}}), u"abc"_s, {3});
    row("WordLevel", wordLevel({"<unk>", "ab"}), u"ab"_s, {1});
    row("WordLevel, unknown", wordLevel({"<unk>", "ab"}), u"abc"_s, {0});
    const Json wordPiece = {
        {"type", "WordPiece"},
        {"vocab", {{"[UNK]", 0}, {"un", 1}, {"##aff", 2}, {"##able", 3}, {"u", 4}}},
        {"unk_token", "[UNK]"},
        {"continuing_subword_prefix", "##"},
        {"max_input_chars_per_word", 9}};
    row("WordPiece", wordPiece, u"unaffable"_s, {1, 2, 3});
    row("WordPiece, unknown", wordPiece, u"unable!"_s, {0});
    row("WordPiece, too long", wordPiece, u"unaffaffable"_s, {0});
    const Json unigram = {{"type", "Unigram"},
                          {"unk_id", 0},
                          {"vocab", scores({{"<unk>", 0.0},
                                            {"a", 0.0},
                                            {"b", 0.0},
                                            {"c", 0.0},
                                            {"d", 0.0},
                                            {"cd", 1.0},
                                            {"ab", 2.0},
                                            {"abc", 5.0},
                                            {"abcd", 10.0}})}};
    row("Unigram", unigram, u"abcdacdxx"_s, {8, 1, 5, 0});
    Json bytes = unigram;
    bytes["byte_fallback"] = true;
    bytes["vocab"].push_back(Json::array({"<0x78>", 0.0}));
    row("Unigram, bytes", bytes, u"axxy"_s, {1, 0});
    row("Unigram, bytes of all", bytes, u"axx"_s, {1, 9, 9});
}

void TestTokenizerPipeline::models()
{
    QFETCH(QString, json);
    QFETCH(QString, text);
    QFETCH(std::vector<int>, expected);
    const auto tokenizer = parsed(fileWith(Json::parse(json.toStdString())));
    QVERIFY2(bool(tokenizer), qPrintable(textOf(tokenizer)));
    QCOMPARE(idsOf(*tokenizer, text.toStdString()), expected);
    const auto encoding = (*tokenizer)->encodeWithSpans(text.toStdString(), true);
    QVERIFY(bool(encoding));
    QCOMPARE(std::vector<int>(encoding->ids.begin(), encoding->ids.end()), expected);
}

void TestTokenizerPipeline::decoders_data()
{
    QTest::addColumn<QString>("json");
    QTest::addColumn<QStringList>("tokens");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *name, const Json &json, const QStringList &tokens,
                        const QString &expected) {
        QTest::newRow(name) << QString::fromStdString(json.dump()) << tokens << expected;
    };
    row("none", nullptr, {u"a"_s, u"b"_s}, u"a b"_s);
    row("ByteLevel", byteLevel(), {u"ĠHi"_s, u"Ã"_s, u"Ã\u00a9"_s}, u" Hi\ufffdé"_s);
    row("Metaspace", metaspace("always"), {u"▁Hey"_s, u"▁you"_s}, u"Hey you"_s);
    row("Metaspace, never", metaspace("never"), {u"▁Hey"_s}, u" Hey"_s);
    row("WordPiece", {{"type", "WordPiece"}, {"prefix", "##"}, {"cleanup", true}},
        {u"un"_s, u"##able"_s, u"do"_s, u"."_s}, u"unable do."_s);
    row("BPEDecoder", {{"type", "BPEDecoder"}, {"suffix", "</w>"}}, {u"a</w>"_s, u"b</w>"_s},
        u"a b"_s);
    row("ByteFallback", {{"type", "ByteFallback"}}, {u"<0xC3>"_s, u"<0xA9>"_s, u"a"_s, u"<0x80>"_s},
        u"éa\ufffd"_s);
    row("Fuse and Strip",
        sequence("decoders", {{{"type", "Fuse"}},
                              {{"type", "Strip"}, {"content", " "}, {"start", 1}, {"stop", 0}}}),
        {u"  a"_s, u" b "_s}, u" a b "_s);
    row("Replace", {{"type", "Replace"}, {"pattern", {{"String", "▁"}}}, {"content", " "}},
        {u"a▁"_s, u"▁b"_s}, u"a  b"_s);
    row("CTC",
        {{"type", "CTC"}, {"pad_token", "<pad>"}, {"word_delimiter_token", "|"}, {"cleanup", true}},
        {u"<pad>"_s, u"h"_s, u"i"_s, u"|"_s, u"x"_s}, u"hi x"_s);
}

void TestTokenizerPipeline::decoders()
{
    QFETCH(QString, json);
    QFETCH(QStringList, tokens);
    QFETCH(QString, expected);
    std::vector<std::string> words;
    std::vector<TokenId> ids;
    for (const QString &token : tokens) {
        ids.push_back(TokenId(words.size()));
        words.push_back(token.toStdString());
    }
    Json file = fileWith(wordLevel(words));
    file["decoder"] = Json::parse(json.toStdString());
    const auto tokenizer = parsed(file);
    QVERIFY2(bool(tokenizer), qPrintable(textOf(tokenizer)));
    QCOMPARE(QString::fromStdString((*tokenizer)->decode(ids)), expected);
    QVERIFY((*tokenizer)->decode(std::vector<TokenId>{-1, 1000}).empty());
    QVERIFY((*tokenizer)->decode({}).empty());
}

void TestTokenizerPipeline::addedTokens_data()
{
    QTest::addColumn<QString>("json");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *name, const Json &options, const QString &text,
                        const QString &expected) {
        QTest::newRow(name) << QString::fromStdString(options.dump()) << text << expected;
    };
    row("plain", Json::object(), u"a<m>b <m>"_s, u"a|<m>|b |<m>"_s);
    row("single word", {{"single_word", true}}, u"a<m> <m>b <m>"_s, u"a<m> <m>b |<m>"_s);
    row("blanks before", {{"lstrip", true}}, u"a  <m> b"_s, u"a|  <m>| b"_s);
    row("blanks behind", {{"rstrip", true}}, u"a <m>  b"_s, u"a |<m>  |b"_s);
    row("not normalised", Json::object(), u"a<M>"_s, u"a<M>"_s);
    row("normalised", {{"normalized", true}}, u"a<M>"_s, u"a|<M>"_s);
}

void TestTokenizerPipeline::addedTokens()
{
    QFETCH(QString, json);
    QFETCH(QString, text);
    QFETCH(QString, expected);
    Json file = fileWith(wordLevel({"<unk>"}));
    file["normalizer"] = {{"type", "Lowercase"}};
    file["added_tokens"] = {added(1, "<m>", Json::parse(json.toStdString()))};
    const auto tokenizer = parsed(file);
    QVERIFY2(bool(tokenizer), qPrintable(textOf(tokenizer)));
    QCOMPARE(pieces(*tokenizer, text), expected);
    QCOMPARE((*tokenizer)->vocabularySize(), 2);
    QCOMPARE((*tokenizer)->vocabularyEntry(1), "<m>");
}

void TestTokenizerPipeline::postProcessors_data()
{
    QTest::addColumn<QString>("json");
    QTest::addColumn<std::vector<int>>("expected");
    QTest::addColumn<int>("begin");
    const auto row = [](const char *name, const Json &json, const std::vector<int> &expected,
                        int begin) {
        QTest::newRow(name) << QString::fromStdString(json.dump()) << expected << begin;
    };
    const Json text = {{"Sequence", {{"id", "A"}, {"type_id", 0}}}};
    const auto special = [](const char *id) {
        return Json{{"SpecialToken", {{"id", id}, {"type_id", 0}}}};
    };
    const Json tokens = {{"<s>", {{"id", "<s>"}, {"ids", {1}}, {"tokens", {"<s>"}}}},
                         {"</s>", {{"id", "</s>"}, {"ids", {2, 2}}, {"tokens", {"</s>", "</s>"}}}}};
    const auto templated = [&](const Json &single) {
        return Json{{"type", "TemplateProcessing"},
                    {"single", single},
                    {"pair", Json::array()},
                    {"special_tokens", tokens}};
    };
    row("none", nullptr, {3}, -1);
    row("template", templated({special("<s>"), text}), {1, 3}, 1);
    row("template, behind", templated({text, special("</s>")}), {3, 2, 2}, -1);
    row("Bert", {{"type", "BertProcessing"}, {"cls", {"<s>", 1}}, {"sep", {"</s>", 2}}}, {1, 3, 2},
        1);
    row("Roberta",
        {{"type", "RobertaProcessing"},
         {"cls", {"<s>", 1}},
         {"sep", {"</s>", 2}},
         {"trim_offsets", true},
         {"add_prefix_space", false}},
        {1, 3, 2}, 1);
    row("ByteLevel", byteLevel(), {3}, -1);
    row("Sequence",
        sequence("processors", {byteLevel(), templated({special("<s>"), text, special("<s>")})}),
        {1, 3, 1}, 1);
}

void TestTokenizerPipeline::postProcessors()
{
    QFETCH(QString, json);
    QFETCH(std::vector<int>, expected);
    QFETCH(int, begin);
    Json file = fileWith(wordLevel({"<unk>", "<s>", "</s>", "a"}));
    file["added_tokens"] = {added(1, "<s>", {{"special", true}}),
                            added(2, "</s>", {{"special", true}})};
    file["post_processor"] = Json::parse(json.toStdString());
    const auto tokenizer = parsed(file);
    QVERIFY2(bool(tokenizer), qPrintable(textOf(tokenizer)));
    const auto encoding = (*tokenizer)->encodeWithSpans("a", true);
    QVERIFY(bool(encoding));
    QCOMPARE(std::vector<int>(encoding->ids.begin(), encoding->ids.end()), expected);
    QCOMPARE(idsOf(*tokenizer, "a"), (std::vector<int>{3}));
    QCOMPARE((*tokenizer)->beginToken(), begin);
    QCOMPARE((*tokenizer)->unknownToken(), 0);
    QCOMPARE((*tokenizer)->decode(encoding->ids), "a");
    QVERIFY((*tokenizer)->isSpecial(1));
    QVERIFY(!(*tokenizer)->isSpecial(3));
}

void TestTokenizerPipeline::placesAreCharactersOfTheOriginalText()
{
    // The library's own: places through decomposition, removal and byte symbols.
    Json file = bytesWith(sequence("normalizers", {{{"type", "NFD"}}, {{"type", "StripAccents"}}}));
    const auto tokenizer = parsed(file);
    QVERIFY(bool(tokenizer));
    const auto encoding = (*tokenizer)->encodeWithSpans("xé好", false);
    QVERIFY(bool(encoding));
    const std::vector<TokenSpan> expected = {{0, 1}, {1, 2}, {2, 3}, {2, 3}, {2, 3}};
    QCOMPARE(encoding->spans, expected);

    Json bytes = fileWith(bpe({"Ġ", "a", "Ġa"}, merges({{"Ġ", "a"}})));
    bytes["pre_tokenizer"] = byteLevel(true);
    bytes["post_processor"] = byteLevel(true, true);
    const auto trimmed = parsed(bytes);
    QVERIFY(bool(trimmed));
    QCOMPARE(pieces(*trimmed, u"a a"_s), u"a|a"_s);
    bytes["post_processor"] = byteLevel(true, false);
    QCOMPARE(pieces(*parsed(bytes), u"a a"_s), u"a| a"_s);
}

void TestTokenizerPipeline::tokensAreShownToReaders()
{
    Json file = fileWith(bpe({"Ġthe", "Ã", "Ċ", "Ã©", ""}, Json::array()));
    file["decoder"] = byteLevel();
    file["added_tokens"] = {added(5, "<|end|>", {{"special", true}})};
    const auto bytes = parsed(file);
    QVERIFY(bool(bytes));
    QCOMPARE((*bytes)->tokenText(0), "␣the");
    QCOMPARE((*bytes)->tokenText(1), "<0xC3>");
    QCOMPARE((*bytes)->tokenText(2), "⏎");
    QCOMPARE((*bytes)->tokenText(3), "é");
    QCOMPARE((*bytes)->tokenText(4), "?");
    QCOMPARE((*bytes)->tokenText(5), "<|end|>");
    QCOMPARE((*bytes)->tokenText(6), "?");
    QCOMPARE((*bytes)->vocabularyEntry(0), "Ġthe");
    QCOMPARE((*bytes)->vocabularyEntry(6), "");

    Json marked = fileWith(wordLevel({"▁the", "a"}));
    marked["pre_tokenizer"] = metaspace("always");
    QCOMPARE((*parsed(marked))->tokenText(0), "␣the");
}

void TestTokenizerPipeline::fingerprintsIgnoreHowAFileIsWritten()
{
    const Json pairs = fileWith(bpe({"a", "b", "ab"}, merges({{"a", "b"}})));
    const auto fingerprint = [](const std::string &json) {
        const auto tokenizer = parseTokenizer(json, "file");
        return tokenizer ? (*tokenizer)->fingerprint() : tokenizer.error().message();
    };
    const std::string expected = fingerprint(pairs.dump());
    Json other = pairs;
    other["model"]["merges"] = Json::array({"a b"});
    other["model"]["fuse_unk"] = false;
    other["model"]["continuing_subword_prefix"] = "";
    other["truncation"] = {{"max_length", 8}};
    QCOMPARE(fingerprint(other.dump(4)), expected);
    QCOMPARE(fingerprint(R"({"model": {"vocab": {"ab": 2, "b": 1, "a": 0}, "merges": ["a b"]},
                             "added_tokens": [], "decoder": null})")
                 != expected,
             false);
    other["model"]["fuse_unk"] = true;
    QVERIFY(fingerprint(other.dump()) != expected);
    Json swapped = pairs;
    swapped["model"]["vocab"] = {{"a", 1}, {"b", 0}, {"ab", 2}};
    QVERIFY(fingerprint(swapped.dump()) != expected);
    Json lower = pairs;
    lower["normalizer"] = {{"type", "Lowercase"}};
    QVERIFY(fingerprint(lower.dump()) != expected);
}

void TestTokenizerPipeline::runtimeOptionsAreNotApplied()
{
    Json file = fileWith(wordLevel({"<unk>"}));
    file["pre_tokenizer"] = {{"type", "WhitespaceSplit"}};
    const std::string plain = file.dump();
    QCOMPARE((*parseTokenizer(plain, "file"))->toJson(), plain);
    file["truncation"] = {{"max_length", 1}, {"strategy", "LongestFirst"}};
    const auto tokenizer = parsed(file);
    QVERIFY(bool(tokenizer));
    QCOMPARE(idsOf(*tokenizer, "a b c").size(), std::size_t(3));
    QVERIFY(Json::parse((*tokenizer)->toJson())["truncation"].is_null());
}

void TestTokenizerPipeline::unsupportedFilesAreRefused_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QString>("named");
    const auto row = [](const char *name, const char *path, const Json &value, const char *named) {
        Json file = fileWith(bpe({"<unk>", "a", "b", "ab"}, merges({{"a", "b"}})));
        file[Json::json_pointer(path)] = value;
        QTest::newRow(name) << QByteArray::fromStdString(file.dump()) << QString(named);
    };
    row("normalizer", "/normalizer", {{"type", "Foo"}}, "\"normalizer: Foo\"");
    row("normalizer in a sequence", "/normalizer",
        sequence("normalizers", {{{"type", "NFC"}}, {{"type", "Foo"}}}), "\"normalizer: Foo\"");
    row("normalizer without a type", "/normalizer", {{"kind", "NFC"}}, "\"normalizer: type\"");
    row("unknown field", "/normalizer", {{"type", "NFC"}, {"more", 1}},
        "\"normalizer: NFC: more\"");
    row("field of another type", "/normalizer",
        {{"type", "Strip"}, {"strip_left", 1}, {"strip_right", true}},
        "\"normalizer: Strip: strip_left\"");
    row("long content", "/normalizer",
        {{"type", "Replace"}, {"pattern", {{"String", "a"}}}, {"content", std::string(5000, 'x')}},
        "4096");
    row("broken map", "/normalizer", {{"type", "Precompiled"}, {"precompiled_charsmap", "AAAA"}},
        "\"normalizer: Precompiled: precompiled_charsmap\"");
    row("map that is no base64", "/normalizer",
        {{"type", "Precompiled"}, {"precompiled_charsmap", "*"}},
        "\"normalizer: Precompiled: precompiled_charsmap\"");
    row("pre-tokenizer", "/pre_tokenizer", {{"type", "UnicodeScripts"}},
        "\"pre_tokenizer: UnicodeScripts\"");
    row("behaviour", "/pre_tokenizer", split({{"String", "a"}}, "Foo"),
        "\"pre_tokenizer: Split: behavior Foo\"");
    row("scheme", "/pre_tokenizer", metaspace("sometimes"),
        "\"pre_tokenizer: Metaspace: prepend_scheme sometimes\"");
    row("pattern", "/pre_tokenizer", split(regex("(a"), "Removed"), "a bracket has no end");
    row("pattern with a callout", "/pre_tokenizer", split(regex("(*LIMIT_MATCH=1)a"), "Removed"),
        "callouts");
    row("pattern of clusters", "/pre_tokenizer", split(regex("\\X"), "Removed"), "\\X");
    row("pattern with an absent group", "/pre_tokenizer", split(regex("(?~a)"), "Removed"),
        "a kind of bracket");
    row("huge pattern", "/pre_tokenizer", split(regex("(?:a{1,60000}){1,60000}"), "Removed"),
        "regular expression");
    row("post-processor", "/post_processor", {{"type", "Foo"}}, "\"post_processor: Foo\"");
    row("id that is none", "/post_processor",
        {{"type", "BertProcessing"}, {"cls", {"<s>", 99}}, {"sep", {"</s>", 0}}},
        "\"post_processor: id 99\"");
    row("template without its token", "/post_processor",
        {{"type", "TemplateProcessing"},
         {"single", {{{"SpecialToken", {{"id", "x"}, {"type_id", 0}}}}}},
         {"pair", Json::array()},
         {"special_tokens", Json::object()}},
        "\"post_processor: TemplateProcessing: single\"");
    row("decoder", "/decoder", {{"type", "Foo"}}, "\"decoder: Foo\"");
    row("model", "/model/type", "Foo", "\"model: Foo\"");
    row("dropout", "/model/dropout", 0.1, "\"model: BPE: dropout\"");
    row("unknown field of the model", "/model/more", 1, "\"model: BPE: more\"");
    row("merge of unknown words", "/model/merges", merges({{"a", "x"}}), "\"a\" + \"x\"");
    row("merge of three words", "/model/merges", Json::array({"a b c"}), "\"model: merges\"");
    row("merges that are numbers", "/model/merges", Json::array({1}), "\"model: merges\"");
    row("vocabulary of lists", "/model/vocab", {{"a", 1}, {"b"}}, "\"model: vocab\"");
    row("version", "/version", "2.0", "\"version\"");
    row("unknown part", "/more", 1, "\"more\"");
    row("added token elsewhere", "/added_tokens", Json::array({added(7, "<s>")}), "must be 4");
    row("added token with another's id", "/added_tokens", Json::array({added(0, "a")}),
        "must be 1");
    row("added token twice", "/added_tokens", Json::array({added(4, "x"), added(5, "x")}),
        "\"added_tokens: x\"");
    row("empty added token", "/added_tokens", Json::array({added(4, "")}), "\"added_tokens");
    QTest::newRow("key twice") << QByteArray(R"({"model": {}, "model": {}})") << u"\"model\""_s;
    QTest::newRow("word twice") << QByteArray(
        R"({"model": {"type": "BPE", "vocab": {"a": 0, "a": 1}, "merges": []}})")
                                << u"the word \"a\""_s;
    QTest::newRow("half a character") << QByteArray(R"({"model": "\ud800"})") << u"JSON object"_s;
}

void TestTokenizerPipeline::unsupportedFilesAreRefused()
{
    QFETCH(QByteArray, json);
    QFETCH(QString, named);
    const auto tokenizer = parseTokenizer(json.toStdString(), "some.json");
    QVERIFY(!tokenizer);
    const QString message = textOf(tokenizer);
    QVERIFY2(message.contains(named), qPrintable(message));
    QVERIFY2(message.contains("some.json"), qPrintable(message));
}

void TestTokenizerPipeline::whatTheVocabularyLacksIsAnError()
{
    Json file = fileWith(wordLevel({"a"}));
    file["model"]["unk_token"] = "<unk>";
    const auto tokenizer = parsed(file);
    QVERIFY(bool(tokenizer));
    QCOMPARE((*tokenizer)->unknownToken(), -1);
    QVERIFY(bool((*tokenizer)->encode("a")));
    const auto ids = (*tokenizer)->encode("b");
    QVERIFY(!ids);
    QVERIFY(ids.error().message().find("\"b\"") != std::string::npos);
    QVERIFY(!(*tokenizer)->encode("a\xFF"));
    QVERIFY(!(*tokenizer)->encodeWithSpans("a\xFF", true));
}

void TestTokenizerPipeline::hostilePatternsEnd_data()
{
    QTest::addColumn<QString>("pattern");
    QTest::newRow("nested repetition") << u"(a+)+b"_s;
    QTest::newRow("alternatives") << u"(a|a)*b"_s;
    QTest::newRow("back reference") << u"(a*)*\\1b"_s;
    QTest::newRow("recursion") << u"(a\\g<1>?)+b"_s;
}

void TestTokenizerPipeline::hostilePatternsEnd()
{
    QFETCH(QString, pattern);
    Json file = fileWith(wordLevel({"<unk>"}));
    file["pre_tokenizer"] = split(regex(pattern.toUtf8().constData()), "Isolated");
    const auto tokenizer = parsed(file);
    QVERIFY2(bool(tokenizer), qPrintable(textOf(tokenizer)));
    QElapsedTimer timer;
    timer.start();
    const auto ids = (*tokenizer)->encode(std::string(200'000, 'a'));
    QVERIFY(timer.elapsed() < 20'000);
    if (!ids)
        QVERIFY(ids.error().message().find("regular expression") != std::string::npos);
}

void TestTokenizerPipeline::longRunsTakeLittleTime_data()
{
    QTest::addColumn<QString>("json");
    const Json doubles = merges({{"a", "a"}, {"aa", "aa"}, {"aaaa", "aaaa"}});
    QTest::newRow("BPE") << QString::fromStdString(
        bpe({"<unk>", "a", "aa", "aaaa", "aaaaaaaa", "▁"}, doubles).dump());
    QTest::newRow("Unigram") << QString::fromStdString(
        Json{{"type", "Unigram"},
             {"unk_id", 0},
             {"vocab", scores({{"<unk>", 0.0}, {"a", -1.0}, {"aaaaaaaa", -2.0}})}}
            .dump());
    QTest::newRow("WordPiece") << QString::fromStdString(Json{
        {"type", "WordPiece"},
        {"vocab", {{"[UNK]", 0}, {"a", 1}, {"##a", 2}, {"##aaaaaaaa", 3}}},
        {"unk_token", "[UNK]"},
        {"continuing_subword_prefix", "##"},
        {"max_input_chars_per_word", 100'000'000}}.dump());
}

void TestTokenizerPipeline::longRunsTakeLittleTime()
{
    QFETCH(QString, json);
    const auto tokenizer = parsed(fileWith(Json::parse(json.toStdString())));
    QVERIFY2(bool(tokenizer), qPrintable(textOf(tokenizer)));
    QElapsedTimer timer;
    timer.start();
    const auto ids = (*tokenizer)->encode(std::string(4'000'001, 'a'));
    QVERIFY(bool(ids));
    QVERIFY(ids->size() >= 500'001 && ids->size() < 500'010);
    QVERIFY2(timer.elapsed() < 20'000, qPrintable(QString::number(timer.elapsed())));
}

void TestTokenizerPipeline::oneTokenizerServesSeveralThreads()
{
    Json file = fileWith(bpe({"a", "b", "ab", "Ġ", "Ġab"}, merges({{"a", "b"}, {"Ġ", "ab"}})));
    file["pre_tokenizer"] = byteLevel();
    const TokenizerPtr tokenizer = *parsed(file);
    std::string text;
    for (int i = 0; i < 5000; ++i)
        text += i % 3 == 0 ? " ab" : i % 7 == 0 ? "ba" : "a b";
    const std::vector<int> expected = idsOf(tokenizer, text);
    std::vector<std::thread> threads;
    std::atomic<int> equal = 0;
    for (int thread = 0; thread < 4; ++thread)
        threads.emplace_back([&] {
            for (int round = 0; round < 20; ++round)
                equal += idsOf(tokenizer, text) == expected;
        });
    for (std::thread &thread : threads)
        thread.join();
    QCOMPARE(equal.load(), 80);
}

void TestTokenizerPipeline::gpt2EncodesAsPublished()
{
    const std::string folder = RETORT_SHARED_DATA "/gpt2-bpe/";
    if (!QFile::exists(QString::fromStdString(folder)))
        QSKIP("There is no ../shared/data/gpt2-bpe.");
    Json merges = Json::array();
    for (const QByteArray &line : readAll(folder + "vocab.bpe").split('\n').mid(1))
        if (!line.isEmpty())
            merges.push_back(line.toStdString());
    Json file = fileWith({{"vocab", Json::parse(readAll(folder + "encoder.json").toStdString())},
                          {"merges", merges},
                          {"unk_token", nullptr}});
    file["pre_tokenizer"] = file["decoder"] = byteLevel();
    const auto tokenizer = parsed(file);
    QVERIFY2(bool(tokenizer), qPrintable(textOf(tokenizer)));
    QCOMPARE((*tokenizer)->kind(), "bpe");
    QCOMPARE((*tokenizer)->vocabularySize(), 50257);

    const QString texts =
        QString::fromUtf8(readAll(folder + "llama.cpp/ggml-vocab-gpt-2.gguf.inp"));
    const auto lines = readAll(folder + "llama.cpp/ggml-vocab-gpt-2.gguf.out").split('\n');
    int count = 0;
    for (const QString &text : texts.split(u"\n__ggml_vocab_test__\n"_s)) {
        std::vector<int> expected;
        for (const QByteArray &id : lines.at(count++).simplified().split(' '))
            if (!id.isEmpty())
                expected.push_back(id.toInt());
        QCOMPARE(idsOf(*tokenizer, text.toStdString()), expected);
        const std::vector<TokenId> ids(expected.begin(), expected.end());
        QCOMPARE(QString::fromStdString((*tokenizer)->decode(ids)), text);
    }
    QCOMPARE(count, 47);
}

void TestTokenizerPipeline::storyModelsReadTheirOwnTexts_data()
{
    QTest::addColumn<QString>("model");
    QTest::addColumn<int>("size");
    QTest::newRow("stories260K") << u"stories260K-hf"_s << 512;
    QTest::newRow("babyllama-tok105") << u"babyllama-tok105-hf"_s << 105;
}

void TestTokenizerPipeline::storyModelsReadTheirOwnTexts()
{
    QFETCH(QString, model);
    QFETCH(int, size);
    const QString data = QStringLiteral(RETORT_SHARED_DATA);
    if (!QFile::exists(data))
        QSKIP("There is no ../shared/data.");
    const auto tokenizer =
        loadTokenizer(QString(data + u"/models/"_s + model + u"/tokenizer.json"_s).toStdString());
    QVERIFY2(bool(tokenizer), qPrintable(textOf(tokenizer)));
    QCOMPARE((*tokenizer)->vocabularySize(), size);
    QCOMPARE((*tokenizer)->kind(), "bpe");
    QCOMPARE((*tokenizer)->beginToken(), 1);
    const auto again = parseTokenizer((*tokenizer)->toJson(), "again");
    QCOMPARE((*again)->fingerprint(), (*tokenizer)->fingerprint());

    int lines = 0;
    const std::string path = (data + u"/tinystories/tinystories_v2_sample.txt"_s).toStdString();
    for (const QByteArray &line : readAll(path).split('\n')) {
        const auto ids = (*tokenizer)->encode(std::string_view(line.data(), line.size()));
        QVERIFY(bool(ids));
        QCOMPARE(QByteArray::fromStdString((*tokenizer)->decode(*ids)), line);
        ++lines;
    }
    QVERIFY(lines > 10);
}

QTEST_APPLESS_MAIN(TestTokenizerPipeline)
#include "tst_tokenizerpipeline.moc"
