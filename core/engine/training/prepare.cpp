#include "core/engine/training/prepare.h"

#include "core/engine/machine.h"
#include "core/engine/models/layercopy.h"
#include "core/engine/text/tales.h"

namespace retort {

namespace {

/// Weights, gradients and AdamW's two moments in float32. Without this the system may grant the
/// memory and kill the process once it is used.
Status fitsMemory(const ModelConfig &student)
{
    constexpr double bytesPerParameter = 16;
    const double needed = bytesPerParameter * double(parameterCount(student));
    if (fitsIntoMemory(needed))
        return {};
    return Error{RETORT_SENTENCE("The student's parameters, gradients and optimiser take %1 GB, "
                                 "but this machine has %2 GB of memory. Choose fewer "
                                 "student.layers or a smaller student.width."),
                 {gigabytes(needed), gigabytes(double(machineFacts().memory))}};
}

/// Which layers of the teacher, or which model, the student begins as.
Status findOrigin(const Experiment &experiment, const ModelResolver &resolver, Prepared &prepared)
{
    const auto origin = parseStudentOrigin(experiment.student.initial);
    if (!origin)
        return origin.error();
    if (origin->kind == StudentOrigin::Kind::Random)
        return {};
    if (origin->kind == StudentOrigin::Kind::Model) {
        auto model = loadModel(origin->model, resolver);
        if (!model)
            return model.error();
        prepared.origin = *std::move(model);
        return {};
    }
    prepared.origin = prepared.teacher;
    const int available = prepared.teacher->config().layers;
    const int wanted = origin->layers.empty() ? experiment.student.layers : origin->layers.back();
    if (origin->layers.empty() && wanted > available) {
        return Error{RETORT_SENTENCE("student.layers is %1, but the teacher %2 has %3 layers to "
                                     "take. Set student.layers to %3 or less."),
                     {std::to_string(wanted), experiment.teacher.model, std::to_string(available)}};
    }
    if (!origin->layers.empty() && wanted >= available) {
        return Error{
            RETORT_SENTENCE("student.initial asks for layer %1, but the teacher %2 has "
                            "the layers 0 to %3."),
            {std::to_string(wanted), experiment.teacher.model, std::to_string(available - 1)}};
    }
    prepared.originLayers =
        origin->layers.empty() ? spacedLayers(available, wanted) : origin->layers;
    return {};
}

Error otherVocabulary(const std::string &first, const Tokenizer &firstTokens,
                      const std::string &second, const Tokenizer &secondTokens)
{
    return {RETORT_SENTENCE("%1 has a vocabulary (%2, %3 tokens) that differs from that of %4 (%5, "
                            "%6 tokens), so their probabilities cannot be compared. Choose two "
                            "that share a tokenizer, or start the student at random."),
            {first, firstTokens.kind(), std::to_string(firstTokens.vocabularySize()), second,
             secondTokens.kind(), std::to_string(secondTokens.vocabularySize())}};
}

/// Teacher and origin (if any) against the data's tokens and windows, and against each other.
Status fitTogether(const Experiment &experiment, const Prepared &prepared)
{
    struct Named
    {
        const std::optional<LanguageModel> &model;
        const std::string &name;
    };
    const Tokenizer &tokens = *prepared.dataset->tokenizer();
    for (const auto &[model, name] : {Named{prepared.teacher, experiment.teacher.model},
                                      Named{prepared.origin, experiment.student.initial}}) {
        if (!model)
            continue;
        const int context = model->config().context;
        if (experiment.data.context > context) {
            return Error{RETORT_SENTENCE("data.context is %1, but the model %2 sees %3 tokens at "
                                         "most. Set data.context to %3 or less."),
                         {std::to_string(experiment.data.context), name, std::to_string(context)}};
        }
        const bool isSpeaker = &model == &prepared.teacher || !prepared.teacher;
        if (model->tokenizer()->fingerprint() == tokens.fingerprint())
            continue;
        if (!isSpeaker)
            return otherVocabulary(name, *model->tokenizer(), experiment.teacher.model, tokens);
        return Error{RETORT_SENTENCE("The model %1 has a vocabulary of its own (%2, %3 tokens) "
                                     "that differs from the data's (%4, %5 tokens). Choose a model "
                                     "that was trained on this kind of text."),
                     {name, model->tokenizer()->kind(),
                      std::to_string(model->tokenizer()->vocabularySize()), tokens.kind(),
                      std::to_string(tokens.vocabularySize())}};
    }
    if (prepared.teacher && prepared.origin
        && prepared.teacher->config().vocabulary != prepared.origin->config().vocabulary) {
        return Error{
            RETORT_SENTENCE("%1 has %2 rows of embeddings, %3 has %4, so their "
                            "probabilities cannot be compared. Choose two of the same "
                            "family, or start the student at random."),
            {experiment.student.initial, std::to_string(prepared.origin->config().vocabulary),
             experiment.teacher.model, std::to_string(prepared.teacher->config().vocabulary)}};
    }
    return {};
}

} // namespace

Result<LanguageModel> loadModel(const std::string &reference, const ModelResolver &resolver,
                                TokenizerNeed need)
{
    Result<std::filesystem::path> folder = resolver.folder(reference);
    if (!folder)
        return folder.error();
    return LanguageModel::load(*folder, need);
}

Result<DatasetPtr> openDataset(const Experiment &experiment, const TokenizerPtr &modelTokenizer,
                               const std::function<void(double)> &progress, std::stop_token stop)
{
    const DataSettings &data = experiment.data;
    if (data.kind == DataKind::Text) {
        return openTextDataset({.path = data.path,
                                .tokenizer = data.tokenizer,
                                .given = modelTokenizer,
                                .context = data.context,
                                .validation = data.validation,
                                .vocabulary = data.vocabulary,
                                .tokenizerFile = data.tokenizerPath,
                                .progress = progress,
                                .stop = std::move(stop)});
    }
    const auto language = data.language == "zh" ? TalesLanguage::Chinese : TalesLanguage::English;
    return openTales({.language = language,
                      .windows = data.windows,
                      .context = data.context,
                      .validationWindows = experiment.training.evaluationWindows,
                      .seed = experiment.seed});
}

Result<Prepared> prepare(const Experiment &experiment, const ModelResolver &resolver,
                         const PreparationProgress &progress, std::stop_token stop)
{
    if (const auto problems = check(experiment); !problems.empty())
        return problems.front().error;
    const auto tell = [&progress](const char *sentence, double done) {
        if (progress)
            progress({sentence, {}}, done);
    };

    Prepared prepared;
    if (experiment.hasTeacher()) {
        tell(RETORT_SENTENCE("Reading the teacher"), 0);
        Result<LanguageModel> teacher = loadModel(experiment.teacher.model, resolver);
        if (!teacher)
            return teacher.error();
        prepared.teacher = *std::move(teacher);
    }
    if (Status found = findOrigin(experiment, resolver, prepared); !found)
        return found.error();

    tell(RETORT_SENTENCE("Reading the text"), 0);
    const LanguageModel *speaker = prepared.teacher  ? &*prepared.teacher
                                   : prepared.origin ? &*prepared.origin
                                                     : nullptr;
    Result<DatasetPtr> dataset = openDataset(
        experiment, speaker ? speaker->tokenizer() : nullptr,
        [&tell](double done) { tell(RETORT_SENTENCE("Learning tokens from the text"), done); },
        stop);
    if (!dataset)
        return dataset.error();
    prepared.dataset = *std::move(dataset);
    if (Status fit = fitTogether(experiment, prepared); !fit)
        return fit.error();

    const int vocabulary =
        speaker ? speaker->config().vocabulary : prepared.dataset->tokenizer()->vocabularySize();
    prepared.student =
        prepared.origin ? prepared.origin->config() : studentConfig(experiment, vocabulary);
    if (!prepared.originLayers.empty())
        prepared.student.layers = int(prepared.originLayers.size());
    prepared.student.dropout = experiment.student.dropout;
    if (Status valid = validate(prepared.student); !valid)
        return valid.error();
    if (Status fits = fitsMemory(prepared.student); !fits)
        return fits.error();
    return prepared;
}

Result<LanguageModel> makeStudent(const Prepared &prepared, std::uint64_t seed)
{
    if (!prepared.origin) {
        return LanguageModel::create(prepared.student, prepared.dataset->tokenizer(), seed,
                                     prepared.teacher ? &*prepared.teacher : nullptr);
    }
    std::vector<int> layers = prepared.originLayers;
    if (layers.empty())
        layers = spacedLayers(prepared.origin->config().layers, prepared.origin->config().layers);
    return copyLayers(*prepared.origin, layers, prepared.student.dropout);
}

} // namespace retort
