#pragma once
// Hidden states into panels, and their gradients out again. Included by headkernels_*.cpp only.

#include "core/engine/objective/fusedhead/blocks.h"

namespace retort {
namespace {

/// Hidden states [N, C] to lanes [R/L, C, L].
inline void packLanes(const HeadChunk &chunk, const float *hidden, std::int64_t width, int panel,
                      float *lanes)
{
    turnPanel(chunk, hidden, width, width, panel, lanes + panel * width * panelLanes);
}

inline void packPanel(const HeadChunk &chunk, const float *studentHidden,
                      const float *teacherHidden, int panel)
{
    packLanes(chunk, studentHidden, chunk.studentWidth, panel, chunk.studentLanes);
    if (chunk.teacher && !chunk.teacherLogits)
        packLanes(chunk, teacherHidden, chunk.teacherWidth, panel, chunk.teacherLanes);
    if (!chunk.headGradient)
        return;
    const std::int64_t capacity = std::int64_t(chunk.panels) * panelLanes;
    const std::int64_t width = chunk.studentWidth;
    for (int row = panel * panelLanes; row < (panel + 1) * panelLanes && row < chunk.rows; ++row) {
        const float *from = studentHidden + chunk.positions[row] * width;
        for (std::int64_t c = 0; c < width; c += panelLanes) {
            float *to = chunk.studentRows + c * capacity + row * panelLanes;
            for (std::int64_t l = 0; l < panelLanes; ++l)
                to[l] = c + l < width ? from[c + l] : 0;
        }
    }
}

inline void unpackPanel(const HeadChunk &chunk, const HeadSlice *slices, int count, int panel)
{
    const std::int64_t width = chunk.studentWidth;
    for (std::int64_t c = 0; c < width; ++c) {
        double sum[panelLanes] = {};
        for (int i = 0; i < count; ++i) {
            const float *part = slices[i].hiddenGradient + (panel * width + c) * panelLanes;
            for (int lane = 0; lane < panelLanes; ++lane)
                sum[lane] += double(part[lane]);
        }
        for (int lane = 0; lane < panelLanes && panel * panelLanes + lane < chunk.rows; ++lane)
            chunk.hiddenGradient[chunk.positions[panel * panelLanes + lane] * width + c] =
                float(sum[lane]);
    }
}

} // namespace
} // namespace retort
