#include "core/engine/training/samplepool_torch.h"

#include "core/engine/threads.h"
#include "core/engine/training/seeds.h"

#include <algorithm>

namespace retort {
namespace {

constexpr std::int64_t largestChunk = 64;
constexpr std::int64_t lead = 2; // chunks made ahead of the draw that needs them

} // namespace

SamplePool::SamplePool(Options options, Generator generator)
    : m_options(options)
    , m_generator(std::move(generator))
    , m_chunkSize(std::min<std::int64_t>(largestChunk, m_options.size))
    , m_chunksKept(std::max<std::int64_t>(1, m_options.size / m_chunkSize))
{
}

SamplePool::~SamplePool() = default;

std::int64_t SamplePool::chunksAt(std::int64_t draw) const
{
    // A chunk of n sequences is used up after n · reuse draws.
    const double drawn = double(std::max<std::int64_t>(draw, 1) - 1) * m_options.batch;
    return 1 + std::int64_t(drawn / (double(m_chunkSize) * m_options.reuse));
}

std::int64_t SamplePool::firstChunkAt(std::int64_t draw) const
{
    return std::max<std::int64_t>(0, chunksAt(draw) - m_chunksKept);
}

torch::Tensor SamplePool::draw(std::int64_t number, const std::stop_token &stop)
{
    const std::int64_t count = chunksAt(number);
    const std::int64_t first = firstChunkAt(number);
    std::unique_lock lock(m_mutex);
    m_wanted = count;
    while (m_firstIndex < first && !m_chunks.empty()) {
        m_chunks.pop_front();
        ++m_firstIndex;
    }
    if (!m_thread.joinable())
        m_thread = std::jthread([this](const std::stop_token &token) { generate(token); });
    m_changed.notify_all();
    const bool there = m_changed.wait(lock, stop, [&] {
        return m_failure || m_firstIndex + std::int64_t(m_chunks.size()) >= count;
    });
    if (m_failure)
        std::rethrow_exception(m_failure);
    if (!there)
        return {};

    std::vector<torch::Tensor> rows;
    const auto picks =
        picksOfDraw(m_options.seed, number, m_options.batch, (count - first) * m_chunkSize);
    for (const std::int64_t pick : picks) {
        const std::int64_t chunk = first + pick / m_chunkSize - m_firstIndex;
        rows.push_back(m_chunks[std::size_t(chunk)][pick % m_chunkSize]);
    }
    return torch::stack(rows);
}

void SamplePool::generate(const std::stop_token &stop)
{
    try {
        // One intra-op thread: the rest belongs to the training, and the samples stay the same
        // whatever number of threads that has.
        useIntraOpThreads(1);
        const torch::NoGradGuard noGradient;
        while (!stop.stop_requested()) {
            std::int64_t index = 0;
            {
                std::unique_lock lock(m_mutex);
                const bool needed = m_changed.wait(lock, stop, [this] {
                    return m_firstIndex + std::int64_t(m_chunks.size()) < m_wanted + lead;
                });
                if (!needed)
                    return;
                index = m_firstIndex + std::int64_t(m_chunks.size());
            }
            torch::Tensor chunk = m_generator(index, m_chunkSize, stop);
            if (stop.stop_requested())
                return; // the chunk may be unfinished
            const std::lock_guard lock(m_mutex);
            m_chunks.push_back(std::move(chunk));
            m_changed.notify_all();
        }
    } catch (...) {
        const std::lock_guard lock(m_mutex);
        m_failure = std::current_exception();
        m_changed.notify_all();
    }
}

std::pair<torch::Tensor, std::int64_t> SamplePool::state(std::int64_t draws) const
{
    const std::lock_guard lock(m_mutex);
    const std::int64_t first = std::max(firstChunkAt(draws), m_firstIndex);
    const std::int64_t end =
        std::min(chunksAt(draws), m_firstIndex + std::int64_t(m_chunks.size()));
    if (end <= first)
        return {torch::empty({0, m_chunkSize, m_options.length}, torch::kInt), first};
    std::vector<torch::Tensor> kept;
    for (std::int64_t i = first; i < end; ++i)
        kept.push_back(m_chunks[std::size_t(i - m_firstIndex)]);
    return {torch::stack(kept).to(torch::kInt), first};
}

bool SamplePool::setState(const torch::Tensor &chunks, std::int64_t firstIndex, std::int64_t draws)
{
    // A draw that came to nothing may have dropped what the one before still used.
    const bool fits = chunks.dim() == 3 && chunks.size(1) == m_chunkSize
                      && chunks.size(2) == m_options.length && firstIndex >= firstChunkAt(draws)
                      && firstIndex <= firstChunkAt(draws + 1)
                      && chunks.size(0) <= chunksAt(draws) - firstIndex;
    if (!fits)
        return false;
    const std::lock_guard lock(m_mutex);
    m_chunks.clear();
    m_firstIndex = firstIndex;
    for (std::int64_t i = 0; i < chunks.size(0); ++i)
        m_chunks.push_back(chunks[i].to(torch::kLong));
    return true;
}

} // namespace retort
