// Files of every type that the format has, read without LibTorch, and their sums.

#include "core/engine/formats/smallfloats.h"
#include "core/engine/formats/tensorsums.h"

#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

#include <cmath>

using namespace retort;

namespace {

template <class T>
QByteArray bytesOf(std::initializer_list<T> values)
{
    QByteArray bytes;
    for (const T value : values)
        bytes.append(reinterpret_cast<const char *>(&value), sizeof value);
    return bytes;
}

/// A file with one tensor "a", whose data begin on an odd byte.
QByteArray fileOf(const QByteArray &type, const QByteArray &shape, const QByteArray &data)
{
    QByteArray json = R"({"a":{"dtype":")" + type + R"(","shape":)" + shape
                      + R"(,"data_offsets":[0,)" + QByteArray::number(data.size()) + "]}}";
    if (json.size() % 2 == 0)
        json.append(' ');
    const quint64 length = quint64(json.size());
    return QByteArray(reinterpret_cast<const char *>(&length), 8) + json + data;
}

} // namespace

class TestTensorSums : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void valuesFollowTheSpecifications_data()
    {
        QTest::addColumn<int>("type");
        QTest::addColumn<uint>("code");
        QTest::addColumn<double>("value");
        const auto row = [](const char *name, ElementType type, uint code, double value) {
            QTest::newRow(name) << int(type) << code << value;
        };
        using enum ElementType;
        const double nan = std::nan("");
        const double infinity = INFINITY;
        row("F4 largest", F4, 0x7, 6);
        row("F4 smallest", F4, 0x1, 0.5);
        row("F4 negative", F4, 0xD, -3);
        row("F6_E2M3 largest", F6E2M3, 0x1F, 7.5);
        row("F6_E2M3 smallest", F6E2M3, 0x01, 0.125);
        row("F6_E2M3 negative", F6E2M3, 0x28, -1);
        row("F6_E3M2 largest", F6E3M2, 0x1F, 28);
        row("F6_E3M2 smallest", F6E3M2, 0x01, 0.0625);
        row("F8_E4M3 largest", F8E4M3, 0x7E, 448);
        row("F8_E4M3 smallest", F8E4M3, 0x01, std::ldexp(1, -9));
        row("F8_E4M3 NaN", F8E4M3, 0xFF, nan);
        row("F8_E5M2 largest", F8E5M2, 0x7B, 57344);
        row("F8_E5M2 smallest", F8E5M2, 0x01, std::ldexp(1, -16));
        row("F8_E5M2 infinity", F8E5M2, 0xFC, -infinity);
        row("F8_E5M2 NaN", F8E5M2, 0x7D, nan);
        row("F8_E8M0 one", F8E8M0, 127, 1);
        row("F8_E8M0 smallest", F8E8M0, 0, std::ldexp(1, -127));
        row("F8_E8M0 NaN", F8E8M0, 0xFF, nan);
        row("F8_E4M3FNUZ largest", F8E4M3Fnuz, 0x7F, 240);
        row("F8_E4M3FNUZ NaN", F8E4M3Fnuz, 0x80, nan);
        row("F8_E5M2FNUZ largest", F8E5M2Fnuz, 0x7F, 57344);
        row("F8_E5M2FNUZ NaN", F8E5M2Fnuz, 0x80, nan);
        row("F16 largest", F16, 0x7BFF, 65504);
        row("F16 smallest", F16, 0x0001, std::ldexp(1, -24));
        row("F16 infinity", F16, 0x7C00, infinity);
        row("BF16 one third", Bf16, 0x3EAB, 0.333984375);
        row("BF16 smallest", Bf16, 0x0001, std::ldexp(1, -133));
        row("BF16 NaN", Bf16, 0x7FC0, nan);
    }

    void valuesFollowTheSpecifications()
    {
        QFETCH(int, type);
        QFETCH(uint, code);
        QFETCH(double, value);
        const double found = smallFloat(ElementType(type), code);
        QVERIFY2(found == value || (std::isnan(found) && std::isnan(value)),
                 qPrintable(QString::number(found)));
    }

    void everyTypeIsAdded_data()
    {
        QTest::addColumn<QByteArray>("type");
        QTest::addColumn<QByteArray>("shape");
        QTest::addColumn<QByteArray>("data");
        QTest::addColumn<double>("sum");
        const auto row = [](const char *type, const char *shape, const QByteArray &data,
                            double sum) {
            QTest::newRow(qPrintable(QString("%1 %2").arg(type, shape)))
                << QByteArray(type) << QByteArray(shape) << data << sum;
        };
        row("BOOL", "[3]", bytesOf<quint8>({1, 0, 1}), 2);
        row("F4", "[4]", bytesOf<quint8>({0x27, 0x91}), 6 + 1 + 0.5 - 0.5);
        // 7.5, 1, −1, 0.125: codes 0x1F, 0x08, 0x28, 0x01, the first in the lowest bits.
        row("F6_E2M3", "[2,2]", bytesOf<quint8>({0x1F, 0x82, 0x06}), 7.625);
        row("F6_E3M2", "[4]", bytesOf<quint8>({0x1F, 0x00, 0x04}), 28.0625);
        row("U8", "[2]", bytesOf<quint8>({255, 1}), 256);
        row("I8", "[2]", bytesOf<qint8>({-128, 1}), -127);
        row("F8_E5M2", "[2]", bytesOf<quint8>({0x7B, 0x3C}), 57345);
        row("F8_E4M3", "[2]", bytesOf<quint8>({0x7E, 0x38}), 449);
        row("F8_E8M0", "[2]", bytesOf<quint8>({127, 128}), 3);
        row("F8_E4M3FNUZ", "[1]", bytesOf<quint8>({0x40}), 1);
        row("F8_E5M2FNUZ", "[1]", bytesOf<quint8>({0x40}), 1);
        row("I16", "[2]", bytesOf<qint16>({-32768, 1}), -32767);
        row("U16", "[2]", bytesOf<quint16>({65535, 1}), 65536);
        row("F16", "[2]", bytesOf<quint16>({0x3C00, 0x3800}), 1.5);
        row("BF16", "[2]", bytesOf<quint16>({0x3F80, 0xBF00}), 0.5);
        row("I32", "[2]", bytesOf<qint32>({INT32_MIN, 1}), double(INT32_MIN) + 1);
        row("U32", "[2]", bytesOf<quint32>({UINT32_MAX, 1}), 4294967296.0);
        row("F32", "[2]", bytesOf<float>({0.1F, 0.2F}), double(0.1F) + double(0.2F));
        row("F64", "[2]", bytesOf<double>({0.1, 0.2}), 0.1 + 0.2);
        // Through doubles these would lose the 1.
        row("I64", "[3]", bytesOf<qint64>({INT64_MAX, 1, INT64_MIN + 1}), 1);
        row("U64", "[2]", bytesOf<quint64>({UINT64_MAX, UINT64_MAX}), 36893488147419103232.0);
        row("F32", "[0,5]", {}, 0);
        row("F64", "[]", bytesOf<double>({2.5}), 2.5);
    }

    void everyTypeIsAdded()
    {
        QFETCH(QByteArray, type);
        QFETCH(QByteArray, shape);
        QFETCH(QByteArray, data);
        QFETCH(double, sum);
        const auto result = sumOfFile(fileOf(type, shape, data));
        QVERIFY2(bool(result), result ? "" : result.error().message().c_str());
        QCOMPARE(result->real, sum);
        QVERIFY(!result->imaginary);
    }

    void complexNumbersHaveTwoSums()
    {
        const auto sum = sumOfFile(fileOf("C64", "[2]", bytesOf<float>({1, 2, 3, -5})));
        QVERIFY(sum);
        QCOMPARE(sum->real, 4.0);
        QCOMPARE(*sum->imaginary, -3.0);
    }

    void blocksAreJoinedWithoutALoss()
    {
        constexpr int count = 300'000; // several blocks, the last one not full
        QByteArray halves, sixBits;
        for (int i = 0; i < count; ++i)
            halves += bytesOf<quint16>({0x3800});
        for (int i = 0; i < count / 4; ++i)
            sixBits += bytesOf<quint8>({0x08, 0x82, 0x20}); // four times 1
        const auto shape = "[" + QByteArray::number(count) + "]";
        QCOMPARE(sumOfFile(fileOf("F16", shape, halves))->real, count * 0.5);
        QCOMPARE(sumOfFile(fileOf("F6_E2M3", shape, sixBits))->real, double(count));
    }

    void wrongTruthValuesAreNamed()
    {
        const auto result = sumOfFile(fileOf("BOOL", "[2]", bytesOf<quint8>({1, 2})));
        QVERIFY(!result);
        QVERIFY(result.error().message().find("“a” has truth values") != std::string::npos);
    }

    void aFileThatShrinksIsAnError()
    {
        write(fileOf("F32", "[100000]", QByteArray(400'000, '\0')));
        const auto file = SafetensorsFile::open(path());
        QVERIFY(file);
        QVERIFY(QFile::resize(m_folder.filePath("a"), 1000));
        const auto result = sumOf(*file, file->header().tensors.front());
        QVERIFY(!result);
        QVERIFY(result.error().message().find("shorter") != std::string::npos);
    }

private:
    std::filesystem::path path() const { return m_folder.filePath("a").toStdString(); }

    void write(const QByteArray &bytes) const
    {
        QFile file(m_folder.filePath("a"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(bytes), bytes.size());
    }

    Result<TensorSum> sumOfFile(const QByteArray &bytes) const
    {
        write(bytes);
        const auto file = SafetensorsFile::open(path());
        if (!file)
            return file.error();
        return sumOf(*file, file->header().tensors.front());
    }

    QTemporaryDir m_folder;
};

QTEST_GUILESS_MAIN(TestTensorSums)
#include "tst_tensorsums.moc"
