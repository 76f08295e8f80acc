#pragma once
// Inspection, generation, previews, descriptions and estimates on background threads. Requests are
// numbered; a newer preview, estimate, generation or description of the same voice, or inspection
// of the same text supersedes one that has not begun: that one is never answered. All members must
// be called on the owner's thread.

#include "core/engine/inference/generate.h"
#include "core/engine/inference/inspect.h"
#include "core/engine/models/modeldescription.h"
#include "core/engine/training/estimate.h"
#include "core/engine/training/trainer.h"

#include <QObject>
#include <QString>

#include <memory>
#include <optional>

namespace retort {

using InspectionPtr = std::shared_ptr<const Inspection>;
using GenerationPtr = std::shared_ptr<const Generation>;
using ModelDescriptionPtr = std::shared_ptr<const ModelDescription>;

/// A model to use: a live snapshot, or a reference that is loaded on the background thread (and
/// kept for the next request).
struct ModelSource
{
    QString reference; ///< "bundled:…", "run:…", a folder; empty with no snapshot: no model
    std::optional<LanguageModel> snapshot;
    QString label; ///< for the screen
};

class InferenceSession : public QObject
{
    Q_OBJECT

public:
    enum class Voice { Teacher, Student };
    Q_ENUM(Voice)

    /// `storeFile` may be empty.
    InferenceSession(std::filesystem::path storeFile, std::filesystem::path teachers,
                     QObject *parent = nullptr);
    ~InferenceSession() override;

    /// Compares the two along `request.text`. `data` gives the truth where it is Tales.
    /// @returns the request's number, which inspected() or inspectionFailed() carries.
    quint64 inspect(const InspectionRequest &request, const ModelSource &teacher,
                    const ModelSource &student, const DataSettings &data);

    /// Continues the prompt with one model; both voices may run at the same time.
    quint64 generate(Voice voice, const ModelSource &model, const QString &prompt,
                     const SamplingSettings &sampling);
    void stopGenerating();

    /// Sizes and floor lines of an experiment before it is started.
    quint64 preview(const Experiment &experiment);
    void forgetPreview(); ///< ends it where it is; it then fails or is never answered

    /// What the model of a reference is, without reading its weights. `voice` is who it is to be.
    quint64 describe(Voice voice, const QString &reference);

    /// What a run of the experiment costs: a fraction of a second to some seconds of computing. Not
    /// for while a run is training, whose speed it would disturb. `vocabulary`: rows of the
    /// embedding, where no model brings its own.
    quint64 estimate(const Experiment &experiment, int vocabulary);
    /// Drops an estimate that has not begun.
    void forgetEstimate();

    /// A sentence of the experiment's own text (a held-out story, a line of the file).
    quint64 sampleText(const Experiment &experiment, quint64 seed);

Q_SIGNALS:
    void inspected(quint64 request, const retort::InspectionPtr &inspection);
    void inspectionFailed(quint64 request, const QString &sentence);
    void tokenGenerated(quint64 request, retort::InferenceSession::Voice voice,
                        const retort::GeneratedToken &token);
    void generated(quint64 request, retort::InferenceSession::Voice voice,
                   const retort::GenerationPtr &generation);
    void generationFailed(quint64 request, retort::InferenceSession::Voice voice,
                          const QString &sentence);
    void previewed(quint64 request, const retort::RunFacts &facts);
    void previewFailed(quint64 request, const QString &sentence);
    void described(quint64 request, const retort::ModelDescriptionPtr &description);
    void describeFailed(quint64 request, const QString &sentence);
    void estimated(quint64 request, const retort::RunEstimate &estimate);
    void estimateFailed(quint64 request, const QString &sentence);
    void sampleTextReady(quint64 request, const QString &text);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace retort

Q_DECLARE_METATYPE(retort::InspectionPtr)
Q_DECLARE_METATYPE(retort::GenerationPtr)
Q_DECLARE_METATYPE(retort::GeneratedToken)
Q_DECLARE_METATYPE(retort::ModelDescriptionPtr)
Q_DECLARE_METATYPE(retort::RunEstimate)
