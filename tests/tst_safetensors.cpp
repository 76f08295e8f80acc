#include "core/engine/formats/safetensors_torch.h"
#include "tests/peakmemory.h"
#include "tests/safetensorsbytes.h"

#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

#include <sys/stat.h>

using namespace retort;

class TestSafetensors : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void messagesShowNamesShortAndPlain()
    {
        writeFile("bad", withHeader("{'" + QByteArray("\\u001b[31m")
                                    + QByteArray("ä").repeated(100'000) + "':3}"));
        const auto message = readSafetensors(path("bad")).error().message();
        QVERIFY(message.size() < 1000);
        QVERIFY(message.find('\x1b') == std::string::npos);
        QVERIFY(QString::fromStdString(message).contains("?[31mää"));
    }

    void malformedFilesAreRefused_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("reason");
        const auto row = [](const char *name, const QByteArray &bytes, const char *reason) {
            QTest::newRow(name) << bytes << QString(reason);
        };
        const auto one = tensor("a", "F32", "[2]", "[0,8]");

        row("empty", {}, "too short");
        row("seven bytes", "1234567", "too short");
        row("no header", QByteArray(8, '\0'), "does not begin with");
        row("huge header length", QByteArray(8, '\xff') + "{}", "18446744073709551615");
        row("header longer than the file", withHeader("{}").replace(0, 1, "\x7f"), "127 bytes");
        row("cut within the header", withHeader("{" + one + "}").left(20), "its header would have");
        row("no object", withHeader("[1]"), "does not begin with");
        row("blank first", withHeader(" {}"), "does not begin with");
        row("byte order mark", withHeader("\xef\xbb\xbf{}"), "does not begin with");
        row("header beyond the limit",
            QByteArray::fromHex("01e1f50500000000") + "{}" + QByteArray(99'999'999, ' '),
            "100000001");
        row("line end after the header", withHeader("{}\n"), "does not end with");
        row("zero byte after the header", withHeader("{}" + QByteArray(6, '\0')),
            "does not end with");
        row("object behind a zero byte", withHeader("{}" + QByteArray(1, '\0') + "{}"),
            "does not end with");
        row("no JSON", withHeader("{a}"), "stops being JSON");
        row("unclosed", withHeader("{" + one, 8), "stops being JSON");
        row("trailing JSON", withHeader("{}{}"), "stops being JSON");
        row("invalid UTF-8", withHeader("{\"\xff\":1}"), "stops being JSON");
        row("lone surrogate", withHeader("{'\\ud800':1}"), "stops being JSON");
        row("nested lists", withHeader("{\"a\":" + QByteArray(100'000, '[') + "}"), "unexpected");
        row("nested objects", withHeader(QByteArray("{'a':").repeated(100'000) + "}"),
            "unknown key");
        row("nested in shape", withHeader("{'a':{'shape':" + QByteArray(100'000, '[') + "}"),
            "unexpected");
        row("nested in metadata", withHeader("{'__metadata__':{'a':{'b':1}}}"), "unexpected");
        row("metadata no text", withHeader("{'__metadata__':{'a':1}}"), "unexpected");
        row("metadata no object", withHeader("{'__metadata__':'a'}"), "unexpected");
        row("metadata twice", withHeader("{'__metadata__':{},'__metadata__':{}}"), "twice");
        row("metadata key twice", withHeader("{'__metadata__':{'k':'1','k':'2'}}"), "twice");
        row("metadata null", withHeader("{'__metadata__':null}"), "unexpected");
        row("metadata last key twice",
            withHeader("{'__metadata__':{'k':'1'}," + one + ",'__metadata__':{}}", 8), "twice");
        row("tensor as a list", withHeader("{'a':['U8',[1],[0,1]]}", 1), "unexpected");
        row("type as an object",
            withHeader("{'a':{'dtype':{'U8':null},'shape':[1],'data_offsets':[0,1]}}", 1),
            "unexpected");
        row("tensor no object", withHeader("{'a':3}"), "unexpected");
        row("tensor null", withHeader("{'a':null}"), "unexpected");
        row("name twice",
            withHeader("{" + one + "," + tensor("a", "F32", "[2]", "[8,16]") + "}", 16),
            "“a” occurs twice");
        row("key twice", withHeader("{'a':{'dtype':'F32','dtype':'F32'}}"), "twice");
        row("unknown key", withHeader("{'a':{'type':'F32'}}"), "unknown key “type”");
        row("no shape", withHeader("{'a':{'dtype':'F32','data_offsets':[0,4]}}", 4), "lacks");
        row("no tensor fields", withHeader("{'a':{}}"), "lacks");
        row("unknown type", withHeader("{" + tensor("a", "C128", "[1]", "[0,16]") + "}", 16),
            "C128");
        row("type in small letters", withHeader("{" + tensor("a", "f32", "[1]", "[0,4]") + "}", 4),
            "f32");
        row("4 bits alone", withHeader("{" + tensor("a", "F4", "[3]", "[0,2]") + "}", 2),
            "the 12 bits of “a” do not fill whole bytes");
        row("6 bits alone", withHeader("{" + tensor("a", "F6_E2M3", "[2,3]", "[0,5]") + "}", 5),
            "the 36 bits of “a” do not fill whole bytes");
        row("bits overflow",
            withHeader("{" + tensor("a", "F4", "[4611686018427387904]", "[0,0]") + "}"),
            "too large");
        row("type no text", withHeader("{'a':{'dtype':3}}"), "unexpected");
        row("wrong type", withHeader("{" + tensor("a", "F64", "[2]", "[0,8]") + "}", 8),
            "ask for 16 bytes, its offsets for 8");
        row("wrong shape", withHeader("{" + tensor("a", "F32", "[3]", "[0,8]") + "}", 8),
            "ask for 12 bytes");
        row("negative size", withHeader("{" + tensor("a", "F32", "[-2]", "[0,8]") + "}", 8),
            "unexpected");
        row("broken size", withHeader("{" + tensor("a", "F32", "[2.0]", "[0,8]") + "}", 8),
            "unexpected");
        row("size as text", withHeader("{" + tensor("a", "F32", "[\"2\"]", "[0,8]") + "}", 8),
            "unexpected");
        row("size beyond 64 bits",
            withHeader("{" + tensor("a", "F32", "[99999999999999999999]", "[0,8]") + "}", 8),
            "unexpected");
        row("size beyond 63 bits",
            withHeader("{" + tensor("a", "F32", "[9223372036854775808]", "[0,8]") + "}", 8),
            "too large");
        row("product overflows to the right size",
            withHeader("{" + tensor("a", "U8", "[4294967296,4294967296]", "[0,0]") + "}"),
            "too large");
        row("bytes overflow",
            withHeader("{" + tensor("a", "F64", "[2305843009213693952]", "[0,0]") + "}"),
            "too large");
        row("empty with overflowing strides",
            withHeader("{" + tensor("a", "U8", "[0,4294967296,4294967296]", "[0,0]") + "}"),
            "too large");
        row("too many dimensions",
            withHeader("{"
                           + tensor("a", "U8",
                                    ("[1" + QByteArray(",1").repeated(1000) + "]").constData(),
                                    "[0,1]")
                           + "}",
                       1),
            "too long");
        row("offsets reversed", withHeader("{" + tensor("a", "F32", "[2]", "[8,0]") + "}", 8),
            "wrong offsets");
        row("one offset", withHeader("{" + tensor("a", "F32", "[2]", "[8]") + "}", 8),
            "wrong offsets");
        row("three offsets", withHeader("{" + tensor("a", "F32", "[2]", "[0,8,8]") + "}", 8),
            "too long");
        row("hole at the start", withHeader("{" + tensor("a", "F32", "[2]", "[4,12]") + "}", 12),
            "hole before “a”");
        row("hole between",
            withHeader("{" + one + "," + tensor("b", "F32", "[1]", "[12,16]") + "}", 16),
            "hole before “b”");
        row("overlap", withHeader("{" + one + "," + tensor("b", "F32", "[1]", "[4,8]") + "}", 8),
            "“b” overlaps");
        row("same place", withHeader("{" + one + "," + tensor("b", "F32", "[2]", "[0,8]") + "}", 8),
            "overlaps");
        row("truncated data", withHeader("{" + one + "}", 7), "cut off");
        row("trailing bytes", withHeader("{" + one + "}", 9), "1 bytes follow");
        row("data without tensors", withHeader("{}", 5), "5 bytes follow");
        row("truth value 3",
            withHeader("{" + tensor("a", "BOOL", "[1]", "[0,1]") + "}").append('\3'),
            "truth values");
        row("pickle", QByteArray("PK\3\4") + QByteArray(100, 'x'), "its header would have");
    }

    void malformedFilesAreRefused()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, reason);
        writeFile("bad", bytes);
        QElapsedTimer timer;
        timer.start();
        const auto result = readSafetensors(path("bad"));
        QVERIFY(!result);
        const auto message = QString::fromStdString(result.error().message());
        QVERIFY2(message.contains(reason), qPrintable(message));
        QVERIFY2(message.contains("bad"), "the file is not named");
        QVERIFY(timer.elapsed() < 1000);
    }

    void wellFormedOdditiesAreRead_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("no tensors") << withHeader("{}");
        QTest::newRow("padded") << withHeader("{}      ");
        QTest::newRow("in any order") << withHeader("{" + tensor("b", "F32", "[1]", "[4,8]") + ","
                                                        + tensor("a", "F32", "[1]", "[0,4]") + "}",
                                                    8);
        QTest::newRow("empty tensor between") << withHeader(
            "{" + tensor("b", "F32", "[1]", "[0,4]") + "," + tensor("a", "F32", "[0]", "[4,4]")
                + "," + tensor("c", "F32", "[1]", "[4,8]") + "}",
            8);
        QTest::newRow("escaped name") << withHeader("{'a\\n\\u00e4':{'shape':[],'dtype':'U8',"
                                                    "'data_offsets':[0,1]}}",
                                                    1);
    }

    void wellFormedOdditiesAreRead()
    {
        QFETCH(QByteArray, bytes);
        writeFile("odd", bytes);
        const auto result = readSafetensors(path("odd"));
        QVERIFY2(bool(result), result ? "" : result.error().message().c_str());
    }

    void everyCutOfAFileIsRefused()
    {
        const auto whole = withHeader("{" + tensor("a", "F32", "[2]", "[0,8]") + "}", 8);
        for (qsizetype length = 0; length < whole.size(); ++length) {
            writeFile("cut", whole.left(length));
            QVERIFY2(!readSafetensors(path("cut")), QByteArray::number(length).constData());
        }
        writeFile("cut", whole);
        QVERIFY(readSafetensors(path("cut")));
    }

    void hostileHeadersCostNoMoreThanTheFileJustifies_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        constexpr int count = 1'000'000;
        QTest::newRow("nested") << withHeader("{\"a\":" + QByteArray(20'000'000, '[') + "}");
        QTest::newRow("claims") << withHeader(
            "{" + tensor("a", "U8", "[9000000000000000000]", "[0,9000000000000000000]") + "}");
        QTest::newRow("long name") << withHeader("{'" + QByteArray(20'000'000, 'n') + "':3}");
        QByteArray names, metadata, dimensions;
        for (int i = 0; i < count; ++i) {
            const auto name = QByteArray::number(i, 36);
            names += "'" + name + "':{'dtype':'U8','shape':[0],'data_offsets':[0,0]},";
            metadata += "'" + name + "':'',";
        }
        for (int i = 0; i < count / 10; ++i) {
            dimensions += tensor(QByteArray::number(i, 36), "U8",
                                 "[0" + QByteArray(",1").repeated(63) + "]", "[0,0]")
                          + ",";
        }
        QTest::newRow("a million tensors") << withHeader("{" + names + "'last':3}");
        QTest::newRow("a million dimensions") << withHeader("{" + dimensions + "'last':3}");
        QTest::newRow("a million texts")
            << withHeader("{'__metadata__':{" + metadata + "'last':3}}");
    }

    void hostileHeadersCostNoMoreThanTheFileJustifies()
    {
        QFETCH(QByteArray, bytes);
        writeFile("hostile", bytes);
        // Of a process of its own, which the peaks of other rows do not hide.
        const long grown = growthOf([&] { return !readSafetensors(path("hostile")); });
        QVERIFY2(grown >= 0, "it was read");
        QVERIFY2(isJustified(grown, bytes.size(), 16), QByteArray::number(grown).constData());
    }

    void whatIsNoFileIsRefused()
    {
        QVERIFY(!readSafetensors(path("missing")));
        QVERIFY(!readSafetensors(m_folder.path().toStdString()));
        QVERIFY(!readSafetensors("/dev/zero"));
        QCOMPARE(::mkfifo(path("pipe").c_str(), 0600), 0);
        QVERIFY(!readSafetensors(path("pipe")));
    }

private:
    std::filesystem::path path(const char *name) const
    {
        return m_folder.filePath(name).toStdString();
    }

    void writeFile(const char *name, const QByteArray &bytes) const
    {
        QFile file(m_folder.filePath(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(bytes), bytes.size());
    }

    QTemporaryDir m_folder;
};

QTEST_GUILESS_MAIN(TestSafetensors)
#include "tst_safetensors.moc"
