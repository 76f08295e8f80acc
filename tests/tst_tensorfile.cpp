// Tensors to files and back.

#include "core/engine/formats/safetensors_torch.h"
#include "tests/peakmemory.h"
#include "tests/safetensorsbytes.h"

#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

using namespace retort;

class TestTensorFile : public QObject
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
        writeFile("small", withHeader("{" + tensor("a", "U8", "[1]", "[0,1]") + "}", 1));
        const auto reads = [this](const char *name) { return bool(readSafetensors(path(name))); };
        const long grown = growthOf([&] { return reads("large"); }, [&] { return reads("small"); });
        QVERIFY2(isJustified(grown, bytes, 1), QByteArray::number(qlonglong(grown)).constData());
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

    void tensorsOutliveTheFile()
    {
        QVERIFY(writeSafetensors(path("gone"), {{{"a", torch::full({1000}, 7)}}, {}}));
        const auto content = readSafetensors(path("gone"));
        QVERIFY(QFile::remove(QString::fromStdString(path("gone").string())));
        QCOMPARE(content->tensors.at("a").sum().item<double>(), 7000.0);
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

QTEST_GUILESS_MAIN(TestTensorFile)
#include "tst_tensorfile.moc"
