#include "core/engine/formats/atomicfiles.h"
#include "core/engine/formats/safetensors_torch.h"
#include "tests/peakmemory.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

#include <sys/resource.h>
#include <sys/stat.h>

using namespace retort;

namespace {

/// A file with this header, in which ' stands for ".
QByteArray withHeader(QByteArray json, qsizetype dataBytes = 0)
{
    json.replace('\'', '"');
    const quint64 length = quint64(json.size());
    const QByteArray prefix(reinterpret_cast<const char *>(&length), 8);
    return prefix + json + QByteArray(dataBytes, '\1');
}

QByteArray tensor(const char *name, const char *type, const char *shape, const char *offsets)
{
    return QByteArray("'") + name + "':{'dtype':'" + type + "','shape':" + shape
           + ",'data_offsets':" + offsets + "}";
}

long peakKilobytes()
{
    struct rusage usage
    {
    };
    ::getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

} // namespace

class TestSafetensors : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyTypeComesBack_data()
    {
        QTest::addColumn<int>("type");
        QTest::newRow("double") << int(torch::kDouble);
        QTest::newRow("float") << int(torch::kFloat);
        QTest::newRow("half") << int(torch::kHalf);
        QTest::newRow("bfloat16") << int(torch::kBFloat16);
        QTest::newRow("int64") << int(torch::kLong);
        QTest::newRow("int32") << int(torch::kInt);
        QTest::newRow("int16") << int(torch::kShort);
        QTest::newRow("int8") << int(torch::kChar);
        QTest::newRow("uint8") << int(torch::kByte);
        QTest::newRow("bool") << int(torch::kBool);
        QTest::newRow("complex") << int(torch::kComplexFloat);
        // Newer versions of LibTorch have more types, by these names.
        for (int type = int(torch::kBFloat16) + 1; type < int(torch::ScalarType::NumOptions);
             ++type) {
            const QByteArray name = c10::toString(torch::ScalarType(type));
            if (name.startsWith("Float8") || name == "UInt16" || name == "UInt32"
                || name == "UInt64")
                QTest::newRow(name.constData()) << type;
        }
    }

    void everyTypeComesBack()
    {
        QFETCH(int, type);
        const auto original = torch::arange(1, 7).view({2, 3}).to(torch::ScalarType(type));
        TensorFile content{{{"a", original},
                            {"transposed", original.t()},
                            {"empty", torch::empty({0, 4}, torch::ScalarType(type))},
                            {"scalar", original[1][2].clone()}},
                           {{"format", "pt"}, {"Größe", "klein"}}};
        QVERIFY(writeSafetensors(path("all"), content));
        const auto back = readSafetensors(path("all"));
        QVERIFY2(bool(back), back ? "" : back.error().message().c_str());
        QCOMPARE(back->metadata, content.metadata);
        QCOMPARE(back->tensors.size(), content.tensors.size());
        for (const auto &[name, expected] : content.tensors) {
            const auto &read = back->tensors.at(name);
            QCOMPARE(read.scalar_type(), expected.scalar_type());
            const bool isNew = type > int(torch::kBFloat16); // types that cannot be compared
            const auto wide = isNew ? torch::kDouble : expected.scalar_type();
            QVERIFY2(read.to(wide).equal(expected.to(wide)), name.c_str());
        }
    }

    void mixedTypesStayAligned()
    {
        const TensorFile content{{{"a", torch::ones({3}, torch::kByte)},
                                  {"b", torch::ones({2}, torch::kDouble)},
                                  {"c", torch::ones({1}, torch::kHalf)}},
                                 {}};
        QVERIFY(writeSafetensors(path("mixed"), content));
        QFile file(QString::fromStdString(path("mixed").string()));
        QVERIFY(file.open(QIODevice::ReadOnly));
        auto bytes = file.readAll();
        quint64 length = 0;
        std::memcpy(&length, bytes.constData(), 8);
        QCOMPARE(length % 8, quint64(0));
        bytes.replace('"', '\'');
        QVERIFY(bytes.contains("'b':{'dtype':'F64','shape':[2],'data_offsets':[0,16]}"));
        QVERIFY(readSafetensors(path("mixed")));
    }

    void typesThatLibTorchLacksAreNamed_data()
    {
        QTest::addColumn<QByteArray>("type");
        QTest::addColumn<QByteArray>("shape");
        QTest::newRow("F4") << QByteArray("F4") << QByteArray("[6]");
        QTest::newRow("F6_E2M3") << QByteArray("F6_E2M3") << QByteArray("[4]");
        QTest::newRow("F6_E3M2") << QByteArray("F6_E3M2") << QByteArray("[4]");
    }

    void typesThatLibTorchLacksAreNamed()
    {
        QFETCH(QByteArray, type);
        QFETCH(QByteArray, shape);
        writeFile("new", withHeader("{" + tensor("a", type, shape, "[0,3]") + ","
                                        + tensor("b", "U8", "[1]", "[3,4]") + "}",
                                    4));
        const auto all = readSafetensors(path("new"));
        QVERIFY(!all);
        const auto message = QString::fromStdString(all.error().message());
        QVERIFY2(message.contains("“a” has the type " + type), qPrintable(message));
        const auto file = SafetensorsFile::open(path("new"));
        QVERIFY(file);
        const auto other = readTensor(*file, file->header().tensors.back());
        QVERIFY(other);
        QCOMPARE(other->item<int>(), 1);
    }

    void dataMayBeginOnAnyByte()
    {
        const auto odd = tensor("b", "F64", "[1]", "[1,9]");
        for (int blanks = 0; blanks < 8; ++blanks) {
            const auto json = "{" + tensor("a", "U8", "[1]", "[0,1]") + "," + odd + "}";
            auto bytes = withHeader(json + QByteArray(blanks, ' '), 1);
            const double value = 2.5;
            bytes.append(reinterpret_cast<const char *>(&value), sizeof value);
            writeFile("odd", bytes);
            const auto content = readSafetensors(path("odd"));
            QVERIFY(content);
            QCOMPARE(content->tensors.at("b").item<double>(), value);
        }
    }

    void readingTakesTheTensorsMemoryOnce()
    {
        constexpr int bytes = 200 << 20;
        QFile file(m_folder.filePath("large"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        const auto size = QByteArray::number(bytes);
        QVERIFY(file.write(
                    withHeader("{" + tensor("a", "U8", "[" + size + "]", "[0," + size + "]") + "}"))
                > 0);
        QVERIFY(file.resize(file.size() + bytes));
        file.close();
        const long before = peakKilobytes();
        const auto content = readSafetensors(path("large"));
        QVERIFY(content);
        const long grown = peakKilobytes() - before;
        QVERIFY2(grown < bytes / 1024 * 11 / 10, QByteArray::number(qlonglong(grown)).constData());
        QVERIFY(QFile::remove(m_folder.filePath("large")));
    }

    void namesThatReadersWouldRefuseAreNotWritten()
    {
        const auto one = torch::ones({1});
        QVERIFY(!writeSafetensors(path("names"), {{{"__metadata__", one}}, {}}));
        QVERIFY(!writeSafetensors(path("names"), {{{"\xff", one}}, {}}));
        QVERIFY(!writeSafetensors(path("names"), {{{"a", one}}, {{"k", "\xff"}}}));
        QVERIFY(!std::filesystem::exists(path("names")));
    }

    void messagesShowNamesShortAndPlain()
    {
        writeFile("bad", withHeader("{'" + QByteArray("\\u001b[31m")
                                    + QByteArray("ä").repeated(100'000) + "':3}"));
        const auto message = readSafetensors(path("bad")).error().message();
        QVERIFY(message.size() < 1000);
        QVERIFY(message.find('\x1b') == std::string::npos);
        QVERIFY(QString::fromStdString(message).contains("?[31mää"));
    }

    void tensorsOutliveTheFile()
    {
        QVERIFY(writeSafetensors(path("gone"), {{{"a", torch::full({1000}, 7)}}, {}}));
        const auto content = readSafetensors(path("gone"));
        QVERIFY(QFile::remove(QString::fromStdString(path("gone").string())));
        QCOMPARE(content->tensors.at("a").sum().item<double>(), 7000.0);
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

    void failedWritesLeaveTheOldFile()
    {
        QVERIFY(writeSafetensors(path("kept"), {{{"a", torch::ones({2})}}, {}}));
        const auto complex = torch::ones({2}, torch::kComplexDouble);
        const auto status = writeSafetensors(path("kept"), {{{"a", complex}}, {}});
        QVERIFY(!status);
        QVERIFY(readSafetensors(path("kept"))->tensors.at("a").equal(torch::ones({2})));
        const auto missing = path("no-such-folder") / "file";
        const auto refused = writeSafetensors(missing, {});
        QVERIFY(!refused);
        QVERIFY(refused.error().message().find(missing.string()) != std::string::npos);
    }

    void uncommittedFilesVanish()
    {
        const QTemporaryDir folder;
        const std::filesystem::path file = folder.filePath("a").toStdString();
        {
            AtomicFiles files;
            QVERIFY(files.add(file, "new"));
            QVERIFY(!std::filesystem::exists(file));
        }
        QVERIFY(QDir(folder.path()).isEmpty());
        AtomicFiles files;
        QVERIFY(files.add(file, "new"));
        QVERIFY(files.commit());
        QCOMPARE(QDir(folder.path()).entryList(QDir::Files), QStringList{"a"});
        QCOMPARE(*readSmallFile(file, 10), std::string("new"));
        QVERIFY(!readSmallFile(file, 2));
    }

    void foldersAreReplacedAsAWhole()
    {
        const QTemporaryDir folder;
        const std::filesystem::path root = folder.path().toStdString();
        const auto make = [&](const char *name, const char *content) {
            std::filesystem::create_directory(root / name);
            AtomicFiles files;
            QVERIFY(files.add(root / name / content, content));
            QVERIFY(files.commit());
        };
        make("partial", "first");
        QVERIFY(replaceFolder(root / "partial", root / "kept"));
        make("partial", "second");
        QVERIFY(replaceFolder(root / "partial", root / "kept"));
        QCOMPARE(QDir(folder.path()).entryList(QDir::Dirs | QDir::NoDotAndDotDot),
                 QStringList{"kept"});
        QCOMPARE(QDir(folder.filePath("kept")).entryList(QDir::Files), QStringList{"second"});

        const auto missing = replaceFolder(root / "missing", root / "kept");
        QVERIFY(!missing);
        QVERIFY(missing.error().message().find((root / "kept").string()) != std::string::npos);
        QVERIFY(std::filesystem::exists(root / "kept" / "second"));
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
