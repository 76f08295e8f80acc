#include "core/engine/inference/inspect.h"
#include "core/engine/text/tales.h"
#include "tinymodel.h"

#include <QtTest>

#include <cmath>
#include <limits>

using namespace retort;

namespace {

constexpr int vocabulary = 8;
const std::string text = "a b c d a b";

/// A truth that rules half of the tokens out, and everything after the token "f".
class HalfTruth final : public TextTruth
{
public:
    std::vector<float> logProbabilities(std::span<const TokenId> ids) const override
    {
        constexpr auto never = -std::numeric_limits<float>::infinity();
        constexpr auto unknown = std::numeric_limits<float>::quiet_NaN();
        std::vector<float> rows;
        bool possible = true;
        for (const auto id : ids) {
            possible = possible && id != vocabulary - 1;
            for (int v = 0; v < vocabulary; ++v)
                rows.push_back(!possible ? unknown : v % 2 ? never : std::log(0.25f));
        }
        return rows;
    }
};

/// Distribution after `prefix` ids of the text, in double.
std::vector<double> distribution(const LanguageModel &model, std::size_t position)
{
    auto ids = *model.tokenizer()->encode(text);
    ids.insert(ids.begin(), model.tokenizer()->beginToken());
    const auto rows = model.logProbabilities(std::span(ids).first(ids.size() - 1));
    std::vector<double> result;
    for (int v = 0; v < vocabulary; ++v)
        result.push_back(std::exp(double(rows[position * vocabulary + std::size_t(v)])));
    return result;
}

double kl(const std::vector<double> &from, const std::vector<double> &to)
{
    double sum = 0;
    for (std::size_t v = 0; v < from.size(); ++v)
        sum += from[v] > 0 ? from[v] * std::log(from[v] / to[v]) : 0;
    return sum;
}

bool near(std::optional<double> value, double expected)
{
    return value && std::abs(*value - expected) < 1e-6 * std::max(1.0, std::abs(expected));
}

} // namespace

class TestInspect : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void candidatesAndRemainderAreEverything_data()
    {
        QTest::addColumn<int>("top");
        QTest::newRow("one") << 1;
        QTest::newRow("three") << 3;
        QTest::newRow("more than there are") << 100;
    }

    void candidatesAndRemainderAreEverything()
    {
        QFETCH(int, top);
        const auto seen = inspect({text, top}, m_teacher, m_student, m_truth);
        QVERIFY(seen);
        QCOMPARE(seen->positions.size(), std::size_t(6));
        for (const auto &position : seen->positions) {
            double teacher = position.teacher->remaining;
            double student = position.student->remaining;
            double truth = position.truth->remaining;
            bool listed = false;
            double last = 1;
            for (const auto &candidate : position.candidates) {
                teacher += *candidate.teacher;
                student += *candidate.student;
                truth += *candidate.truth;
                listed |= candidate.id == position.id;
                QVERIFY(*candidate.teacher <= last);
                last = *candidate.teacher;
            }
            QVERIFY(listed);
            QVERIFY(std::ssize(position.candidates) >= std::min(top, vocabulary));
            QVERIFY(std::ssize(position.candidates) <= std::min(2 * top + 1, vocabulary));
            QVERIFY(near(teacher, 1));
            QVERIFY(near(student, 1));
            QVERIFY(near(truth, 1));
        }
    }

    void figuresEqualDirectSums()
    {
        const auto seen = inspect({text, 3}, m_teacher, m_student, m_truth);
        for (std::size_t t = 0; t < seen->positions.size(); ++t) {
            const auto &position = seen->positions[t];
            const auto p = distribution(m_teacher, t);
            const auto q = distribution(m_student, t);
            std::vector<double> mean, r(vocabulary, 0.0);
            double variation = 0, entropy = 0;
            int rank = 1;
            for (int v = 0; v < vocabulary; ++v) {
                mean.push_back((p[v] + q[v]) / 2);
                variation += std::abs(p[v] - q[v]) / 2;
                entropy -= p[v] * std::log(p[v]);
                r[v] = v % 2 ? 0 : 0.25;
                rank += p[v] > p[position.id];
            }
            QVERIFY(near(position.teacher->probability, p[position.id]));
            QVERIFY(near(position.teacher->entropy, entropy));
            QCOMPARE(position.teacher->rank, rank);
            QVERIFY(near(position.truth->entropy, std::log(4.0)));
            QVERIFY(near(position.klTeacherStudent, kl(p, q)));
            QVERIFY(near(position.klStudentTeacher, kl(q, p)));
            QVERIFY(std::abs(kl(p, q) - kl(q, p)) > 1e-4); // a swap would be seen
            QVERIFY(near(position.jensenShannon, (kl(p, mean) + kl(q, mean)) / 2));
            QVERIFY(near(position.totalVariation, variation));
            QVERIFY(near(position.klTruthTeacher, kl(r, p)));
            QVERIFY(near(position.klTruthStudent, kl(r, q)));
        }
    }

    void gradientsEqualDirectSums()
    {
        const auto seen = inspect({text, 3}, m_teacher, m_student, nullptr);
        for (std::size_t t = 0; t < seen->positions.size(); ++t) {
            const auto &position = seen->positions[t];
            const auto p = distribution(m_teacher, t);
            const auto q = distribution(m_student, t);
            double data = 0, teacher = 0, product = 0;
            for (int v = 0; v < vocabulary; ++v) {
                const double toData = q[v] - (v == position.id);
                data += toData * toData;
                teacher += (q[v] - p[v]) * (q[v] - p[v]);
                product += toData * (q[v] - p[v]);
            }
            QVERIFY(near(position.dataGradient, std::sqrt(data)));
            QVERIFY(near(position.teacherGradient, std::sqrt(teacher)));
            QVERIFY(near(position.gradientCosine, product / std::sqrt(data * teacher)));
        }
    }

    void aModelAgreesWithItself()
    {
        const auto seen = inspect({text, 3}, m_teacher, m_teacher, nullptr);
        for (const auto &position : seen->positions) {
            QCOMPARE(*position.klTeacherStudent, 0.0);
            QCOMPARE(*position.totalVariation, 0.0);
            QVERIFY(!position.gradientCosine); // no direction where there is no difference
        }
    }

    void oneSideIsEnough_data()
    {
        QTest::addColumn<bool>("teacher");
        QTest::newRow("teacher alone") << true;
        QTest::newRow("student alone") << false;
    }

    void oneSideIsEnough()
    {
        QFETCH(bool, teacher);
        const std::optional<LanguageModel> none;
        const auto seen = teacher ? inspect({text, 2}, m_teacher, none, nullptr)
                                  : inspect({text, 2}, none, m_student, nullptr);
        QVERIFY(seen);
        const auto &position = seen->positions[3];
        QCOMPARE(position.teacher.has_value(), teacher);
        QCOMPARE(position.student.has_value(), !teacher);
        QCOMPARE(position.dataGradient.has_value(), !teacher);
        QVERIFY(!position.klTeacherStudent && !position.klTruthTeacher && !position.truth);
        double last = 1;
        for (const auto &candidate : position.candidates) {
            const double probability = teacher ? *candidate.teacher : *candidate.student;
            QVERIFY(probability <= last);
            last = probability;
        }
    }

    void withoutBeginTokenTheFirstIsNotPredicted()
    {
        const auto model = tinyModel(1, letters(6, false));
        const auto seen = inspect({"a b c", 3}, model, std::nullopt, m_truth);
        QCOMPARE(seen->positions.size(), std::size_t(3));
        QVERIFY(!seen->positions[0].predicted && !seen->positions[0].teacher);
        QVERIFY(seen->positions[1].predicted && seen->positions[1].teacher);
        QVERIFY(!seen->positions[1].truth); // a truth needs the beginning
        QCOMPARE(seen->positions[2].text, std::string("c"));
        const auto single = inspect({"a", 3}, model, std::nullopt, nullptr);
        QCOMPARE(single->positions.size(), std::size_t(1));
    }

    void longTextsAreCut()
    {
        std::string longText;
        for (int i = 0; i < 50; ++i)
            longText += "a b ";
        const auto shortSighted = tinyModel(4, letters(6), 9);
        const auto seen = inspect({longText, 3}, m_teacher, shortSighted, nullptr);
        QVERIFY(seen->truncated);
        QCOMPARE(seen->positions.size(), std::size_t(9));
        QVERIFY(!inspect({text, 3}, m_teacher, m_student, nullptr)->truncated);
    }

    void impossibleTextEndsTheTruthAlone()
    {
        const auto seen = inspect({"a f b", 3}, m_teacher, m_student, m_truth);
        QVERIFY(seen->positions[1].truth);
        QCOMPARE(seen->positions[1].truth->probability, 0.0);
        QVERIFY(!seen->positions[2].truth && !seen->positions[2].klTruthStudent);
        QVERIFY(seen->positions[2].klTeacherStudent);
    }

    void wrongRequestsAreRefused()
    {
        const std::optional<LanguageModel> none;
        QVERIFY(!inspect({text, 3}, none, none, nullptr));
        QVERIFY(!inspect({"", 3}, m_teacher, none, nullptr));
        QVERIFY(!inspect({"a \xff", 3}, m_teacher, none, nullptr));
        const auto other = tinyModel(1, letters(7));
        const auto mixed = inspect({text, 3}, m_teacher, other, nullptr);
        QVERIFY(!mixed);
        const auto message = QString::fromStdString(mixed.error().message());
        QVERIFY2(message.contains("8") && message.contains("9"), qPrintable(message));
    }

    void talesTruthIsShown()
    {
        const auto language = tales(TalesLanguage::English);
        std::vector<TokenId> ids(17);
        language->window(1, 1, ids);
        const auto model = tinyModel(1, language->tokenizer(), 32);
        const auto seen =
            inspect({language->tokenizer()->decode(ids), 5}, model, std::nullopt, language);
        QVERIFY(seen);
        const auto rows = language->logProbabilities(std::span(ids).first(16));
        const auto V = std::size_t(language->tokenizer()->vocabularySize());
        for (std::size_t t = 0; t < seen->positions.size(); ++t) {
            const auto &position = seen->positions[t];
            QCOMPARE(position.id, ids[t + 1]);
            QVERIFY(position.truth->probability > 0);
            QVERIFY(near(position.truth->probability,
                         std::exp(double(rows[t * V + std::size_t(position.id)]))));
        }
    }

private:
    LanguageModel m_teacher = tinyModel(1, letters(6));
    LanguageModel m_student = tinyModel(2, letters(6));
    std::shared_ptr<const TextTruth> m_truth = std::make_shared<HalfTruth>();
};

QTEST_GUILESS_MAIN(TestInspect)
#include "tst_inspect.moc"
