#include "core/session/inferencesession.h"

#include "core/engine/models/huggingface.h"
#include "core/engine/text/tales.h"
#include "core/session/modelcache.h"
#include "core/session/translate.h"
#include "core/session/worker.h"
#include "core/store/modelresolver.h"

#include <exception>

namespace retort {
namespace {

std::shared_ptr<const TextTruth> truthOf(const DataSettings &data)
{
    if (data.kind != DataKind::Tales)
        return nullptr;
    return tales(data.language == "zh" ? TalesLanguage::Chinese : TalesLanguage::English);
}

/// The truth knows its own vocabulary only.
bool speaks(const LanguageModel &model, const TextTruth &truth)
{
    const auto *language = dynamic_cast<const Tales *>(&truth);
    return language && model.tokenizer()->fingerprint() == language->tokenizer()->fingerprint();
}

} // namespace

/// Runs a job to its end; what a library throws goes the way of every other failure.
template <class Job, class Fail>
void guarded(const Fail &fail, const Job &job)
{
    try {
        job();
    } catch (const std::exception &exception) {
        fail(Error{RETORT_SENTENCE("The models could not be used: %1. Smaller models and shorter "
                                   "texts need less memory."),
                   {reasonOf(exception)}});
    }
}

struct InferenceSession::Private
{
    Private(InferenceSession &owner, std::filesystem::path storeFile,
            std::filesystem::path teachers)
        : session(owner), cache(storeFile, teachers), resolver(storeFile, teachers)
    {
    }

    /// nullopt: no model asked for.
    Result<std::optional<LanguageModel>> load(const ModelSource &source)
    {
        if (source.snapshot)
            return source.snapshot;
        if (source.reference.isEmpty())
            return std::optional<LanguageModel>();
        Result<LanguageModel> model = cache.model(source.reference.toStdString());
        if (!model)
            return model.error();
        return std::optional<LanguageModel>(*std::move(model));
    }

    Result<ModelConfig> configOf(const std::string &reference) const
    {
        const Result<std::filesystem::path> folder = resolver.folder(reference);
        if (!folder)
            return folder.error();
        return readModelConfig(*folder);
    }

    /// Student and teacher (if any) as they would train.
    Result<std::pair<ModelConfig, std::optional<ModelConfig>>> sizesOf(const Experiment &experiment,
                                                                       int vocabulary) const
    {
        std::optional<ModelConfig> teacher;
        if (experiment.hasTeacher()) {
            const auto config = configOf(experiment.teacher.model);
            if (!config)
                return config.error();
            teacher = *config;
        }
        const auto origin = parseStudentOrigin(experiment.student.initial);
        if (!origin)
            return origin.error();
        ModelConfig student = studentConfig(experiment, teacher ? teacher->vocabulary : vocabulary);
        if (origin->kind == StudentOrigin::Kind::Model) {
            const auto config = configOf(origin->model);
            if (!config)
                return config.error();
            student = *config;
        } else if (origin->kind == StudentOrigin::Kind::Teacher && teacher) {
            student = *teacher;
            student.layers =
                origin->layers.empty() ? experiment.student.layers : int(origin->layers.size());
        }
        return std::pair(student, teacher);
    }

    template <class Function>
    void post(Function function)
    {
        QMetaObject::invokeMethod(&session, std::move(function), Qt::QueuedConnection);
    }

    InferenceSession &session;
    ModelCache cache;
    StoreResolver resolver;
    quint64 lastRequest = 0;
    Worker inspector, previewer, sampler, describer, estimator, teacherVoice, studentVoice;
};

InferenceSession::InferenceSession(std::filesystem::path storeFile, std::filesystem::path teachers,
                                   QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(*this, std::move(storeFile), std::move(teachers)))
{
    qRegisterMetaType<InspectionPtr>();
    qRegisterMetaType<GenerationPtr>();
    qRegisterMetaType<GeneratedToken>();
    qRegisterMetaType<RunFacts>();
    qRegisterMetaType<ModelDescriptionPtr>();
    qRegisterMetaType<RunEstimate>();
}

InferenceSession::~InferenceSession() = default;

quint64 InferenceSession::inspect(const InspectionRequest &request, const ModelSource &teacher,
                                  const ModelSource &student, const DataSettings &data)
{
    const quint64 number = ++d->lastRequest;
    // Probe and Tokens may look at the same text at once; they differ in how much they list.
    const std::string topic = std::to_string(request.top) + ' ' + request.text;
    d->inspector.run(topic, [=, this](const std::stop_token &) {
        const auto fail = [&](const Error &error) {
            const QString sentence = toUserText(error);
            d->post([=, this] { Q_EMIT inspectionFailed(number, sentence); });
        };
        guarded(fail, [&] {
            const auto p = d->load(teacher);
            if (!p)
                return fail(p.error());
            const auto q = d->load(student);
            if (!q)
                return fail(q.error());
            auto truth = truthOf(data);
            for (const auto &model : {*p, *q}) {
                if (truth && model && !speaks(*model, *truth))
                    truth = nullptr;
            }
            Result<Inspection> result = retort::inspect(request, *p, *q, truth);
            if (!result)
                return fail(result.error());
            d->post([=, this, inspection = std::make_shared<const Inspection>(*std::move(result))] {
                Q_EMIT inspected(number, inspection);
            });
        });
    });
    return number;
}

quint64 InferenceSession::generate(Voice voice, const ModelSource &model, const QString &prompt,
                                   const SamplingSettings &sampling)
{
    const quint64 number = ++d->lastRequest;
    Worker &worker = voice == Voice::Teacher ? d->teacherVoice : d->studentVoice;
    worker.cancel();
    worker.run("generate", [=, this](const std::stop_token &stop) {
        const auto fail = [&](const Error &error) {
            const QString sentence = toUserText(error);
            d->post([=, this] { Q_EMIT generationFailed(number, voice, sentence); });
        };
        guarded(fail, [&] {
            const auto loaded = d->load(model);
            if (!loaded)
                return fail(loaded.error());
            if (!*loaded)
                return fail({RETORT_SENTENCE("There is no model to continue the prompt. Choose "
                                             "one, or train a student first."),
                             {}});
            Result<Generation> result = retort::generate(
                **loaded, prompt.toStdString(), sampling, stop, [&](const GeneratedToken &token) {
                    d->post([=, this] { Q_EMIT tokenGenerated(number, voice, token); });
                });
            if (!result)
                return fail(result.error());
            d->post([=, this, generation = std::make_shared<const Generation>(*std::move(result))] {
                Q_EMIT generated(number, voice, generation);
            });
        });
    });
    return number;
}

void InferenceSession::stopGenerating()
{
    d->teacherVoice.cancel();
    d->studentVoice.cancel();
}

quint64 InferenceSession::preview(const Experiment &experiment)
{
    const quint64 number = ++d->lastRequest;
    d->previewer.cancel(); // tokens that it trains may take long
    d->previewer.run("preview", [=, this](const std::stop_token &stop) {
        const Result<RunFacts> facts = retort::preview(experiment, d->resolver, stop);
        if (facts) {
            d->post([=, this, facts = *facts] { Q_EMIT previewed(number, facts); });
        } else {
            const QString sentence = toUserText(facts.error());
            d->post([=, this] { Q_EMIT previewFailed(number, sentence); });
        }
    });
    return number;
}

void InferenceSession::forgetPreview()
{
    d->previewer.cancel();
}

quint64 InferenceSession::describe(Voice voice, const QString &reference)
{
    const quint64 number = ++d->lastRequest;
    const char *topic = voice == Voice::Teacher ? "teacher" : "student";
    d->describer.run(topic, [=, this](const std::stop_token &) {
        const auto fail = [&](const Error &error) {
            const QString sentence = toUserText(error);
            d->post([=, this] { Q_EMIT describeFailed(number, sentence); });
        };
        guarded(fail, [&] {
            const auto folder = d->resolver.folder(reference.toStdString());
            if (!folder)
                return fail(folder.error());
            Result<ModelDescription> found = describeModel(*folder);
            if (!found)
                return fail(found.error());
            d->post([=, this,
                     description = std::make_shared<const ModelDescription>(*std::move(found))] {
                Q_EMIT described(number, description);
            });
        });
    });
    return number;
}

quint64 InferenceSession::estimate(const Experiment &experiment, int vocabulary)
{
    const quint64 number = ++d->lastRequest;
    d->estimator.run("estimate", [=, this](const std::stop_token &) {
        const auto fail = [&](const Error &error) {
            const QString sentence = toUserText(error);
            d->post([=, this] { Q_EMIT estimateFailed(number, sentence); });
        };
        guarded(fail, [&] {
            const auto sizes = d->sizesOf(experiment, vocabulary);
            if (!sizes)
                return fail(sizes.error());
            const auto estimate = estimateRun(experiment, sizes->first, sizes->second);
            if (!estimate)
                return fail(estimate.error());
            d->post([=, this, estimate = *estimate] { Q_EMIT estimated(number, estimate); });
        });
    });
    return number;
}

void InferenceSession::forgetEstimate()
{
    d->estimator.cancel();
}

quint64 InferenceSession::sampleText(const Experiment &experiment, quint64 seed)
{
    const quint64 number = ++d->lastRequest;
    // Only a suggestion: where there is none, the preview tells why.
    const auto forget = [](const Error &) {};
    d->sampler.cancel();
    d->sampler.run("sample", [=, this](const std::stop_token &stop) {
        guarded(forget, [&] {
            TokenizerPtr given;
            const auto origin = parseStudentOrigin(experiment.student.initial);
            const std::string speaker = experiment.hasTeacher() ? experiment.teacher.model
                                        : origin                ? origin->model
                                                                : std::string();
            if (!speaker.empty()) {
                if (const auto model = d->cache.model(speaker))
                    given = model->tokenizer();
            }
            Experiment read = experiment;
            if (read.data.tokenizer == "bpe") // a line of the text needs no trained tokens
                read.data.tokenizer = "byte";
            const Result<DatasetPtr> dataset = openDataset(read, given, {}, stop);
            if (!dataset)
                return;
            const QString text = QString::fromStdString((*dataset)->sampleText(seed));
            d->post([=, this] { Q_EMIT sampleTextReady(number, text); });
        });
    });
    return number;
}

} // namespace retort
