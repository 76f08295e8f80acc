// The translation is complete: every sentence of the sources is in it, translated, with its places.

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>

#include <algorithm>

namespace {

const QString project = QStringLiteral(RETORT_SOURCE_DIR);

struct Message
{
    QString source;
    QStringList translations; ///< one for each form of a plural
    bool finished = true;
};

QList<Message> readMessages(const QString &fileName)
{
    QFile file(fileName);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    QList<Message> messages;
    QXmlStreamReader xml(&file);
    while (!xml.atEnd()) {
        if (xml.readNext() != QXmlStreamReader::StartElement)
            continue;
        if (xml.name() == u"message") {
            messages.emplace_back();
        } else if (xml.name() == u"source") {
            messages.back().source = xml.readElementText();
        } else if (xml.name() == u"translation") {
            messages.back().finished = !xml.attributes().hasAttribute(QStringLiteral("type"));
            QString text;
            while (
                !(xml.readNext() == QXmlStreamReader::EndElement && xml.name() == u"translation")) {
                if (xml.isCharacters())
                    text += xml.text();
                else if (xml.isStartElement() && xml.name() == u"numerusform")
                    messages.back().translations << xml.readElementText();
            }
            if (messages.back().translations.isEmpty())
                messages.back().translations << text;
        }
    }
    return messages;
}

QStringList places(const QString &text)
{
    static const QRegularExpression place(QStringLiteral("%(L?[1-9]|n)"));
    QStringList found;
    for (const auto &match : place.globalMatch(text))
        found << match.captured();
    found.sort();
    found.removeDuplicates();
    return found;
}

} // namespace

class TestTranslations : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everySentenceIsTranslated_data()
    {
        QTest::addColumn<QString>("name");
        QTest::newRow("Chinese") << "retort_zh_CN.ts";
        QTest::newRow("English plurals") << "retort_en.ts";
    }

    void everySentenceIsTranslated()
    {
        QFETCH(QString, name);
        QTemporaryDir folder;
        const QString copy = folder.filePath(name);
        QVERIFY(QFile::copy(project + "/translations/" + name, copy));
        QProcess update;
        update.setProcessChannelMode(QProcess::MergedChannels);
        update.start(project + "/scripts/update-translations", {folder.path()});
        QVERIFY(update.waitForFinished(120'000));
        const QByteArray output = update.readAll();
        if (output.contains("lupdate is missing"))
            QSKIP("Qt's lupdate is not installed, so the sources cannot be compared.");
        QVERIFY2(update.exitCode() == 0, output);
        // lupdate warns of sentences that it leaves out, or that have no class to be looked up by.
        QVERIFY2(output.trimmed().isEmpty(), output);

        const QList<Message> messages = readMessages(copy);
        QVERIFY(!messages.isEmpty());
        for (const Message &message : messages) {
            QVERIFY2(message.finished, qPrintable(message.source));
            for (const QString &translation : message.translations) {
                QVERIFY2(!translation.trimmed().isEmpty(), qPrintable(message.source));
                QStringList wanted = places(message.source), found = places(translation);
                wanted.removeAll(QStringLiteral("%n")); // "one run" needs no number
                found.removeAll(QStringLiteral("%n"));
                QVERIFY2(found == wanted,
                         qPrintable(message.source + QStringLiteral(" → ") + translation));
            }
        }
    }

    /// Their files are English and read by no lupdate: widgets/experiment repeats the texts.
    void presetsAreTranslated_data()
    {
        QTest::addColumn<QString>("text");
        const QDir folder(project + "/resources/presets");
        for (const QString &name : folder.entryList({QStringLiteral("*.json")}, QDir::Files)) {
            QFile file(folder.filePath(name));
            QVERIFY(file.open(QIODevice::ReadOnly));
            const QJsonObject preset = QJsonDocument::fromJson(file.readAll()).object();
            for (const char *key : {"name", "description"}) {
                QTest::addRow("%s of %s", key, qPrintable(name))
                    << preset[QLatin1String(key)].toString();
            }
        }
    }

    void presetsAreTranslated()
    {
        QFETCH(QString, text);
        const QList<Message> messages =
            readMessages(project + QStringLiteral("/translations/retort_zh_CN.ts"));
        const auto found = std::find_if(messages.begin(), messages.end(),
                                        [&](const Message &m) { return m.source == text; });
        QVERIFY2(found != messages.end(), qPrintable(text));
    }
};

QTEST_GUILESS_MAIN(TestTranslations)
#include "tst_translations.moc"
