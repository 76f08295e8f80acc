// The pool of the student's own samples, with a generator that tells which student it was given.

#include "core/engine/training/studentpool_torch.h"

#include <QtTest>

#include <atomic>
#include <semaphore>
#include <set>

using namespace retort;

namespace {

using Tensor = torch::Tensor;

constexpr int batch = 3;
constexpr std::int64_t length = 4;

const ModelConfig config{.layers = 1, .heads = 1, .width = 4, .context = 4, .vocabulary = 5};

/// A student whose parameters tell after how many draws it is.
void setAge(const CausalLmPtr &student, std::int64_t draws)
{
    const torch::NoGradGuard noGradient;
    for (auto &parameter : student->parameters())
        parameter.fill_(double(draws));
}

CausalLmPtr newStudent()
{
    auto student = makeCausalLm(config, 1);
    student->train();
    setAge(student, 0);
    return student;
}

std::int64_t ageOf(CausalLmImpl &student)
{
    std::int64_t age = -1;
    for (const auto &parameter : student.parameters()) {
        const auto value = std::int64_t(parameter.view(-1)[0].item<double>());
        if (age >= 0 && value != age)
            return -1;
        age = value;
    }
    return age;
}

/// Rows [the student's age, index of the round, row, whether the student was in evaluation mode].
Tensor told(CausalLmImpl &student, std::int64_t index, std::int64_t count, const std::stop_token &)
{
    auto rows = torch::zeros({count, length}, torch::kLong);
    rows.select(1, 0).fill_(ageOf(student));
    rows.select(1, 1).fill_(index);
    rows.select(1, 2).copy_(torch::arange(count));
    rows.select(1, 3).fill_(student.is_training() ? 0 : 1);
    return rows;
}

StudentPool::Options options(int refresh, double reuse = 1)
{
    return {refresh, reuse, batch, 7, config};
}

/// The `number`th draw as the training makes it: the student has learnt number − 1 times.
Tensor drawOf(StudentPool &pool, const CausalLmPtr &student, std::int64_t number)
{
    setAge(student, number - 1);
    return pool.draw(number, student, {});
}

/// Passes through only as many rounds as it was given leave for.
struct Gate
{
    std::counting_semaphore<1000> open{0};
    std::atomic<int> entered = 0;

    StudentPool::Generator generator()
    {
        return [this](CausalLmImpl &student, std::int64_t index, std::int64_t count,
                      const std::stop_token &stop) {
            ++entered;
            while (!stop.stop_requested() && !open.try_acquire_for(std::chrono::milliseconds(1))) {
            }
            return told(student, index, count, stop);
        };
    }
};

} // namespace

class TestStudentPool : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void roundsUseTheStudentOfTheRoundBefore_data()
    {
        QTest::addColumn<int>("refresh");
        for (const int refresh : {1, 2, 3, 8})
            QTest::addRow("refresh %d", refresh) << refresh;
    }

    void roundsUseTheStudentOfTheRoundBefore()
    {
        QFETCH(int, refresh);
        StudentPool pool(options(refresh), told);
        const auto student = newStudent();
        std::int64_t oldest = 0;
        for (std::int64_t number = 1; number <= 6 * refresh; ++number) {
            const Tensor drawn = drawOf(pool, student, number);
            QCOMPARE(drawn.sizes().vec(), (std::vector<std::int64_t>{batch, length}));
            const std::int64_t round = (number - 1) / refresh;
            const std::int64_t serving = std::max<std::int64_t>(0, round - 1);
            QVERIFY((drawn.select(1, 0) == serving * refresh).all().item<bool>());
            QVERIFY((drawn.select(1, 1) == serving).all().item<bool>());
            QVERIFY((drawn.select(1, 3) == 1).all().item<bool>());
            oldest = std::max(oldest, number - 1 - drawn[0][0].item<std::int64_t>());
        }
        QCOMPARE(oldest, std::int64_t(2 * refresh - 1));
        QVERIFY(student->is_training());
    }

    void aRoundHasAsManySequencesAsReuseSays_data()
    {
        QTest::addColumn<int>("refresh");
        QTest::addColumn<double>("reuse");
        QTest::addColumn<int>("sequences");
        QTest::newRow("each once") << 8 << 1.0 << 24;
        QTest::newRow("each four times") << 8 << 4.0 << 6;
        QTest::newRow("no fewer than a batch") << 8 << 100.0 << batch;
    }

    void aRoundHasAsManySequencesAsReuseSays()
    {
        QFETCH(int, refresh);
        QFETCH(double, reuse);
        QFETCH(int, sequences);
        std::mutex mutex;
        std::set<std::int64_t> counts;
        StudentPool pool(options(refresh, reuse),
                         [&](CausalLmImpl &student, std::int64_t index, std::int64_t count,
                             const std::stop_token &stop) {
                             const std::lock_guard lock(mutex);
                             counts.insert(count);
                             return told(student, index, count, stop);
                         });
        const auto student = newStudent();
        std::set<std::int64_t> seen;
        for (std::int64_t number = 1; number <= 2 * refresh; ++number) {
            const Tensor rows = drawOf(pool, student, number).select(1, 2);
            for (int i = 0; i < batch; ++i)
                seen.insert(rows[i].item<std::int64_t>());
        }
        const std::lock_guard lock(mutex);
        QCOMPARE(counts, std::set<std::int64_t>{sequences});
        QVERIFY(*seen.rbegin() < sequences);
        QVERIFY(std::int64_t(seen.size()) > sequences / 2); // drawn with replacement
    }

    void aDrawMayBeRepeated()
    {
        StudentPool pool(options(2), told);
        const auto student = newStudent();
        for (std::int64_t number = 1; number <= 9; ++number) {
            const Tensor first = drawOf(pool, student, number);
            QVERIFY(torch::equal(drawOf(pool, student, number), first));
        }
    }

    void withoutRefreshTheStudentItselfSamples()
    {
        StudentPool pool(options(0), told);
        const auto student = newStudent();
        for (std::int64_t number = 1; number <= 4; ++number) {
            const Tensor drawn = drawOf(pool, student, number);
            QCOMPARE(drawn.size(0), std::int64_t(batch));
            QVERIFY((drawn.select(1, 0) == number - 1).all().item<bool>());
            QVERIFY((drawn.select(1, 1) == number - 1).all().item<bool>());
            QVERIFY((drawn.select(1, 3) == 1).all().item<bool>()); // no dropout while it samples
            QVERIFY(student->is_training());
        }
        QVERIFY(pool.state().empty());
        StudentPool resumed(options(0), told);
        QVERIFY(resumed.setState({}, 4));
        QVERIFY(torch::equal(drawOf(resumed, student, 5), drawOf(pool, student, 5)));
    }

    void aResumedPoolDrawsTheSame_data()
    {
        QTest::addColumn<int>("refresh");
        QTest::addColumn<int>("draws");
        for (const int refresh : {1, 2, 4}) {
            for (const int draws : {1, 2, 3, 4, 5, 8, 9, 10})
                QTest::addRow("refresh %d, %d draws", refresh, draws) << refresh << draws;
        }
    }

    void aResumedPoolDrawsTheSame()
    {
        QFETCH(int, refresh);
        QFETCH(int, draws);
        StudentPool pool(options(refresh), told);
        const auto student = newStudent();
        for (std::int64_t number = 1; number <= draws; ++number)
            drawOf(pool, student, number);
        StudentPool resumed(options(refresh), told);
        QVERIFY(resumed.setState(pool.state(), draws));
        const auto other = newStudent();
        for (std::int64_t number = draws + 1; number <= draws + 3 * refresh; ++number)
            QVERIFY(torch::equal(drawOf(resumed, other, number), drawOf(pool, student, number)));
    }

    /// The copy whose sequences are not done when the state is taken goes into it.
    void aPendingCopyIsResumed()
    {
        Gate gate;
        StudentPool pool(options(2), gate.generator());
        const auto student = newStudent();
        gate.open.release(1); // for round 0
        for (std::int64_t number = 1; number <= 3; ++number)
            drawOf(pool, student, number); // round 1 has begun, and waits
        const auto state = pool.state();
        QVERIFY(state.contains("student_pool.copy.transformer.wte.weight"));
        QCOMPARE(state.at("student_pool.sequences").size(0), std::int64_t(1));

        StudentPool resumed(options(2), told);
        QVERIFY(resumed.setState(state, 3));
        gate.open.release(100);
        const auto other = newStudent();
        for (std::int64_t number = 4; number <= 10; ++number) {
            const Tensor drawn = drawOf(resumed, other, number);
            QVERIFY(torch::equal(drawn, drawOf(pool, student, number)));
            const std::int64_t serving = std::max<std::int64_t>(0, (number - 1) / 2 - 1);
            QVERIFY((drawn.select(1, 0) == 2 * serving).all().item<bool>());
        }
    }

    /// A draw that was stopped has begun a round already; it is drawn again after resuming.
    void aStoppedDrawIsMadeAgainAfterResuming()
    {
        Gate gate;
        StudentPool pool(options(2), gate.generator());
        const auto student = newStudent();
        gate.open.release(2); // rounds 0 and 1
        for (std::int64_t number = 1; number <= 6; ++number)
            drawOf(pool, student, number); // 5 has begun round 2, which waits
        std::stop_source stop;
        stop.request_stop();
        setAge(student, 6);
        QVERIFY(!pool.draw(7, student, stop.get_token()).defined());
        const auto state = pool.state();
        StudentPool resumed(options(2), told);
        QVERIFY(resumed.setState(state, 6));
        gate.open.release(100);
        const auto other = newStudent();
        for (std::int64_t number = 7; number <= 12; ++number)
            QVERIFY(torch::equal(drawOf(resumed, other, number), drawOf(pool, student, number)));
    }

    void whatCannotBeTheStateIsRefused()
    {
        StudentPool pool(options(2), told);
        const auto student = newStudent();
        for (std::int64_t number = 1; number <= 5; ++number)
            drawOf(pool, student, number);
        auto good = pool.state();
        if (!good.contains("student_pool.copy.transformer.wte.weight")) {
            for (const auto &parameter : student->named_parameters())
                good["student_pool.copy." + parameter.key()] = parameter.value();
        }
        good["student_pool.sequences"] = good.at("student_pool.sequences").narrow(0, 0, 1);
        const auto fits = [](std::map<std::string, Tensor> state, std::int64_t draws,
                             const StudentPool::Options &with = options(2)) {
            return StudentPool(with, told).setState(state, draws);
        };
        const auto changed = [&](const char *key, const Tensor &value) {
            auto state = good;
            state[key] = value;
            return state;
        };
        const auto without = [&](const char *key) {
            auto state = good;
            state.erase(key);
            return state;
        };
        QVERIFY(fits(good, 5));
        QVERIFY(!fits({}, 5));
        QVERIFY(fits({}, 0));
        QVERIFY(!fits(without("student_pool.sequences"), 5));
        QVERIFY(!fits(without("student_pool.first_round"), 5));
        QVERIFY(!fits(without("student_pool.copy.transformer.wte.weight"), 5));
        QVERIFY(!fits(good, 50));
        QVERIFY(!fits(good, 5, options(2, 2)));
        QVERIFY(!fits(changed("student_pool.sequences", torch::zeros({3})), 5));
        QVERIFY(!fits(changed("student_pool.sequences", torch::zeros({0, 6, length})), 5));
        QVERIFY(!fits(changed("student_pool.sequences", torch::zeros({9, 6, length})), 5));
        QVERIFY(!fits(changed("student_pool.first_round", torch::zeros({2})), 5));
        for (const std::int64_t first : {-1, 0, 3, 100})
            QVERIFY(!fits(changed("student_pool.first_round", torch::tensor(first)), 5));
        QVERIFY(!fits(changed("student_pool.copy.transformer.wte.weight", torch::zeros({2})), 5));
    }

    /// Otherwise the next draw would wait for what nobody makes.
    void aStateWithoutWhatTheNextDrawNeedsIsRefused()
    {
        StudentPool pool(options(4), told);
        const std::map<std::string, Tensor> state{
            {"student_pool.sequences", torch::zeros({1, 12, length}, torch::kInt)},
            {"student_pool.first_round", torch::tensor(std::int64_t(2))}};
        QVERIFY(!pool.setState(state, 10)); // draws 11 and 12 are served by round 1
        QVERIFY(StudentPool(options(4), told).setState(state, 12));
    }

    void exceptionsOfTheThreadAreThrownByDraws()
    {
        StudentPool pool(options(2), [](CausalLmImpl &student, std::int64_t index,
                                        std::int64_t count, const std::stop_token &stop) {
            if (index == 1)
                throw std::runtime_error("no more");
            return told(student, index, count, stop);
        });
        const auto student = newStudent();
        drawOf(pool, student, 1);
        drawOf(pool, student, 2);
        // The round that serves is there, but its successor will never be.
        const auto drawUntilRound2 = [&] {
            for (std::int64_t number = 3; number <= 5; ++number)
                drawOf(pool, student, number);
        };
        QVERIFY_EXCEPTION_THROWN(drawUntilRound2(), std::runtime_error);
        QVERIFY_EXCEPTION_THROWN(drawOf(pool, student, 5), std::runtime_error);
    }

    void withoutRefreshExceptionsComeThrough()
    {
        StudentPool pool(
            options(0),
            [](CausalLmImpl &, std::int64_t, std::int64_t, const std::stop_token &) -> Tensor {
                throw std::runtime_error("no sample");
            });
        QVERIFY_EXCEPTION_THROWN(drawOf(pool, newStudent(), 1), std::runtime_error);
    }

    void aRequestToStopEndsTheWaiting()
    {
        Gate gate;
        std::stop_source stop;
        StudentPool pool(options(2), gate.generator());
        const auto student = newStudent();
        std::jthread stopper([&] {
            while (gate.entered == 0)
                std::this_thread::yield();
            stop.request_stop();
        });
        QVERIFY(!pool.draw(1, student, stop.get_token()).defined());
        gate.open.release(100);
        QVERIFY(drawOf(pool, student, 1).defined()); // again, as after a pause
    }

    void withoutRefreshAStoppedDrawIsUndefined()
    {
        std::stop_source stop;
        StudentPool pool(options(0), [&](CausalLmImpl &student, std::int64_t index,
                                         std::int64_t count, const std::stop_token &token) {
            stop.request_stop();
            return told(student, index, count, token);
        });
        const auto student = newStudent();
        QVERIFY(!pool.draw(1, student, stop.get_token()).defined());
        QVERIFY(student->is_training());
    }

    void destructionDoesNotWaitForARound()
    {
        Gate gate;
        auto pool = std::make_unique<StudentPool>(options(2), gate.generator());
        std::stop_source stop;
        stop.request_stop();
        pool->draw(1, newStudent(), stop.get_token());
        while (gate.entered == 0)
            std::this_thread::yield();
        pool.reset(); // the gate is shut all the time
        QCOMPARE(gate.entered.load(), 1);
    }
};

QTEST_GUILESS_MAIN(TestStudentPool)
#include "tst_studentpool.moc"
