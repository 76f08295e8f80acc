#pragma once
// What teacher, student and truth each believe about every next token of a text.

#include "core/engine/models/languagemodel.h"
#include "core/engine/text/dataset.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace retort {

/// One model's view of one position. Entropies in nats.
struct Belief
{
    double probability = 0; ///< of the token that stands there
    int rank = 0;           ///< of that token, 1 = likeliest
    double entropy = 0;
    double remaining = 0; ///< mass outside the listed candidates
};

/// A token listed for a position, with every model's probability of it.
struct Candidate
{
    TokenId id = 0;
    std::string text;
    std::optional<double> teacher, student, truth;
};

/// Position t: the token y_t and the distributions p_t, q_t, r_t given the prefix before it.
/// Divergences in nats; null where a side is missing.
struct InspectedPosition
{
    TokenId id = 0;
    std::string text;
    bool predicted = true; ///< false for a first token that no prefix precedes
    std::optional<Belief> teacher, student, truth;
    std::vector<Candidate> candidates; ///< top K of either model and the token itself, by teacher
    std::optional<double> klTeacherStudent; ///< KL(p‖q), imitation error
    std::optional<double> klStudentTeacher; ///< KL(q‖p)
    std::optional<double> jensenShannon;    ///< w = ½
    std::optional<double> totalVariation;   ///< ½ Σ |p − q|
    std::optional<double> klTruthTeacher;   ///< KL(r‖p), teacher error
    std::optional<double> klTruthStudent;   ///< KL(r‖q), student error
    /// Gradients on the student's logits, τ = 1: |q − y|, |q − p| and their cosine ("what if").
    std::optional<double> dataGradient, teacherGradient, gradientCosine;
};

struct Inspection
{
    std::vector<InspectedPosition> positions;
    int vocabulary = 0;
    bool truncated = false; ///< the text was longer than the models' context
};

struct InspectionRequest
{
    std::string text;
    int top = 10; ///< K
};

/// At least one of teacher and student. Errors: different vocabularies (both named), invalid UTF-8,
/// empty text. Blocking; safe on any thread.
Result<Inspection> inspect(const InspectionRequest &request,
                           const std::optional<LanguageModel> &teacher,
                           const std::optional<LanguageModel> &student,
                           const std::shared_ptr<const TextTruth> &truth);

} // namespace retort
