#include <QtTest>
class TestTokenizerPipeline final : public QObject
{
    Q_OBJECT
};
QTEST_APPLESS_MAIN(TestTokenizerPipeline)
#include "tst_tokenizerpipeline.moc"
