#pragma once
// How the fused head cuts positions and vocabulary, and where its buffers lie.

#include "core/engine/objective/fusedhead/fusedhead.h"
#include "core/engine/objective/fusedhead/headjobs.h"

#include <cstdint>
#include <vector>

namespace retort {

/// One allocation, handed out piece by piece. Without memory it only counts.
class HeadArena final
{
public:
    HeadArena() = default;
    explicit HeadArena(std::byte *memory) : m_memory(memory) {}

    template <typename T>
    T *take(std::int64_t count)
    {
        const std::size_t at = m_used;
        m_used = (m_used + std::size_t(count) * sizeof(T) + 63) / 64 * 64;
        return m_memory ? reinterpret_cast<T *>(m_memory + at) : nullptr;
    }

    std::size_t used() const { return m_used; }

private:
    std::byte *m_memory = nullptr;
    std::size_t m_used = 0;
};

/// The cut decides the order of sums: it depends on the input's sizes only. Small vocabularies are
/// cut by groups of positions, each with a head gradient of its own; large ones by vocabulary.
struct HeadCut
{
    int groups = 1; ///< of positions
    std::int64_t groupRows = 0;
    int slices = 1;          ///< of the vocabulary
    std::int64_t blocks = 0; ///< of the vocabulary
};

HeadCut cutOf(std::int64_t rows, std::int64_t vocabulary, std::int64_t studentWidth,
              std::int64_t teacherWidth);

/// A thread's own buffers.
struct HeadScratch
{
    float *logits = nullptr, *gradient = nullptr, *tile = nullptr;
};

/// One chunk at work: all slices of it in a cut by vocabulary, one of a thread's in a cut by
/// groups.
struct HeadWork
{
    HeadChunk chunk;
    int chunkRows = 0; ///< R at most
    std::vector<HeadSlice> slices;
    std::vector<HeadScratch> scratch; ///< of each thread that works on it
    double *sums = nullptr;           ///< [temperatures, headSums, R]
    int panelLanes = 1;

    std::int64_t lanes() const { return std::int64_t(chunk.panels) * panelLanes; }
};

struct HeadLayout
{
    std::vector<HeadWork> works;
    std::vector<float *> groupGradients; ///< [V, Cs] of each group, where there are several
};

/// What the layout must serve.
struct HeadDemand
{
    HeadChunk prototype; ///< sizes, inputs, temperatures and terms; no buffers
    HeadCut cut;
    std::int64_t rows = 0; ///< that count
    int threads = 1;
    int lanes = 1;
    bool needsSums = false;
};

struct HeadPlan
{
    int chunkRows = 0;      ///< R
    double storedShare = 1; ///< of the blocks, whose logits are kept between the passes
    std::size_t bytes = 0;
};

/// The largest chunk that a limit allows and the caches like.
HeadPlan planWithin(const HeadDemand &demand, std::size_t limit);
HeadLayout placeLayout(const HeadDemand &demand, const HeadPlan &plan, HeadArena &arena);

} // namespace retort
