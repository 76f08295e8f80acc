// SentencePiece models: the ids of libsentencepiece itself, and files that are none.

#include "core/engine/text/sentencepiece.h"
#include "core/engine/text/tokenizerfiles.h"

#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>

#include <nlohmann/json.hpp>

using namespace retort;

namespace {

const QString Fixture = QStringLiteral(RETORT_BINARY_DIR "/bin/tests/sentencepiecefixture");

QByteArray runFixture(const QStringList &arguments)
{
    QProcess process;
    process.start(Fixture, arguments);
    if (!process.waitForFinished(120000) || process.exitCode() != 0)
        qWarning("%s", process.readAllStandardError().constData());
    return process.readAllStandardOutput();
}

QString corpus()
{
    const QStringList names{"cat", "dog", "bird", "fox", "bear"};
    const QStringList deeds{"sat on the mat", "ran into the woods", "sang a song",
                            "looked at the moon", "ate 12 apples"};
    QString text;
    for (int i = 0; i < 600; ++i)
        text += QStringLiteral("The %1 %2, and the %3 %4. Número %5 – été!\n")
                    .arg(names[i % 5], deeds[i * 7 % 5], names[i * 3 % 5], deeds[i * 11 % 5])
                    .arg(i);
    for (int i = 0; i < 100; ++i)
        text += QStringLiteral("小猫在垫子上睡觉。鸟儿%1在唱歌。\n").arg(i);
    return text;
}

QStringList texts()
{
    QStringList all{"The cat sat on the mat.",
                    "",
                    " ",
                    "  two   blanks  ",
                    "\ttab\n\nlines\n",
                    "été E\u0301 ﬁ ½ Å ™ ①",
                    "小猫在唱歌。 ok",
                    "🙂👩‍👩‍👧 x",
                    "\u3000wide\u3000",
                    "<s> the </s> <unk> <sep>mat",
                    "▁the ▁ cat",
                    "aaaaaaaaaaaaaaaaaaaaaaaa",
                    "Ünknöwn ŵörds żółć",
                    "한국어 العربية हिन्दी",
                    "x\u0001y\u200Bz",
                    QStringLiteral("nul\0byte").toUtf8()};
    unsigned seed = 3;
    for (int i = 0; i < 300; ++i) {
        QString text;
        for (int j = 0; j < 1 + i % 40; ++j, seed = seed * 1664525 + 1013904223) {
            const unsigned pick = seed >> 8;
            text += pick % 3 == 0 ? QChar(' ')
                                  : QChar(pick % 5 == 0 ? pick % 0x3000 + 32 : 'a' + pick % 26);
        }
        all += text;
    }
    return all;
}

void write(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(bytes), bytes.size());
}

QByteArray read(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// A field of a protocol buffer with bytes.
QByteArray field(int number, const QByteArray &bytes)
{
    const auto varint = [](quint64 value) {
        QByteArray out;
        for (; value >= 0x80; value >>= 7)
            out += char(value | 0x80);
        return out + char(value);
    };
    return varint(quint64(number) << 3 | 2) + varint(quint64(bytes.size())) + bytes;
}

QByteArray piece(const QByteArray &text, char kind)
{
    return field(1, field(1, text) + QByteArray("\x15\0\0\0\0\x18", 6) + kind);
}

} // namespace

class TestSentencePiece final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void idsAndPlacesAreTheLibrarys_data();
    void idsAndPlacesAreTheLibrarys();
    void longTextsAreCutWhereNothingChanges();
    void specialTokensStandAround();
    void byteTokensStandForTheirCharacter();
    void jsonNamesTheSameVocabulary();
    void folderWithAModelOpens();
    void filesThatAreNoModelsAreRefused_data();
    void filesThatAreNoModelsAreRefused();
    void damagedModelsNeverCrash();

private:
    QString model(const QString &name) const { return m_folder.filePath(name + ".model"); }
    TokenizerPtr open(const QString &name, PieceSurround surround = {}) const
    {
        const auto opened = openSentencePiece(model(name).toStdString(), surround);
        if (!opened)
            qWarning("%s", opened.error().message().c_str());
        return opened ? *opened : nullptr;
    }

    QTemporaryDir m_folder;
};

void TestSentencePiece::initTestCase()
{
    if (const auto available = sentencePieceAvailable(); !available)
        QSKIP(available.error().message().c_str());
    if (!QFile::exists(Fixture))
        QSKIP("built without libsentencepiece_train");
    const QString text = m_folder.filePath("corpus.txt");
    write(text, corpus().toUtf8());
    const std::pair<const char *, const char *> models[]{
        {"unigram", "--model_type=unigram --vocab_size=220 "},
        {"bytes", "--model_type=unigram --vocab_size=470 --byte_fallback=true"},
        {"bpe", "--model_type=bpe --vocab_size=400"},
        {"llama", "--model_type=bpe --vocab_size=450 --byte_fallback=true --split_digits=true "
                  "--normalization_rule_name=identity --remove_extra_whitespaces=false"},
        {"plain", "--model_type=bpe --vocab_size=400 --add_dummy_prefix=false"},
        {"characters", "--model_type=char --vocab_size=120"},
        {"user", "--model_type=unigram --vocab_size=220  --user_defined_symbols=<sep>"},
        {"nobegin", "--model_type=unigram --vocab_size=220  --bos_id=-1 --pad_id=0 --eos_id=1 "
                    "--unk_id=2"},
        {"word", "--model_type=word --vocab_size=40"},
        {"suffix", "--model_type=bpe --vocab_size=400 --treat_whitespace_as_suffix=true"}};
    for (const auto &[name, options] : models)
        runFixture({"train", text, model(name), options});
    QVERIFY(open("unigram"));
}

void TestSentencePiece::idsAndPlacesAreTheLibrarys_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("kind");
    for (const auto &[name, kind] : {std::pair("unigram", "unigram"),
                                     {"bytes", "unigram"},
                                     {"bpe", "bpe"},
                                     {"llama", "bpe"},
                                     {"plain", "bpe"},
                                     {"characters", "character"},
                                     {"user", "unigram"},
                                     {"nobegin", "unigram"}})
        QTest::newRow(name) << name << kind;
}

void TestSentencePiece::idsAndPlacesAreTheLibrarys()
{
    QFETCH(QString, name);
    QFETCH(QString, kind);
    const TokenizerPtr tokenizer = open(name);
    QVERIFY(tokenizer);
    QCOMPARE(tokenizer->kind(), kind.toStdString());
    const QString file = m_folder.filePath("texts");
    write(file, texts().join(QChar(0x1E)).toUtf8());
    const QList<QByteArray> lines = runFixture({"encode", model(name), file}).split('\n');
    QVERIFY(lines.size() >= texts().size());
    for (int i = 0; i < texts().size(); ++i) {
        const std::string text = texts()[i].toStdString();
        const auto encoding = tokenizer->encodeWithSpans(text, false);
        QVERIFY(encoding);
        QCOMPARE(*tokenizer->encode(text), encoding->ids);
        QByteArray line;
        const QList<QByteArray> expected = lines[i].trimmed().split(' ');
        for (std::size_t at = 0; at < encoding->ids.size(); ++at) {
            const TokenSpan span = encoding->spans[at];
            QByteArray token = QByteArray::number(encoding->ids[at]);
            // All bytes of a character have its place here; the library gives it to the last.
            if (tokenizer->vocabularyEntry(encoding->ids[at]).starts_with("<0x"))
                token += expected.value(qsizetype(at)).mid(token.size());
            else
                token += ':' + QByteArray::number(qulonglong(span.begin)) + ':'
                         + QByteArray::number(qulonglong(span.end));
            line += (line.isEmpty() ? "" : " ") + token;
        }
        QCOMPARE(line, lines[i].trimmed());
    }
}

void TestSentencePiece::longTextsAreCutWhereNothingChanges()
{
    std::string text;
    while (text.size() < 300'000)
        text += corpus().mid(qsizetype(text.size() % 977), 5000).toStdString() + "  x";
    for (const char *name : {"llama", "bpe", "user"}) {
        const TokenizerPtr tokenizer = open(name);
        const QString file = m_folder.filePath("long");
        write(file, QByteArray::fromStdString(text));
        const QList<QByteArray> expected =
            runFixture({"encode", model(name), file}).trimmed().split(' ');
        const auto encoding = tokenizer->encodeWithSpans(text, false);
        QVERIFY(encoding);
        QCOMPARE(qsizetype(encoding->ids.size()), expected.size());
        // Sums of scores as floats decide between equals in so long a text, so only for BPE.
        for (qsizetype i = 0; i < expected.size() && name != std::string_view("user"); ++i)
            QCOMPARE(QByteArray::number(encoding->ids[std::size_t(i)]), expected[i].split(':')[0]);
        QCOMPARE(QByteArray::number(qulonglong(encoding->spans.back().end)),
                 expected.back().split(':')[2]);
    }
}

void TestSentencePiece::specialTokensStandAround()
{
    const TokenizerPtr usual = open("llama");
    QCOMPARE(usual->beginToken(), 1);
    QCOMPARE(usual->unknownToken(), 0);
    const auto encoding = usual->encodeWithSpans("the cat", true);
    QCOMPARE(encoding->ids.front(), 1);
    QCOMPARE(encoding->spans.front(), TokenSpan{});
    QCOMPARE(usual->decode(encoding->ids), std::string("the cat"));
    QVERIFY(usual->isSpecial(1) && !usual->isSpecial(300));

    const TokenizerPtr ended = open("llama", {.begin = false, .end = true});
    QCOMPARE(ended->beginToken(), -1);
    QCOMPARE(ended->encodeWithSpans("the cat", true)->ids.back(), 2);
    QCOMPARE(open("nobegin")->beginToken(), -1);
    QVERIFY(!usual->encode("x\xFF"));
}

void TestSentencePiece::byteTokensStandForTheirCharacter()
{
    const TokenizerPtr tokenizer = open("llama");
    const auto encoding = tokenizer->encodeWithSpans("a🙂b", false);
    int bytes = 0;
    for (std::size_t at = 0; at < encoding->ids.size(); ++at)
        if (tokenizer->vocabularyEntry(encoding->ids[at]).starts_with("<0x")) {
            ++bytes;
            QCOMPARE(encoding->spans[at].begin, 1U);
            QCOMPARE(encoding->spans[at].end, 2U);
        }
    QCOMPARE(bytes, 4);
    QCOMPARE(tokenizer->decode(encoding->ids), std::string("a🙂b"));
    QCOMPARE(tokenizer->tokenText(3 + 0x8F), std::string("<0x8F>"));
}

void TestSentencePiece::jsonNamesTheSameVocabulary()
{
    for (const char *name : {"unigram", "llama", "characters"}) {
        const TokenizerPtr tokenizer = open(name);
        const auto file = nlohmann::json::parse(tokenizer->toJson());
        const auto &vocabulary = file["model"]["vocab"];
        QCOMPARE(int(vocabulary.size()), tokenizer->vocabularySize());
        if (vocabulary.is_array())
            QCOMPARE(vocabulary[7][0].get<std::string>(), tokenizer->vocabularyEntry(7));
        else
            QCOMPARE(vocabulary[tokenizer->vocabularyEntry(7)].get<int>(), 7);
        const auto parsed = parseTokenizer(tokenizer->toJson(), "exported");
        QVERIFY2(parsed, parsed ? "" : parsed.error().message().c_str());
        QCOMPARE((*parsed)->fingerprint(), tokenizer->fingerprint());
        for (const char *text : {"The cat sat on the mat.", "小猫在唱歌。 ok", "été 12", "🙂 x"})
            QCOMPARE(*(*parsed)->encode(text), *tokenizer->encode(text));
    }
}

void TestSentencePiece::folderWithAModelOpens()
{
    QTemporaryDir folder;
    QVERIFY(QFile::copy(model("llama"), folder.filePath("tokenizer.model")));
    auto opened = openTokenizer(folder.path().toStdString());
    QVERIFY(opened);
    QCOMPARE((*opened)->beginToken(), 1);
    write(folder.filePath("tokenizer_config.json"), R"({"add_bos_token": false})");
    opened = openTokenizer(folder.path().toStdString());
    QVERIFY(opened);
    QCOMPARE((*opened)->beginToken(), -1);
    write(folder.filePath("added_tokens.json"), R"({"<extra>": 450})");
    opened = openTokenizer(folder.path().toStdString());
    QVERIFY(!opened);
    QVERIFY(opened.error().message().find("<extra>") != std::string::npos);
}

void TestSentencePiece::filesThatAreNoModelsAreRefused_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("named");
    const QByteArray unknown = piece("<unk>", 2);
    const QByteArray charsmap = QByteArray::fromHex("00040000") + QByteArray(1024, '\0');
    QTest::newRow("empty") << QByteArray() << "laid out";
    QTest::newRow("text") << QByteArray("this is a text") << "SentencePiece";
    QTest::newRow("a length beyond the file") << unknown + "\x0A\xFF\xFF\xFF\xFF\x07"
                                              << "laid out";
    QTest::newRow("no unknown") << piece("a", 1) << "unknown";
    QTest::newRow("two unknown") << unknown + piece("<u>", 2) << "unknown";
    QTest::newRow("twice") << unknown + piece("a", 1) + piece("a", 1) << "twice";
    QTest::newRow("empty piece") << unknown + piece("", 1) << "empty";
    QTest::newRow("broken piece") << unknown + piece("\xFF", 1) << "UTF-8";
    QTest::newRow("zero in a piece") << unknown + piece(QByteArray("a\0b", 3), 1) << "UTF-8";
    QTest::newRow("kind") << unknown + piece("a", 9) << "type";
    QTest::newRow("score is no number")
        << unknown + field(1, field(1, "a") + QByteArray::fromHex("150000C07F")) << "finite";
    QTest::newRow("no bytes") << unknown + field(2, QByteArray::fromHex("980201")) << "256";
    QTest::newRow("normalisation twice") << unknown + field(3, "") + field(3, "") << "twice";
    QTest::newRow("trie too long")
        << unknown + field(3, field(2, QByteArray::fromHex("FFFFFF7F0000"))) << "outside";
    QTest::newRow("strings without end")
        << unknown + field(3, field(2, charsmap + "abc")) << "outside";
    QByteArray wild = charsmap + QByteArray(1, '\0');
    wild.replace(4, 4, QByteArray::fromHex("00FCFF7F")); // the root leads far away
    QTest::newRow("trie leads outside") << unknown + field(3, field(2, wild)) << "outside";
    // The root has a value, in unit 0 ^ 1, which is 0x7FFFFFFF.
    wild.replace(4, 8, QByteArray::fromHex("00050000FFFFFFFF"));
    QTest::newRow("value leads outside") << unknown + field(3, field(2, wild)) << "outside";
}

void TestSentencePiece::filesThatAreNoModelsAreRefused()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, named);
    const QString file = m_folder.filePath("broken.model");
    write(file, bytes);
    const auto opened = openTokenizer(file.toStdString());
    QVERIFY(!opened);
    const QString message = QString::fromStdString(opened.error().message());
    QVERIFY2(message.contains(named) && message.contains("broken.model"), qPrintable(message));
    for (const char *name : {"word", "suffix"}) {
        const auto foreign = openTokenizer(model(name).toStdString());
        QVERIFY(!foreign);
        QVERIFY(foreign.error().message().find("does not support") != std::string::npos);
    }
}

void TestSentencePiece::damagedModelsNeverCrash()
{
    const QByteArray whole = read(model("unigram"));
    const QString file = m_folder.filePath("damaged.model");
    unsigned seed = 11;
    int taken = 0;
    QElapsedTimer timer;
    timer.start();
    for (int i = 0; i < 400 && timer.elapsed() < 60000; ++i) {
        QByteArray bytes = whole;
        for (int j = 0; j < 1 + i % 5; ++j, seed = seed * 1664525 + 1013904223)
            bytes[qsizetype((seed >> 4) % unsigned(bytes.size()))] = char(seed >> 24);
        if (i % 10 == 0)
            bytes.truncate(qsizetype(seed % unsigned(bytes.size())));
        write(file, bytes);
        const auto opened = openTokenizer(file.toStdString());
        if (!opened)
            continue;
        ++taken;
        for (const QString &text : texts().mid(0, 40))
            if (const auto ids = (*opened)->encode(text.toStdString()))
                (*opened)->decode(*ids);
    }
    QVERIFY(taken > 0);
}

QTEST_GUILESS_MAIN(TestSentencePiece)
#include "tst_sentencepiece.moc"
