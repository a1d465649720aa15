#pragma once

#include "dispatch.h"

#include <stddef.h>

/// Sixteen floats side by side: a register with AVX-512, two or four on lesser machines.
///
/// Sums over lanes have a fixed order, so the compiler needs no leave to reorder additions.
/// Functions take them by address: how they are passed by value depends on the instruction set.
typedef float lanes __attribute__((vector_size(64), aligned(4), may_alias));
enum { lane_count = 16 };

/// The sixteen floats at an address, to read or to write.
#define LANES(address) (*(lanes *)(address))
#define CONST_LANES(address) (*(const lanes *)(address))

/// The first `count` floats, below 16 of them, and `rest` in the other lanes.
INLINED void load_part(lanes *part, const float *from, size_t count, float rest) {
  for (size_t i = 0; i < lane_count; i++) (*part)[i] = i < count ? from[i] : rest;
}

INLINED float lane_sum(const lanes *values) {
  float part[lane_count];
  LANES(part) = *values;
  for (int width = lane_count / 2; width > 0; width /= 2)
    for (int i = 0; i < width; i++) part[i] += part[i + width];
  return part[0];
}

INLINED float lane_largest(const lanes *values) {
  float part[lane_count];
  LANES(part) = *values;
  for (int width = lane_count / 2; width > 0; width /= 2)
    for (int i = 0; i < width; i++) part[i] = part[i] > part[i + width] ? part[i] : part[i + width];
  return part[0];
}
