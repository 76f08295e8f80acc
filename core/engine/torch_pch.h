#pragma once
// Precompiled for the engine's sources: parsing LibTorch's headers takes most of a file's compile
// time. Public headers never include this one.
#include <torch/torch.h>
