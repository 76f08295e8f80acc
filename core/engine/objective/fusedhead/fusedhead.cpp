#include "core/engine/objective/fusedhead/fusedhead.h"
#include "core/engine/objective/fusedhead/headlayout.h"
#include "core/engine/objective/fusedhead/rowsums.h"
#include "core/engine/objective/fusedhead/workerpool.h"

#include <algorithm>
#include <atomic>
#include <cassert>
#include <cmath>
#include <cstdlib>
#include <new>
#ifdef __linux__
#include <sys/mman.h>
#endif

namespace retort {

namespace {

const HeadKernels &kernelsOf(InstructionSet instructions)
{
#ifdef RETORT_X86_KERNELS
    if (instructions == InstructionSet::Avx512)
        return avx512HeadKernels();
    if (instructions == InstructionSet::Avx2)
        return avx2HeadKernels();
#endif
    assert(instructions == InstructionSet::Plain);
    return plainHeadKernels();
}

struct Freeing
{
    void operator()(std::byte *memory) const { std::free(memory); }
};

} // namespace

struct FusedHead::Workspace
{
    Workspace(int threads, InstructionSet instructions)
        : kernels(kernelsOf(instructions)), pool(threads)
    {
    }

    const HeadKernels &kernels;
    WorkerPool pool;
    std::unique_ptr<std::byte, Freeing> memory;
    std::size_t size = 0;
    std::vector<std::int64_t> positions, labels; ///< of the positions that count
    HeadLayout layout;
    const FusedHeadInput *input = nullptr;

    void keepValidRows();
    void reserve(std::size_t bytes, std::size_t limit);
    void takeChunk(HeadWork &work, std::int64_t first, std::int64_t end) const;
    void runChunk(HeadWork &work, FusedHeadValues &values);
    FusedHeadValues runGroups(const HeadCut &cut);
    void addGroupGradients();
};

void FusedHead::Workspace::keepValidRows()
{
    positions.clear();
    labels.clear();
    for (std::int64_t i = 0; i < input->rows; ++i) {
        if (input->labels[i] < 0)
            continue;
        assert(input->labels[i] < input->vocabulary);
        positions.push_back(i);
        labels.push_back(input->labels[i]);
    }
}

/// Memory is kept while it is large enough, and given back when a smaller limit asks for it.
void FusedHead::Workspace::reserve(std::size_t bytes, std::size_t limit)
{
    if (size >= bytes && (size <= limit || size == bytes))
        return;
    // Large pages: the logits are walked through three times a chunk, and there are many of them.
    constexpr std::size_t page = std::size_t(2) << 20;
    const std::size_t alignment = bytes >= page ? page : 64;
    const std::size_t rounded = (bytes + alignment - 1) / alignment * alignment;
    memory.reset();
    size = 0;
    memory.reset(static_cast<std::byte *>(std::aligned_alloc(alignment, rounded)));
    if (!memory)
        throw std::bad_alloc();
#ifdef __linux__
    if (alignment == page)
        madvise(memory.get(), rounded, MADV_HUGEPAGE);
#endif
    size = bytes;
}

/// Points a chunk at the positions from `first`, as many as there are before `end` and fit.
void FusedHead::Workspace::takeChunk(HeadWork &work, std::int64_t first, std::int64_t end) const
{
    work.chunk.rows = int(std::min<std::int64_t>(work.chunkRows, end - first));
    work.chunk.panels = (work.chunk.rows + kernels.lanes - 1) / kernels.lanes;
    work.chunk.positions = positions.data() + first;
    work.chunk.labels = labels.data() + first;
}

void FusedHead::Workspace::runChunk(HeadWork &work, FusedHeadValues &values)
{
    const HeadChunk &chunk = work.chunk;
    const int slices = int(work.slices.size());
    const auto eachPanel = [&](const auto &task) {
        // Alone in its group a chunk must not wake the threads, which have groups of their own.
        if (slices == 1)
            for (int panel = 0; panel < chunk.panels; ++panel)
                task(panel);
        else
            pool.run(chunk.panels, [&](int panel, int) { task(panel); });
    };
    const auto eachSlice = [&](auto kernel) {
        const auto task = [&](int index, int worker) {
            HeadSlice slice = work.slices[index];
            const HeadScratch &scratch = work.scratch[worker];
            slice.scratch = scratch.logits;
            slice.gradient = scratch.gradient;
            slice.tile = scratch.tile;
            kernel(chunk, slice);
        };
        if (slices == 1)
            task(0, 0);
        else
            pool.run(slices, task);
    };
    eachPanel(
        [&](int panel) { kernels.pack(chunk, input->studentHidden, input->teacherHidden, panel); });
    eachSlice(kernels.forward);
    for (int panel = 0; panel < chunk.panels; ++panel)
        kernels.combine(chunk, work.slices.data(), slices, panel, work.sums);
    RowSums sums(*input, work);
    sums.normalise();
    if (std::any_of(chunk.term, chunk.term + chunk.terms, [](auto &term) { return term.sums; }))
        eachSlice(kernels.share);
    sums.finish(values);
    if (chunk.hiddenGradient || chunk.headGradient)
        eachSlice(kernels.backward);
    if (chunk.hiddenGradient)
        eachPanel([&](int panel) { kernels.unpack(chunk, work.slices.data(), slices, panel); });
}

FusedHeadValues FusedHead::Workspace::runGroups(const HeadCut &cut)
{
    const auto count = std::int64_t(positions.size());
    const auto runGroup = [&](HeadWork &work, int group) {
        FusedHeadValues values;
        const std::int64_t end = std::min(count, (group + 1) * cut.groupRows);
        for (std::int64_t i = group * cut.groupRows; i < end; i += work.chunkRows) {
            takeChunk(work, i, end);
            runChunk(work, values);
        }
        return values;
    };
    if (cut.groups == 1)
        return runGroup(layout.works.front(), 0);

    std::vector<FusedHeadValues> parts(cut.groups);
    // There may be more threads than groups: whoever comes gets the next buffers.
    std::vector<HeadWork *> workOf(pool.threads());
    std::atomic<std::size_t> taken{0};
    pool.run(cut.groups, [&](int group, int worker) {
        if (!workOf[worker])
            workOf[worker] = &layout.works[taken++];
        HeadWork &work = *workOf[worker];
        float *gradient = layout.groupGradients[group];
        work.chunk.headGradient = gradient;
        if (gradient && group > 0)
            std::fill_n(gradient, input->vocabulary * input->studentWidth, 0.0F);
        parts[group] = runGroup(work, group);
    });
    addGroupGradients();
    FusedHeadValues sum;
    for (const auto &part : parts) {
        sum.crossEntropy += part.crossEntropy;
        for (std::size_t k = 0; k < sum.divergences.size(); ++k)
            sum.divergences[k] += part.divergences[k];
    }
    return sum;
}

void FusedHead::Workspace::addGroupGradients()
{
    float *sum = layout.groupGradients.front();
    if (!sum)
        return;
    const std::int64_t entries = input->vocabulary * input->studentWidth;
    constexpr std::int64_t piece = 1 << 14;
    pool.run(int((entries + piece - 1) / piece), [&](int index, int) {
        const std::int64_t first = index * piece, count = std::min(piece, entries - first);
        for (std::size_t group = 1; group < layout.groupGradients.size(); ++group) {
            const float *part = layout.groupGradients[group] + first;
            for (std::int64_t i = 0; i < count; ++i)
                sum[first + i] += part[i];
        }
    });
}

FusedHead::FusedHead(int threads, InstructionSet instructions)
    : m_workspace(std::make_unique<Workspace>(threads, instructions))
{
}

FusedHead::~FusedHead() = default;

FusedHeadValues FusedHead::run(const FusedHeadInput &input, const FusedHeadGradients &gradients)
{
    Workspace &space = *m_workspace;
    space.input = &input;
    space.keepValidRows();
    if (gradients.hidden && std::ssize(space.positions) < input.rows)
        std::fill_n(gradients.hidden, input.rows * input.studentWidth, 0.0F);
    FusedHeadValues values;
    if (!space.positions.empty()) {
        HeadDemand demand = demandOf(input, gradients);
        demand.rows = std::ssize(space.positions);
        demand.threads = space.pool.threads();
        demand.lanes = space.kernels.lanes;
        demand.cut = cutOf(demand.rows, input.vocabulary, input.studentWidth,
                           demand.prototype.teacher ? input.teacherWidth : 0);
        const HeadPlan plan = planWithin(demand, input.memoryLimit);
        space.reserve(plan.bytes, input.memoryLimit);
        HeadArena arena(space.memory.get());
        space.layout = placeLayout(demand, plan, arena);
        values = space.runGroups(demand.cut);
        values.rows = demand.rows;
    }
    return values;
}

std::size_t FusedHead::bytes() const
{
    return m_workspace->size
           + (m_workspace->positions.capacity() + m_workspace->labels.capacity())
                 * sizeof(std::int64_t);
}

} // namespace retort
