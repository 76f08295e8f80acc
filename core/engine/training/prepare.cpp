#include "core/engine/training/prepare.h"

#include "core/engine/text/tales.h"
#include "core/engine/training/machine.h"

#include <cmath>

namespace retort {

namespace {

/// Weights, gradients and AdamW's two moments in float32. Without this the system may grant the
/// memory and kill the process once it is used.
Status fitsMemory(const ModelConfig &student)
{
    constexpr double bytesPerParameter = 16;
    constexpr double gigabyte = 1e9;
    const double needed = bytesPerParameter * double(parameterCount(student));
    const auto memory = double(machineFacts().memory);
    if (memory == 0 || needed <= memory)
        return {};
    const auto rounded = [](double bytes) { return std::to_string(std::lround(bytes / gigabyte)); };
    return Error{RETORT_SENTENCE("The student's parameters, gradients and optimiser take %1 GB, "
                                 "but this machine has %2 GB of memory. Choose fewer "
                                 "student.layers or a smaller student.width."),
                 {rounded(needed), rounded(memory)}};
}

} // namespace

Result<LanguageModel> loadModel(const std::string &reference, const ModelResolver &resolver)
{
    Result<std::filesystem::path> folder = resolver.folder(reference);
    if (!folder)
        return folder.error();
    return LanguageModel::load(*folder);
}

Result<DatasetPtr> openDataset(const Experiment &experiment, const TokenizerPtr &teacherTokenizer)
{
    const DataSettings &data = experiment.data;
    if (data.kind == DataKind::Text) {
        return openTextDataset({.path = data.path,
                                .tokenizer = data.tokenizer,
                                .given = teacherTokenizer,
                                .context = data.context,
                                .validation = data.validation});
    }
    const auto language = data.language == "zh" ? TalesLanguage::Chinese : TalesLanguage::English;
    return openTales({.language = language,
                      .windows = data.windows,
                      .context = data.context,
                      .validationWindows = experiment.training.evaluationWindows,
                      .seed = experiment.seed});
}

Result<Prepared> prepare(const Experiment &experiment, const ModelResolver &resolver)
{
    if (const auto problems = check(experiment); !problems.empty())
        return problems.front().error;

    Prepared prepared;
    TokenizerPtr teacherTokenizer;
    if (experiment.hasTeacher()) {
        Result<LanguageModel> teacher = loadModel(experiment.teacher.model, resolver);
        if (!teacher)
            return teacher.error();
        teacherTokenizer = teacher->tokenizer();
        if (experiment.data.context > teacher->config().context) {
            return Error{RETORT_SENTENCE("data.context is %1, but the teacher %2 sees %3 tokens at "
                                         "most. Set data.context to %3 or less."),
                         {std::to_string(experiment.data.context), experiment.teacher.model,
                          std::to_string(teacher->config().context)}};
        }
        prepared.teacher = *std::move(teacher);
    }

    Result<DatasetPtr> dataset = openDataset(experiment, teacherTokenizer);
    if (!dataset)
        return dataset.error();
    prepared.dataset = *std::move(dataset);
    const TokenizerPtr tokenizer = prepared.dataset->tokenizer();
    if (teacherTokenizer && teacherTokenizer->fingerprint() != tokenizer->fingerprint()) {
        return Error{RETORT_SENTENCE("The teacher %1 has a vocabulary of its own (%2, %3 tokens) "
                                     "that differs from the data's (%4, %5 tokens). Choose a "
                                     "teacher that was trained on this kind of text."),
                     {experiment.teacher.model, teacherTokenizer->kind(),
                      std::to_string(teacherTokenizer->vocabularySize()), tokenizer->kind(),
                      std::to_string(tokenizer->vocabularySize())}};
    }

    const StudentSettings &student = experiment.student;
    prepared.student = {.architecture = student.architecture,
                        .layers = student.layers,
                        .heads = student.heads,
                        .width = student.width,
                        .context = experiment.data.context,
                        .vocabulary = tokenizer->vocabularySize(),
                        .dropout = student.dropout};
    if (Status valid = validate(prepared.student); !valid)
        return valid.error();
    if (Status fits = fitsMemory(prepared.student); !fits)
        return fits.error();
    return prepared;
}

} // namespace retort
