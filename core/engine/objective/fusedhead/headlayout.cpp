#include "core/engine/objective/fusedhead/headlayout.h"

#include <algorithm>

namespace retort {

namespace {

constexpr std::int64_t laneMultiple = 32; ///< of positions in a chunk; every panel divides it

std::int64_t quotient(std::int64_t a, std::int64_t b)
{
    return (a + b - 1) / b;
}

HeadWork placeWork(const HeadDemand &demand, const HeadPlan &plan, int threads, HeadArena &arena)
{
    const std::int64_t rows = plan.chunkRows;
    HeadWork work;
    work.chunkRows = plan.chunkRows;
    work.panelLanes = demand.lanes;
    HeadChunk &chunk = work.chunk = demand.prototype;
    const std::int64_t width = chunk.studentWidth;
    chunk.studentLanes = arena.take<float>(rows * width);
    if (chunk.teacher && !chunk.teacherLogits)
        chunk.teacherLanes = arena.take<float>(rows * chunk.teacherWidth);
    if (chunk.headGradient)
        chunk.studentRows = arena.take<float>(rows * quotient(width, demand.lanes) * demand.lanes);
    for (int j = 0; j < chunk.temperatures; ++j) {
        chunk.temperature[j].studentLog = arena.take<float>(rows);
        chunk.temperature[j].teacherLog = arena.take<float>(rows);
    }
    for (int k = 0; k < chunk.terms; ++k)
        chunk.term[k].base = arena.take<float>(rows);
    chunk.studentMax = arena.take<float>(rows);
    chunk.teacherMax = arena.take<float>(rows);
    chunk.labelLogit = arena.take<float>(rows);
    work.sums = arena.take<double>(chunk.temperatures * headSums * rows);

    const std::int64_t block = std::int64_t(headBlockEntries) * rows;
    const int sides = chunk.teacher ? 2 : 1;
    const bool backward = chunk.hiddenGradient || chunk.headGradient;
    constexpr std::int64_t cachedFloats = 1 << 18;
    chunk.streamed = demand.cut.blocks * block * sides > cachedFloats;
    for (int i = 0; i < demand.cut.slices; ++i) {
        HeadSlice slice;
        slice.firstBlock = demand.cut.blocks * i / demand.cut.slices;
        slice.blocks = demand.cut.blocks * (i + 1) / demand.cut.slices - slice.firstBlock;
        slice.stored = backward || demand.needsSums
                           ? std::int64_t(double(slice.blocks) * plan.storedShare)
                           : 0;
        slice.logits = arena.take<float>(slice.stored * block * sides);
        slice.studentMax = arena.take<float>(rows);
        slice.teacherMax = arena.take<float>(rows);
        slice.sums = arena.take<double>(chunk.temperatures * headSums * rows);
        if (demand.needsSums)
            slice.shares = arena.take<double>(chunk.terms * 2 * rows);
        if (chunk.hiddenGradient)
            slice.hiddenGradient = arena.take<float>(rows * width);
        work.slices.push_back(slice);
    }
    for (int i = 0; i < threads; ++i) {
        HeadScratch scratch;
        scratch.logits = arena.take<float>(block * sides);
        if (backward) {
            scratch.gradient = arena.take<float>(block);
            scratch.tile = arena.take<float>(std::int64_t(headBlockEntries) * demand.lanes);
        }
        work.scratch.push_back(scratch);
    }
    return work;
}

} // namespace

HeadCut cutOf(std::int64_t rows, std::int64_t vocabulary, std::int64_t studentWidth,
              std::int64_t teacherWidth)
{
    HeadCut cut{.groupRows = rows, .blocks = quotient(vocabulary, headBlockEntries)};
    constexpr std::int64_t smallHead = 1 << 18; // a group's own gradient of it takes 1 MiB
    constexpr std::int64_t groupRows = 64;
    constexpr double groupWork = 2e6; // multiply-adds that are worth waking a thread
    const std::int64_t head = vocabulary * std::max<std::int64_t>(studentWidth, 1);
    if (head <= smallHead && (rows >= 2 * groupRows || vocabulary < 1024)) {
        const double work =
            double(rows) * double(vocabulary) * double(teacherWidth + 3 * studentWidth);
        const std::int64_t groups = std::min<std::int64_t>(
            {16, quotient(rows, groupRows), std::int64_t(work / groupWork), 4 * smallHead / head});
        cut.groupRows = quotient(quotient(rows, std::max<std::int64_t>(groups, 1)), laneMultiple)
                        * laneMultiple;
        cut.groups = int(quotient(rows, cut.groupRows));
    } else {
        cut.slices = int(std::clamp<std::int64_t>(cut.blocks / 4, 1, 24));
    }
    return cut;
}

HeadLayout placeLayout(const HeadDemand &demand, const HeadPlan &plan, HeadArena &arena)
{
    HeadLayout layout;
    if (demand.cut.groups == 1) {
        layout.works.push_back(placeWork(demand, plan, demand.threads, arena));
        return layout;
    }
    for (int i = 0; i < std::min(demand.threads, demand.cut.groups); ++i)
        layout.works.push_back(placeWork(demand, plan, 1, arena));
    // The first group adds to the result itself.
    const HeadChunk &sizes = demand.prototype;
    layout.groupGradients.push_back(sizes.headGradient);
    for (int i = 1; i < demand.cut.groups; ++i)
        layout.groupGradients.push_back(
            sizes.headGradient ? arena.take<float>(sizes.vocabulary * sizes.studentWidth)
                               : nullptr);
    return layout;
}

HeadPlan planWithin(const HeadDemand &demand, std::size_t limit)
{
    const auto bytesOf = [&](int chunkRows, double storedShare) {
        HeadArena counting;
        placeLayout(demand, {chunkRows, storedShare}, counting);
        return counting.used();
    };
    // A large head is read once a chunk; a small one's logits should stay in the second cache.
    constexpr std::int64_t cachedLogits = 64 << 10;
    constexpr double enough = 0.9;
    const std::int64_t most = std::min(demand.cut.groupRows, demand.rows);
    int rows = 128;
    const auto tooMany = [&] {
        return rows - laneMultiple >= most
               || (demand.cut.slices == 1
                   && rows * demand.cut.blocks * headBlockEntries > cachedLogits)
               || bytesOf(rows, enough) > limit;
    };
    while (rows > laneMultiple && tooMany())
        rows -= laneMultiple;
    double stored = 1;
    if (bytesOf(rows, 1) > limit) {
        const double none = double(bytesOf(rows, 0)), all = double(bytesOf(rows, 1));
        stored = std::clamp((double(limit) - none) / (all - none), 0.0, 1.0);
    }
    return {rows, stored, bytesOf(rows, stored)};
}

} // namespace retort
