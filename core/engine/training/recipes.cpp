#include "core/engine/training/recipes.h"

#include <algorithm>

namespace retort {
namespace {

/// Tokens of the data that a beam begins with: enough for every search to begin elsewhere.
constexpr int beamPrompt = 8;

TermSettings term(Divergence kind, PrefixSource prefixes)
{
    return {.divergence = {.kind = kind}, .prefixes = prefixes};
}

TermSettings hardTerm(PrefixSource prefixes)
{
    return {.targets = Targets::Hard, .prefixes = prefixes};
}

ObjectiveSettings mix(double alpha, double beta, const TermSettings &sequence,
                      const TermSettings &token = {})
{
    ObjectiveSettings objective;
    objective.alpha = alpha;
    objective.beta = beta;
    objective.sequence = sequence;
    objective.token = token;
    return objective;
}

void addPlain(std::vector<ObjectiveRecipe> &recipes)
{
    recipes.push_back({"samples-and-data",
                       RETORT_SENTENCE("Samples and data"),
                       {},
                       RETORT_SENTENCE("The program's own default: forward KL along the teacher's "
                                       "samples (α) and along the data (β), so that the two terms "
                                       "are two things."),
                       {},
                       {}});
    recipes.push_back({"as-printed",
                       RETORT_SENTENCE("As printed"),
                       {},
                       RETORT_SENTENCE("The formula as it is usually printed: both terms are "
                                       "forward KL along the data, so they are one quantity and "
                                       "only α + β acts on the teacher's side."),
                       mix(0.5, 0.5, {}),
                       {}});
    recipes.push_back({"ce-only",
                       RETORT_SENTENCE("CE only"),
                       {},
                       RETORT_SENTENCE("Plain training on the data, to compare with; the teacher "
                                       "only measures."),
                       mix(0, 0, {}),
                       {}});
    ObjectiveSettings soft = mix(0, 1, {});
    soft.sequence.divergence.temperature = soft.token.divergence.temperature = 2;
    recipes.push_back({"soft-targets",
                       RETORT_SENTENCE("Soft targets"),
                       "Hinton et al. 2015",
                       RETORT_SENTENCE("Cross-entropy plus forward KL along the data at τ = 2, "
                                       "times τ²: the teacher's unlikely tokens count for more."),
                       soft,
                       {}});
}

void addKimAndRush(std::vector<ObjectiveRecipe> &recipes)
{
    constexpr char paper[] = "Kim & Rush 2016";
    PoolSettings beams;
    beams.size = 512;
    beams.prompt = beamPrompt;
    recipes.push_back({"word-level-kd",
                       RETORT_SENTENCE("Word-level KD"),
                       paper,
                       RETORT_SENTENCE("Cross-entropy plus forward KL, both along the data, token "
                                       "by token."),
                       mix(0, 1, {}),
                       {}});
    recipes.push_back({"sequence-level-kd", RETORT_SENTENCE("Sequence-level KD"), paper,
                       RETORT_SENTENCE("Cross-entropy on the sequences that beam search finds in "
                                       "the teacher, in place of the data. The paper translates a "
                                       "source sentence; here a beam goes on from the first "
                                       "tokens of a training window."),
                       mix(1, 0, hardTerm(PrefixSource::TeacherBeam)), beams});
    recipes.push_back({"sequence-and-word-level-kd", RETORT_SENTENCE("Sequence- and word-level KD"),
                       paper,
                       RETORT_SENTENCE("Along the teacher's beams: cross-entropy of their tokens "
                                       "(α) and forward KL to the teacher (β)."),
                       mix(1, 1, hardTerm(PrefixSource::TeacherBeam),
                           term(Divergence::ForwardKl, PrefixSource::TeacherBeam)),
                       beams});
}

void addOnPolicy(std::vector<ObjectiveRecipe> &recipes)
{
    PoolSettings fresh;
    fresh.reuse = 1;
    recipes.push_back({"gkd-on-policy", RETORT_SENTENCE("GKD, on-policy"), "Agarwal et al. 2023",
                       RETORT_SENTENCE("Jensen–Shannon divergence, weight ½, along the student's "
                                       "own samples (λ = 1); no cross-entropy. As in the paper "
                                       "the gradient does not go through the sampling."),
                       mix(1, 0, term(Divergence::JensenShannon, PrefixSource::Student)), fresh});
    recipes.push_back({"gkd-mixed", RETORT_SENTENCE("GKD, mixed"), "Agarwal et al. 2023",
                       RETORT_SENTENCE("Jensen–Shannon divergence, weight ½, in half of the steps "
                                       "along the student's own samples (λ = 0.5), in the others "
                                       "along the data; no cross-entropy."),
                       mix(1, 0, term(Divergence::JensenShannon, PrefixSource::Mixed)), fresh});
    recipes.push_back({"gkd-off-policy",
                       RETORT_SENTENCE("GKD, off-policy"),
                       "Agarwal et al. 2023",
                       RETORT_SENTENCE("Jensen–Shannon divergence, weight ½, along the data alone "
                                       "(λ = 0); no cross-entropy."),
                       mix(1, 0, term(Divergence::JensenShannon, PrefixSource::Data)),
                       {}});
    recipes.push_back({"minillm", RETORT_SENTENCE("MiniLLM-like reverse KL"), "Gu et al. 2023",
                       RETORT_SENTENCE("Reverse KL along the student's own samples, half of it "
                                       "cross-entropy on the data. The paper goes on through the "
                                       "sampling by policy gradient; this is its single-step part "
                                       "alone."),
                       mix(0.5, 0, term(Divergence::ReverseKl, PrefixSource::Student)), fresh});
}

void addSkewed(std::vector<ObjectiveRecipe> &recipes)
{
    PoolSettings replayed;
    replayed.reuse = 4;
    replayed.refresh = 32;
    ObjectiveSettings adaptive = mix(1, 0, term(Divergence::SkewedForwardKl, PrefixSource::Mixed));
    adaptive.studentShare = 0;
    adaptive.courses.studentShare = {.kind = CourseKind::Adaptive, .end = 1, .stairs = 10};
    recipes.push_back({"distillm", RETORT_SENTENCE("DistiLLM, adaptive"), "Ko et al. 2024",
                       RETORT_SENTENCE("Forward KL skewed by 0.1. The share of steps along the "
                                       "student's samples begins at 0 and rises by a tenth each "
                                       "time that an evaluation is worse than the one before; "
                                       "samples are kept and used four times."),
                       adaptive, replayed});
    recipes.push_back({"distillm-2", RETORT_SENTENCE("DistiLLM-2-like pair"), "Ko et al. 2025",
                       RETORT_SENTENCE("Forward KL skewed by 0.1 along the teacher's samples (α), "
                                       "reverse KL skewed by 0.1 along the student's (β). The "
                                       "paper's curriculum of the skew is left out."),
                       mix(1, 1, term(Divergence::SkewedForwardKl, PrefixSource::Teacher),
                           term(Divergence::SkewedReverseKl, PrefixSource::Student)),
                       replayed});
}

std::vector<ObjectiveRecipe> makeRecipes()
{
    std::vector<ObjectiveRecipe> recipes;
    addPlain(recipes);
    addKimAndRush(recipes);
    addOnPolicy(recipes);
    addSkewed(recipes);
    return recipes;
}

} // namespace

const std::vector<ObjectiveRecipe> &objectiveRecipes()
{
    static const std::vector<ObjectiveRecipe> recipes = makeRecipes();
    return recipes;
}

const ObjectiveRecipe *findRecipe(std::string_view id)
{
    const auto &recipes = objectiveRecipes();
    const auto found = std::ranges::find(recipes, id, &ObjectiveRecipe::id);
    return found == recipes.end() ? nullptr : &*found;
}

Experiment withRecipe(Experiment experiment, const ObjectiveRecipe &recipe)
{
    const int size = experiment.pool.size;
    experiment.objective = recipe.objective;
    experiment.pool = recipe.pool;
    if (recipe.pool.size == PoolSettings().size)
        experiment.pool.size = size;
    return experiment;
}

const ObjectiveRecipe *recipeOf(const Experiment &experiment)
{
    const auto &recipes = objectiveRecipes();
    const auto found = std::ranges::find_if(recipes, [&](const ObjectiveRecipe &recipe) {
        return withRecipe(experiment, recipe) == experiment;
    });
    return found == recipes.end() ? nullptr : &*found;
}

} // namespace retort
