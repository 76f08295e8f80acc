#include "core/engine/training/workers.h"

#include <QtTest>

#include <atomic>
#include <set>
#include <stdexcept>

using namespace retort;

class TestWorkers : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyTaskIsDoneOnce_data()
    {
        QTest::addColumn<int>("workers");
        QTest::addColumn<int>("tasks");
        QTest::newRow("one") << 1 << 5;
        QTest::newRow("more tasks than workers") << 3 << 100;
        QTest::newRow("more workers than tasks") << 4 << 2;
        QTest::newRow("no task") << 2 << 0;
    }
    void everyTaskIsDoneOnce()
    {
        QFETCH(int, workers);
        QFETCH(int, tasks);
        std::atomic<int> begun = 0;
        Workers pool(workers, [&] { ++begun; });
        QCOMPARE(pool.count(), workers);
        for (int round = 0; round < 50; ++round) {
            std::vector<int> done(std::size_t(tasks), 0); // each has a place of its own
            pool.run(tasks, [&](int worker, int index) {
                Q_ASSERT(worker >= 0 && worker < workers);
                ++done[std::size_t(index)];
            });
            for (const int times : done)
                QCOMPARE(times, 1);
        }
        QVERIFY(begun <= workers);
    }

    void tasksRunSideBySide()
    {
        Workers pool(2, [] {});
        std::atomic<int> inside = 0;
        // Each waits for the other.
        pool.run(2, [&](int, int) {
            ++inside;
            while (inside < 2)
                std::this_thread::yield();
        });
        QCOMPARE(inside, 2);
    }

    void theFirstFailureIsThrownAndTheRestIsDone()
    {
        Workers pool(3, [] {});
        std::atomic<int> done = 0;
        try {
            pool.run(10, [&](int, int index) {
                ++done;
                if (index == 7 || index == 4)
                    throw std::runtime_error(std::to_string(index));
            });
            QFAIL("nothing was thrown");
        } catch (const std::runtime_error &error) {
            QCOMPARE(std::string(error.what()), std::string("4"));
        }
        QCOMPARE(done, 10);
        pool.run(3, [&](int, int) { ++done; });
        QCOMPARE(done, 13);
    }
};

QTEST_GUILESS_MAIN(TestWorkers)
#include "tst_workers.moc"
