#include "core/engine/text/dataset.h"
#include "core/engine/text/tales.h"
#include "core/engine/text/tokenizer.h"

#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

#include <set>

using namespace retort;
using namespace Qt::StringLiterals;

namespace {

using Ids = std::vector<TokenId>;

Ids encoded(const TokenizerPtr &tokenizer, std::string_view text)
{
    const auto ids = tokenizer->encode(text);
    return ids ? *ids : Ids{-99};
}

std::vector<std::string> pieces(const TokenizerPtr &tokenizer, std::string_view text)
{
    std::vector<std::string> texts;
    for (const TokenId id : encoded(tokenizer, text))
        texts.push_back(tokenizer->tokenText(id));
    return texts;
}

TokenizerPtr charactersOf(std::string_view corpus)
{
    return makeCharacterTokenizer(corpus).value();
}

TokenizerPtr wordsOf(std::string_view corpus, int size = 8192)
{
    return makeWordTokenizer(corpus, size).value();
}

} // namespace

class TestTokenizer final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void bytesAreTheirOwnIds();
    void brokenBytesBecomeReplacementCharacters_data();
    void brokenBytesBecomeReplacementCharacters();
    void charactersAreSortedByCodePoint();
    void wordsAreSplit_data();
    void wordsAreSplit();
    void frequentWordsComeFirst();
    void decodedWordsReadWell();
    void capitalsFallBackToKnownWords();
    void chineseTakesTheLongestWord();
    void beginTokenIsReadAndLeftOut();
    void tokensAreVisible_data();
    void tokensAreVisible();
    void invalidUtf8IsNamed_data();
    void invalidUtf8IsNamed();
    void jsonReadsBack_data();
    void jsonReadsBack();
    void jsonSavedByTransformersReadsBack();
    void fingerprintsTellVocabulariesApart();
    void foreignJsonIsRefused_data();
    void foreignJsonIsRefused();
    void otherJsonIsReadByComponents_data();
    void otherJsonIsReadByComponents();

private:
    std::filesystem::path write(const QByteArray &json)
    {
        QFile file(m_folder.filePath("tokenizer.json"));
        if (!file.open(QIODevice::WriteOnly) || file.write(json) != json.size())
            qFatal("cannot write the test's file");
        return file.fileName().toStdString();
    }

    QTemporaryDir m_folder;
};

void TestTokenizer::bytesAreTheirOwnIds()
{
    const auto tokenizer = makeByteTokenizer();
    QCOMPARE(tokenizer->vocabularySize(), 256);
    QCOMPARE(encoded(tokenizer, "Aé\n"), (Ids{0x41, 0xC3, 0xA9, 0x0A}));
    QCOMPARE(encoded(tokenizer, "\xFF\x80"), (Ids{0xFF, 0x80}));
    QCOMPARE(tokenizer->decode(Ids{0x41, 0xC3, 0xA9, -1, 256}), std::string("Aé"));
    QCOMPARE(tokenizer->beginToken(), -1);
    QCOMPARE(tokenizer->unknownToken(), -1);
}

void TestTokenizer::brokenBytesBecomeReplacementCharacters_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("text");
    QTest::newRow("lone continuation") << QByteArray("a\x80z") << u"a\uFFFDz"_s;
    QTest::newRow("cut off") << QByteArray("a\xE4\xB8") << u"a\uFFFD"_s;
    QTest::newRow("cut off in the middle") << QByteArray("\xF0\x9F\x98z") << u"\uFFFDz"_s;
    QTest::newRow("overlong") << QByteArray("\xC0\xAF") << u"\uFFFD\uFFFD"_s;
    QTest::newRow("surrogate") << QByteArray("\xED\xA0\x80") << u"\uFFFD\uFFFD\uFFFD"_s;
    QTest::newRow("beyond Unicode")
        << QByteArray("\xF4\x90\x80\x80") << u"\uFFFD\uFFFD\uFFFD\uFFFD"_s;
    QTest::newRow("valid") << QByteArray("\xF0\x9F\x98\x80") << u"\U0001F600"_s;
}

void TestTokenizer::brokenBytesBecomeReplacementCharacters()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, text);
    const auto tokenizer = makeByteTokenizer();
    const Ids ids = encoded(tokenizer, {bytes.data(), std::size_t(bytes.size())});
    QCOMPARE(QString::fromStdString(tokenizer->decode(ids)), text);
}

void TestTokenizer::charactersAreSortedByCodePoint()
{
    const auto tokenizer = charactersOf("ba\n😀é猫a");
    QCOMPARE(tokenizer->vocabularySize(), 7);
    QCOMPARE(encoded(tokenizer, "\nabé猫😀"), (Ids{1, 2, 3, 4, 5, 6}));
    QCOMPARE(encoded(tokenizer, "aXb"), (Ids{2, 0, 3}));
    QCOMPARE(tokenizer->decode(Ids{2, 0, 5, 7, -1}), std::string("a猫"));
    QCOMPARE(tokenizer->unknownToken(), 0);
    QCOMPARE(charactersOf("")->vocabularySize(), 1);
}

void TestTokenizer::wordsAreSplit_data()
{
    using Texts = std::vector<std::string>;
    QTest::addColumn<QString>("text");
    QTest::addColumn<Texts>("expected");
    QTest::newRow("marks") << u"Oh, no!?"_s << Texts{"Oh", ",", "no", "!", "?"};
    QTest::newRow("line ends") << u"a \n\n\r\n\tb"_s << Texts{"a", "⏎", "⏎", "⏎", "b"};
    QTest::newRow("apostrophes") << u"don't 'tis it’s' x''y"_s
                                 << Texts{"don't", "'", "tis", "it’s", "'", "x", "'", "'", "y"};
    QTest::newRow("digits and underscores") << u"a_1 3.14"_s << Texts{"a_1", "3", ".", "14"};
    QTest::newRow("accents, combined too")
        << u"naïve na\u0131\u0308ve"_s << Texts{"naïve", "na\u0131\u0308ve"};
    QTest::newRow("ideographs and kana")
        << u"我爱ABC。カナ"_s << Texts{"我", "爱", "ABC", "。", "カ", "ナ"};
    QTest::newRow("wide blanks") << u"a\u3000b\u00a0c"_s << Texts{"a", "b", "c"};
    QTest::newRow("nothing") << u"  \t "_s << Texts{};
}

void TestTokenizer::wordsAreSplit()
{
    QFETCH(QString, text);
    QFETCH(std::vector<std::string>, expected);
    const std::string utf8 = text.toStdString();
    QCOMPARE(pieces(wordsOf(utf8), utf8), expected);
}

void TestTokenizer::frequentWordsComeFirst()
{
    const auto tokenizer = wordsOf("b a c b a b d", 4);
    QCOMPARE(tokenizer->vocabularySize(), 4);
    QCOMPARE(pieces(tokenizer, "b a c d"), (std::vector<std::string>{"b", "a", "c", "<unk>"}));
    QCOMPARE(encoded(tokenizer, "b a c d"), (Ids{1, 2, 3, 0}));
    QCOMPARE(encoded(tokenizer, "B"), Ids{0}); // capitals count in a corpus's own vocabulary
}

void TestTokenizer::decodedWordsReadWell()
{
    const std::string text = "\"No,\" he said (twice).\nDon't! 我爱你。";
    const auto tokenizer = wordsOf(text);
    QCOMPARE(tokenizer->decode(encoded(tokenizer, text)),
             std::string("\" No, \" he said (twice).\nDon't!我爱你。"));
    QCOMPARE(encoded(tokenizer, tokenizer->decode(encoded(tokenizer, text))),
             encoded(tokenizer, text));
}

void TestTokenizer::capitalsFallBackToKnownWords()
{
    const auto tokenizer = makeWordTokenizer({"<unk>", "<s>", "It", "it", "Mia", "."}, true);
    QCOMPARE(encoded(tokenizer, "It it IT mia MIA it."), (Ids{2, 3, 2, 4, 4, 3, 5}));
    QCOMPARE(encoded(tokenizer, "its"), Ids{0});
    QCOMPARE(tokenizer->decode(Ids{1, 2, 0, 5}), std::string("It."));
}

void TestTokenizer::chineseTakesTheLongestWord()
{
    const auto tokenizer = makeWordTokenizer({"<unk>", "<s>", "一", "一只", "风筝", "。"}, false);
    QCOMPARE(encoded(tokenizer, "一只风筝。一"), (Ids{3, 4, 5, 2}));
    QCOMPARE(encoded(tokenizer, "一 只　风筝"), (Ids{2, 0, 4}));
    QCOMPARE(encoded(tokenizer, "abc风 筝abc"), (Ids{0, 0}));
    QCOMPARE(tokenizer->decode(Ids{1, 3, 4, 5}), std::string("一只风筝。"));
}

void TestTokenizer::beginTokenIsReadAndLeftOut()
{
    for (const bool spaced : {true, false}) {
        const auto tokenizer = makeWordTokenizer({"<unk>", "<s>", "a", "b"}, spaced);
        QCOMPARE(tokenizer->beginToken(), 1);
        QCOMPARE(encoded(tokenizer, "<s>a<s> b <s>"), (Ids{1, 2, 1, 3, 1}));
        QCOMPARE(tokenizer->decode(Ids{1, 2}), std::string("a"));
    }
    QCOMPARE(makeWordTokenizer({"<unk>", "a"}, true)->beginToken(), -1);
}

void TestTokenizer::tokensAreVisible_data()
{
    QTest::addColumn<QString>("character");
    QTest::addColumn<QString>("shown");
    QTest::newRow("blank") << u" "_s << u"␣"_s;
    QTest::newRow("line end") << u"\n"_s << u"⏎"_s;
    QTest::newRow("tabulator") << u"\t"_s << u"⇥"_s;
    QTest::newRow("control") << u"\u0007"_s << u"<0x07>"_s;
    QTest::newRow("no width") << u"\u200B"_s << u"<0x200B>"_s;
    QTest::newRow("combining") << u"\u0301"_s << u"◌\u0301"_s;
    QTest::newRow("letter") << u"é"_s << u"é"_s;
}

void TestTokenizer::tokensAreVisible()
{
    QFETCH(QString, character);
    QFETCH(QString, shown);
    const auto tokenizer = charactersOf(character.toStdString());
    QCOMPARE(QString::fromStdString(tokenizer->tokenText(1)), shown);
    QCOMPARE(makeByteTokenizer()->tokenText(0x8F), std::string("<0x8F>"));
    for (TokenId id = -1; id <= 256; ++id)
        QVERIFY(!makeByteTokenizer()->tokenText(id).empty() && !tokenizer->tokenText(id).empty());
}

void TestTokenizer::invalidUtf8IsNamed_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("offset");
    QTest::newRow("continuation") << QByteArray("ab\x80") << 2;
    QTest::newRow("cut off") << QByteArray("a\xC3\xA9\xE4\xB8") << 3;
    QTest::newRow("surrogate") << QByteArray("\xED\xA0\x80") << 0;
    QTest::newRow("overlong") << QByteArray("a\xC1\xBF") << 1;
    QTest::newRow("too large") << QByteArray("\xF4\x90\x80\x80") << 0;
    QTest::newRow("Latin-1") << QByteArray("caf\xE9 au lait") << 3;
    QTest::newRow("UTF-16") << QByteArray("\xFF\xFE\x61\x00", 4) << 0;
    QTest::newRow("fine") << QByteArray("é猫😀\0", 10) << -1;
}

void TestTokenizer::invalidUtf8IsNamed()
{
    QFETCH(QByteArray, text);
    QFETCH(int, offset);
    const std::string_view view(text.data(), std::size_t(text.size()));
    const auto found = firstInvalidUtf8(view);
    QCOMPARE(found ? int(*found) : -1, offset);
    const std::vector<TokenizerPtr> strict = {charactersOf("a"), wordsOf("a"),
                                              makeWordTokenizer({"<unk>", "a"}, false)};
    for (const TokenizerPtr &tokenizer : strict) {
        const auto ids = tokenizer->encode(view);
        QCOMPARE(bool(ids), offset < 0);
        if (!ids)
            QCOMPARE(ids.error().arguments, std::vector<std::string>{std::to_string(offset)});
    }
    QCOMPARE(bool(makeCharacterTokenizer(view)), offset < 0);
    QCOMPARE(bool(makeWordTokenizer(view)), offset < 0);
    QVERIFY(makeByteTokenizer()->encode(view));
}

void TestTokenizer::jsonReadsBack_data()
{
    QTest::addColumn<TokenizerPtr>("tokenizer");
    QTest::newRow("bytes") << makeByteTokenizer();
    QTest::newRow("characters") << charactersOf("a\"\\b\n\t \u0001é猫😀");
    QTest::newRow("words") << wordsOf("Don't say \"no\", say [yes] ($1.50)!\n猫");
    QTest::newRow("English") << tales(TalesLanguage::English)->tokenizer();
    QTest::newRow("Chinese") << tales(TalesLanguage::Chinese)->tokenizer();
}

void TestTokenizer::jsonReadsBack()
{
    QFETCH(TokenizerPtr, tokenizer);
    const std::string json = tokenizer->toJson();
    const auto loaded = loadTokenizer(write(QByteArray::fromStdString(json)));
    QVERIFY2(bool(loaded), loaded ? "" : loaded.error().message().c_str());
    QCOMPARE((*loaded)->toJson(), json);
    QCOMPARE((*loaded)->fingerprint(), tokenizer->fingerprint());
    QCOMPARE((*loaded)->kind(), tokenizer->kind());
    QCOMPARE((*loaded)->beginToken(), tokenizer->beginToken());
    const std::string_view text = "Don't SAY no, Mia 米娅 一只红色的猫 \"b\" <s>\n";
    QCOMPARE(encoded(*loaded, text), encoded(tokenizer, text));
}

// What transformers 5.24 makes of our file when it saves it again.
void TestTokenizer::jsonSavedByTransformersReadsBack()
{
    const TokenizerPtr tokenizer = tales(TalesLanguage::English)->tokenizer();
    QByteArray json = QByteArray::fromStdString(tokenizer->toJson());
    QVERIFY(json.contains("\"post_processor\": null"));
    json.replace("\"post_processor\": null",
                 R"("post_processor": {"type": "TemplateProcessing",
                    "single": [{"Sequence": {"id": "A", "type_id": 0}}],
                    "pair": [{"Sequence": {"id": "A", "type_id": 0}},
                             {"Sequence": {"id": "B", "type_id": 1}}],
                    "special_tokens": {}})");
    const auto loaded = loadTokenizer(write(json));
    QVERIFY2(bool(loaded), loaded ? "" : loaded.error().message().c_str());
    QCOMPARE((*loaded)->fingerprint(), tokenizer->fingerprint());
}

void TestTokenizer::fingerprintsTellVocabulariesApart()
{
    std::set<std::string> fingerprints;
    const std::vector<TokenizerPtr> tokenizers = {makeByteTokenizer(),
                                                  charactersOf("ab"),
                                                  charactersOf("ac"),
                                                  wordsOf("a b"),
                                                  wordsOf("b b a"),
                                                  makeWordTokenizer({"<unk>", "a", "b"}, true),
                                                  makeWordTokenizer({"<unk>", "a", "b"}, false)};
    for (const TokenizerPtr &tokenizer : tokenizers)
        fingerprints.insert(tokenizer->fingerprint());
    QCOMPARE(fingerprints.size(), tokenizers.size());
    QCOMPARE(charactersOf("ba")->fingerprint(), charactersOf("ab")->fingerprint());
    QCOMPARE(fingerprints.begin()->size(), std::size_t(32));
}

void TestTokenizer::foreignJsonIsRefused_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QString>("named");
    const QByteArray good = QByteArray::fromStdString(charactersOf("abc")->toJson());
    const auto changed = [&](const char *from, const char *to) {
        QByteArray json = good;
        json.replace(from, to);
        if (json == good)
            qFatal("the test's own replacement did nothing");
        return json;
    };
    QTest::newRow("empty") << QByteArray() << u"JSON object"_s;
    QTest::newRow("not JSON") << QByteArray("{\"model\": ") << u"JSON object"_s;
    QTest::newRow("list") << QByteArray("[1, 2]") << u"JSON object"_s;
    QTest::newRow("invalid UTF-8") << QByteArray("{\"model\": \"\xFF\"}") << u"JSON object"_s;
    QTest::newRow("nothing in it") << QByteArray("{}") << u"\"model\""_s;
    QTest::newRow("wrong types") << QByteArray("{\"model\": [{\"type\": 1}]}") << u"\"model\""_s;
    QTest::newRow("other model") << changed("WordLevel", "Unigram") << u"\"model: Unigram\""_s;
    QTest::newRow("merges") << QByteArray::fromStdString(makeByteTokenizer()->toJson())
                                   .replace("\"merges\": []", "\"merges\": [[\"a\", \"b\"]]")
                            << u"\"a\" + \"b\""_s;
    QTest::newRow("other decoder") << changed("Fuse", "WordPiece") << u"\"decoder: WordPiece"_s;
    QTest::newRow("post-processor")
        << changed("\"post_processor\": null", "\"post_processor\": 1") << u"\"post_processor"_s;
    QTest::newRow("unknown key") << changed("\"version\"", "\"more\": 1, \"version\"")
                                 << u"\"more\""_s;
    QTest::newRow("duplicate id") << changed("\"b\": 2", "\"b\": 1") << u"the id 1 twice"_s;
    QTest::newRow("id out of range")
        << changed("\"b\": 2", "\"b\": 4000000000") << u"\"model: vocab\""_s;
    QTest::newRow("id far away") << changed("\"b\": 2", "\"b\": 2000000000")
                                 << u"\"model: vocab: id 2000000000\""_s;
    QTest::newRow("negative id") << changed("\"b\": 2", "\"b\": -2") << u"\"model: vocab\""_s;
    QTest::newRow("fractional id") << changed("\"b\": 2", "\"b\": 2.5") << u"\"model: vocab\""_s;
    QTest::newRow("huge id") << changed("\"b\": 2", "\"b\": 1e300") << u"\"model: vocab\""_s;
    QTest::newRow("deep lists") << QByteArray(100'000, '[') << u"nested too deeply"_s;
    QTest::newRow("deep objects") << QByteArray("{\"a\":").repeated(100'000)
                                  << u"nested too deeply"_s;
    QTest::newRow("large") << QByteArray((64 << 20) + 1, ' ') << u"bytes"_s;
    QTest::newRow("many words") << "{\"model\": {\"type\": \"WordLevel\", \"vocab\": {\"a\": 0"
                                       + QByteArray(", \"b\": 1").repeated(1'500'000)
                                       + "}, \"unk_token\": \"a\"}}"
                                << u"twice"_s;
}

void TestTokenizer::foreignJsonIsRefused()
{
    QFETCH(QByteArray, json);
    QFETCH(QString, named);
    const auto path = write(json);
    QElapsedTimer timer;
    timer.start();
    const auto loaded = loadTokenizer(path);
    QVERIFY(!loaded);
    QVERIFY(timer.elapsed() < 5000);
    const QString message = QString::fromStdString(loaded.error().message());
    QVERIFY2(message.contains(named), qPrintable(message));
    QVERIFY2(message.contains("tokenizer.json"), qPrintable(message));
    QVERIFY(!loadTokenizer(path.parent_path()));
    QVERIFY(!loadTokenizer(path.parent_path() / "absent.json"));
}

// What differs in a single thing from what an own kind writes is read by its components.
void TestTokenizer::otherJsonIsReadByComponents_data()
{
    QTest::addColumn<QByteArray>("from");
    QTest::addColumn<QByteArray>("to");
    QTest::newRow("other splitting") << QByteArray("Isolated") << QByteArray("Removed");
    QTest::newRow("normalizer") << QByteArray("\"normalizer\": null")
                                << QByteArray("\"normalizer\": {\"type\": \"NFC\"}");
    QTest::newRow("empty token") << QByteArray("\"b\": 2") << QByteArray("\"\": 2");
    QTest::newRow("two characters") << QByteArray("\"b\": 2") << QByteArray("\"bb\": 2");
    QTest::newRow("no unknown token") << QByteArray("\"<unk>\": 0") << QByteArray("\"x\": 0");
}

void TestTokenizer::otherJsonIsReadByComponents()
{
    QFETCH(QByteArray, from);
    QFETCH(QByteArray, to);
    QByteArray json = QByteArray::fromStdString(charactersOf("abc")->toJson());
    QVERIFY(json.contains(from));
    const auto loaded = loadTokenizer(write(json.replace(from, to)));
    QVERIFY2(bool(loaded), loaded ? "" : loaded.error().message().c_str());
    QCOMPARE((*loaded)->kind(), "wordlevel");
    QCOMPARE((*loaded)->toJson(), json.toStdString());
}

QTEST_APPLESS_MAIN(TestTokenizer)
#include "tst_tokenizer.moc"
