// libFuzzer's entry: RETORT_FUZZ_TARGET is the function of targets.h that this program feeds.

#include "tests/fuzz/targets.h"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    retort::fuzz::RETORT_FUZZ_TARGET({reinterpret_cast<const char *>(data), size});
    return 0;
}
