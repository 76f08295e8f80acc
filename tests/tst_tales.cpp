#include "core/engine/text/tales.h"
#include "core/engine/text/talesgraph.h"

#include <QtTest>

#include <algorithm>
#include <cmath>
#include <ctime>
#include <map>
#include <numeric>
#include <set>
#include <sstream>

using namespace retort;

namespace {

/// A language small enough to write all its stories down: 2 × 3 combinations, moods with odds of
/// their own, an optional group, sentences that begin alike.
TalesScript tinyScript()
{
    return {
        .attributes = {{{"name", "pronoun"}, {{"Mia", "she"}, {"Tom", "he"}}},
                       {{"feels", "place"},
                        {{"glad", "at home"}, {"sad", "in bed"}, {"ill", "in bed"}}}},
        .story = {{{"{name} was (very|) {feels}", {2, 1, 1}}, {"{name} was {place}", {1, 1, 3}}},
                  {{"and (so|so|then) {pronoun} sang", {3, 1, 0}}, {"", {1, 2, 2}}},
                  {{". {pronoun} was {feels} ."}, {"."}}},
    };
}

using Story = std::vector<TokenId>;

/// All stories of a script with their probabilities, by writing out texts: shares nothing with the
/// compiled graph but the list of words.
class Enumeration
{
public:
    Enumeration(const TalesScript &script, const std::vector<std::string> &words) : m_script(script)
    {
        for (std::size_t i = 0; i < words.size(); ++i)
            m_ids[words[i]] = TokenId(i);
        std::vector<std::size_t> combination(script.attributes.size(), 0);
        double combinations = 1;
        for (const TalesAttribute &attribute : script.attributes)
            combinations *= double(attribute.values.size());
        forEachCombination(combination, 0, 1 / combinations);
    }

    /// Probability that a text begins with these tokens.
    double ofPrefix(std::span<const TokenId> ids) const
    {
        double probability = 1;
        auto start = ids.begin();
        while (start != ids.end()) {
            const auto end = std::find(start + 1, ids.end(), TalesGraph::begin);
            probability *= end == ids.end() ? ofBeginning({start, end}) : ofStory({start, end});
            start = end;
        }
        return probability;
    }

private:
    double ofStory(const Story &story) const
    {
        const auto found = m_stories.find(story);
        return found == m_stories.end() ? 0 : found->second;
    }

    double ofBeginning(const Story &beginning) const
    {
        double sum = 0;
        for (const auto &[story, probability] : m_stories)
            if (story.size() >= beginning.size()
                && std::equal(beginning.begin(), beginning.end(), story.begin()))
                sum += probability;
        return sum;
    }

    void forEachCombination(std::vector<std::size_t> &values, std::size_t a, double probability)
    {
        if (a == values.size()) {
            writeGroups(values, 0, "<s>", probability);
            return;
        }
        for (values[a] = 0; values[a] < m_script.attributes[a].values.size(); ++values[a])
            forEachCombination(values, a + 1, probability);
        values[a] = 0;
    }

    void writeGroups(const std::vector<std::size_t> &values, std::size_t group,
                     const std::string &text, double probability)
    {
        if (group == m_script.story.size()) {
            expand(values, text, probability);
            return;
        }
        const auto odds = [&](const TalesSentence &sentence) {
            return sentence.odds.size() == 1 ? sentence.odds[0] : sentence.odds[values.back()];
        };
        double sum = 0;
        for (const TalesSentence &sentence : m_script.story[group])
            sum += odds(sentence);
        for (const TalesSentence &sentence : m_script.story[group])
            writeGroups(values, group + 1, text + " " + sentence.text,
                        probability * odds(sentence) / sum);
    }

    /// Replaces the first bracket or slot, again and again, until there are plain words only.
    void expand(const std::vector<std::size_t> &values, const std::string &text, double probability)
    {
        const auto split = [](const std::string &list, char separator) {
            std::vector<std::string> parts;
            std::istringstream stream(list + separator);
            for (std::string part; std::getline(stream, part, separator);)
                parts.push_back(part);
            return parts;
        };
        if (const auto open = text.find('('); open != text.npos) {
            const auto close = text.find(')');
            const auto ways = split(text.substr(open + 1, close - open - 1), '|');
            for (const std::string &way : ways)
                expand(values, text.substr(0, open) + way + text.substr(close + 1),
                       probability / double(ways.size()));
            return;
        }
        if (const auto open = text.find('{'); open != text.npos) {
            const auto close = text.find('}');
            const std::string slot = text.substr(open + 1, close - open - 1);
            for (std::size_t a = 0; a < values.size(); ++a) {
                const auto &[slots, rows] = m_script.attributes[a];
                for (std::size_t s = 0; s < slots.size(); ++s)
                    if (slots[s] == slot)
                        return expand(values,
                                      text.substr(0, open) + rows[values[a]][s]
                                          + text.substr(close + 1),
                                      probability);
            }
            QFAIL("unknown slot");
        }
        Story story;
        std::istringstream stream(text);
        for (std::string word; stream >> word;)
            story.push_back(m_ids.at(word));
        if (probability > 0)
            m_stories[story] += probability;
    }

    const TalesScript m_script;
    std::map<std::string, TokenId> m_ids;
    std::map<Story, double> m_stories;
};

std::vector<TokenId> windowOf(const Tales &language, std::uint64_t seed, std::uint64_t index,
                              std::size_t length = 97)
{
    std::vector<TokenId> ids(length);
    language.window(seed, index, ids);
    return ids;
}

} // namespace

class TestTales final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void truthEqualsEnumerationOfAllStories();
    void impossibleTokensAreSaid();
    void rowsAreDistributions_data() { languages(); }
    void rowsAreDistributions();
    void surpriseEqualsEntropy_data() { languages(); }
    void surpriseEqualsEntropy();
    void windowsAreReproducible();
    void storiesFollowEachOther_data() { languages(); }
    void storiesFollowEachOther();
    void storiesAreConsistent();
    void vocabularyIsWhatIsUsed_data() { languages(); }
    void vocabularyIsWhatIsUsed();
    void truthIsFast_data() { languages(); }
    void truthIsFast();
    void trainingNeverSeesValidation_data() { languages(); }
    void trainingNeverSeesValidation();
    void datasetDescribesItself_data() { languages(); }
    void datasetDescribesItself();

private:
    static void languages()
    {
        QTest::addColumn<int>("language");
        QTest::newRow("English") << int(TalesLanguage::English);
        QTest::newRow("Chinese") << int(TalesLanguage::Chinese);
    }

    static TalesLanguage fetchLanguage()
    {
        QFETCH(int, language);
        return TalesLanguage(language);
    }
};

void TestTales::truthEqualsEnumerationOfAllStories()
{
    const TalesGraph graph(tinyScript());
    QCOMPARE(graph.combinations(), 6);
    const Enumeration enumeration(tinyScript(), graph.words());
    const std::size_t vocabulary = graph.words().size();

    std::vector<TokenId> ids(40); // several stories
    double worst = 0;
    for (std::uint64_t index = 0; index < 40; ++index) {
        graph.generate(7, index, ids);
        const std::vector<double> rows = graph.probabilities(ids);
        for (std::size_t t = 0; t < ids.size(); ++t) {
            Story prefix(ids.begin(), ids.begin() + std::ptrdiff_t(t) + 1);
            const double before = enumeration.ofPrefix(prefix);
            QVERIFY(before > 0);
            prefix.push_back(0);
            for (std::size_t v = 0; v < vocabulary; ++v) {
                prefix.back() = TokenId(v);
                const double exact = enumeration.ofPrefix(prefix) / before;
                worst = std::max(worst, std::fabs(rows[t * vocabulary + v] - exact));
                QCOMPARE(rows[t * vocabulary + v] == 0, exact == 0);
            }
        }
    }
    QVERIFY2(worst < 1e-9, qPrintable(QString::number(worst)));
}

void TestTales::impossibleTokensAreSaid()
{
    const auto language = tales(TalesLanguage::English);
    const auto vocabulary = std::size_t(language->tokenizer()->vocabularySize());
    std::vector<TokenId> ids = windowOf(*language, 1, 0, 12);
    ids[5] = TalesGraph::unknown;
    const auto rows = language->logProbabilities(ids);
    QCOMPARE(rows.size(), ids.size() * vocabulary);
    QVERIFY(std::isinf(rows[4 * vocabulary]) && rows[4 * vocabulary] < 0);
    for (std::size_t i = 0; i < rows.size(); ++i)
        QCOMPARE(std::isnan(rows[i]), i >= 5 * vocabulary);

    for (const TokenId first : {TokenId(2), TokenId(-1), TokenId(9999)}) {
        ids[0] = first;
        for (const float value : language->logProbabilities(ids))
            QVERIFY(std::isnan(value));
    }
    QVERIFY(language->logProbabilities({}).empty());
}

void TestTales::rowsAreDistributions()
{
    const auto language = tales(fetchLanguage());
    const auto vocabulary = std::size_t(language->tokenizer()->vocabularySize());
    for (std::uint64_t index = 0; index < 50; ++index) {
        const auto ids = windowOf(*language, 11, index);
        const auto rows = language->logProbabilities(ids);
        for (std::size_t t = 0; t < ids.size(); ++t) {
            double sum = 0;
            for (std::size_t v = 0; v < vocabulary; ++v)
                sum += std::exp(double(rows[t * vocabulary + v]));
            QVERIFY(std::fabs(sum - 1) < 1e-5);
            if (t + 1 < ids.size())
                QVERIFY(std::isfinite(rows[t * vocabulary + std::size_t(ids[t + 1])]));
        }
    }
}

// E[−log r(y)] is the mean entropy exactly; the mean difference over 600 windows must vanish within
// four of its own standard errors.
void TestTales::surpriseEqualsEntropy()
{
    const auto language = tales(fetchLanguage());
    const auto vocabulary = std::size_t(language->tokenizer()->vocabularySize());
    std::vector<double> differences;
    double entropySum = 0;
    for (std::uint64_t index = 0; index < 600; ++index) {
        const auto ids = windowOf(*language, 12, index);
        const auto rows = language->logProbabilities(ids);
        double entropy = 0;
        double surprise = 0;
        for (std::size_t t = 0; t + 1 < ids.size(); ++t) {
            for (std::size_t v = 0; v < vocabulary; ++v) {
                const double logarithm = rows[t * vocabulary + v];
                if (std::isfinite(logarithm))
                    entropy -= std::exp(logarithm) * logarithm;
            }
            surprise -= rows[t * vocabulary + std::size_t(ids[t + 1])];
        }
        differences.push_back((surprise - entropy) / double(ids.size() - 1));
        entropySum += entropy / double(ids.size() - 1);
    }
    const double count = double(differences.size());
    const double mean = std::accumulate(differences.begin(), differences.end(), 0.0) / count;
    double variance = 0;
    for (const double difference : differences)
        variance += (difference - mean) * (difference - mean) / (count - 1);
    const double standardError = std::sqrt(variance / count);
    qInfo("entropy rate %.4f nats per token; surprise differs by %.5f, standard error %.5f",
          entropySum / count, mean, standardError);
    QVERIFY(std::fabs(mean) < 4 * standardError);
    QVERIFY(standardError < 0.005);
    QVERIFY(entropySum / count > 0.4 && entropySum / count < 0.6);
}

// The texts are written down here so that a change of the language or the generator is noticed:
// teachers that were trained on the old one would have to be trained again.
void TestTales::windowsAreReproducible()
{
    const auto english = tales(TalesLanguage::English);
    QCOMPARE(windowOf(*english, 1, 0), windowOf(*english, 1, 0));
    QCOMPARE(
        english->tokenizer()->decode(windowOf(*english, 1, 0, 32)),
        std::string("One day Leo felt happy. He found a new small blue book and sang. He jumped "
                    "with the book. So he put it under the chair. The"));
    const auto chinese = tales(TalesLanguage::Chinese);
    QCOMPARE(
        chinese->tokenizer()->decode(windowOf(*chinese, 1, 0, 32)),
        std::string("一天早上，乐乐很高兴。妈妈给了乐乐一本蓝色的书。蓝色的书被忘在椅子下。他唱着歌"
                    "问起他的书。"));
    QVERIFY(windowOf(*english, 1, 0) != windowOf(*english, 2, 0));
    QVERIFY(windowOf(*english, 1, 0) != windowOf(*english, 1, 1));
    QVERIFY(windowOf(*english, 1, 2) != windowOf(*english, 2, 1));
    QCOMPARE(tales(TalesLanguage::English), english);
}

void TestTales::storiesFollowEachOther()
{
    const auto language = tales(fetchLanguage());
    const TokenId begin = language->tokenizer()->beginToken();
    std::size_t stories = 0;
    std::size_t tokens = 0;
    for (std::uint64_t index = 0; index < 200; ++index) {
        const auto ids = windowOf(*language, 13, index, 600);
        QCOMPARE(ids.front(), begin);
        for (auto at = ids.begin();;) {
            const auto next = std::find(at + 1, ids.end(), begin);
            if (next == ids.end())
                break;
            QVERIFY(next - at >= 30 && next - at <= 90);
            ++stories;
            tokens += std::size_t(next - at);
            at = next;
        }
        // A longer window of the same index only goes on.
        const auto shorter = windowOf(*language, 13, index);
        QVERIFY(std::equal(shorter.begin(), shorter.end(), ids.begin()));
    }
    const double length = double(tokens) / double(stories);
    qInfo("stories of %.1f tokens", length);
    QVERIFY(length > 45 && length < 70);
}

void TestTales::storiesAreConsistent()
{
    const auto language = tales(TalesLanguage::English);
    const std::set<std::string> objects = {"kite", "drum", "ball", "book",
                                           "boat", "cup",  "hat",  "bell"};
    const std::set<std::string> names = {"Mia", "Anna", "Lucy", "Ella", "Tom", "Ben", "Max", "Leo"};
    const std::set<std::string> places = {"box", "bag", "chair", "door", "tree"}; // all but the bed
    const std::set<std::string> hers = {"she", "She", "her", "girl"};
    const std::set<std::string> his = {"he", "He", "his", "boy"};
    for (std::uint64_t index = 0; index < 300; ++index) {
        auto ids = windowOf(*language, 14, index, 128);
        ids.erase(std::find(ids.begin() + 1, ids.end(), TalesGraph::begin), ids.end());
        std::set<std::string> story;
        for (const TokenId id : ids)
            story.insert(language->tokenizer()->tokenText(id));
        const auto count = [&](const std::set<std::string> &words) {
            return std::count_if(words.begin(), words.end(),
                                 [&](const std::string &word) { return story.contains(word); });
        };
        QCOMPARE(count(names), 1);
        QCOMPARE(count(objects), 1);
        QVERIFY(count(places) <= 1);
        QVERIFY(count(hers) == 0 || count(his) == 0);
    }
}

void TestTales::vocabularyIsWhatIsUsed()
{
    const auto language = tales(fetchLanguage());
    const auto tokenizer = language->tokenizer();
    QVERIFY(tokenizer->vocabularySize() >= 80 && tokenizer->vocabularySize() <= 125);
    std::set<TokenId> used = {tokenizer->unknownToken()};
    for (std::uint64_t index = 0; index < 500; ++index) {
        auto ids = windowOf(*language, 15, index);
        used.insert(ids.begin(), ids.end());
        // What is read on the screen gives the same tokens when typed.
        std::erase(ids, tokenizer->beginToken());
        const auto again = tokenizer->encode(tokenizer->decode(ids));
        QVERIFY(again && *again == ids);
    }
    QCOMPARE(int(used.size()), tokenizer->vocabularySize());
}

void TestTales::truthIsFast()
{
    const auto language = tales(fetchLanguage());
    const std::clock_t start = std::clock();
    for (std::uint64_t index = 0; index < 128; ++index)
        QVERIFY(!language->logProbabilities(windowOf(*language, 16, index)).empty());
    const double seconds = double(std::clock() - start) / CLOCKS_PER_SEC;
    qInfo("truth of 128 windows of 97 tokens: %.2f s", seconds);
    QVERIFY(seconds < 2);
}

void TestTales::trainingNeverSeesValidation()
{
    constexpr std::uint64_t hostileSeed = 0x7461'6c65'7300'0001; // that of the validation windows
    const TalesLanguage language = fetchLanguage();
    std::set<std::vector<TokenId>> validation;
    std::vector<TokenId> ids(97);
    for (const std::uint64_t seed : {std::uint64_t(0), std::uint64_t(1), hostileSeed}) {
        const auto data = openTales({.language = language, .seed = seed});
        std::set<std::vector<TokenId>> heldOut;
        for (std::int64_t i = 0; i < data->validationWindows(); ++i) {
            data->validationWindow(i, ids);
            heldOut.insert(ids);
        }
        QCOMPARE(heldOut.size(), std::size_t(128));
        QVERIFY(validation.empty() || validation == heldOut); // whatever the seed
        validation = heldOut;
        for (std::int64_t i = 0; i < 2000; ++i) {
            data->trainingWindow(i, ids);
            QVERIFY(!heldOut.contains(ids));
        }
    }
}

void TestTales::datasetDescribesItself()
{
    const auto data = openTales({.language = fetchLanguage(), .windows = 100, .context = 64});
    QCOMPARE(data->context(), 64);
    QCOMPARE(data->trainingWindows(), std::optional<std::int64_t>(100));
    QVERIFY(!openTales({})->trainingWindows());
    QVERIFY(data->truth());
    QVERIFY(*data->bytesPerToken() > 3 && *data->bytesPerToken() < 8);
    const std::string sample = data->sampleText(1);
    QCOMPARE(data->sampleText(1), sample);
    QVERIFY(data->sampleText(2) != sample);
    const auto ids = data->tokenizer()->encode(sample);
    QVERIFY(ids && ids->size() > 25);
    QCOMPARE(std::count(ids->begin(), ids->end(), data->tokenizer()->unknownToken()), 0);
}

QTEST_APPLESS_MAIN(TestTales)
#include "tst_tales.moc"
