#pragma once

#include <math.h>
#include <stdint.h>
#include <string.h>

#define LB_INLINED static inline __attribute__((always_inline))

/// exp(x) as `scale + scale * rest`, from which exp(x) - 1 follows without cancellation.
///
/// Written as 2^whole * 2^f with f between -1/2 and 1/2. (2^f - 1) / f is a minimax polynomial of
/// degree 5, within 2.2e-8 relative. Beyond +-87, where floats are about to become subnormal or
/// infinite, x counts as +-87. A NaN stays one.
LB_INLINED float split_exponential(float x, float *scale) {
  const float log2e = 1.44269504f;
  const float shifter = 0x1.8p23f;  // Adding it rounds to a whole number, kept in the low bits.
  x = x < -87.0f ? -87.0f : x;
  x = x > 87.0f ? 87.0f : x;
  const float shifted = x * log2e + shifter;
  const float whole = shifted - shifter;
  const float f = (x * log2e - whole) + x * 1.92596299e-8f;  // log2 e is the sum of both constants.
  float y = 0x1.4308fap-13f;
  y = y * f + 0x1.5f07b4p-10f;
  y = y * f + 0x1.3b2ba0p-7f;
  y = y * f + 0x1.c6af6ep-5f;
  y = y * f + 0x1.ebfbdep-3f;
  y = y * f + 0x1.62e430p-1f;
  uint32_t bits;
  memcpy(&bits, &shifted, sizeof bits);
  bits = (bits << 23) + 0x3f800000u;
  memcpy(scale, &bits, sizeof bits);
  return y * f;
}

/// 1 / (1 + exp(-x)).
LB_INLINED float sigmoid(float x) {
  float scale;
  const float rest = split_exponential(-x, &scale);
  return 1.0f / (1.0f + (scale + scale * rest));
}

/// The hyperbolic tangent, as accurate near 0 as elsewhere.
LB_INLINED float hyperbolic_tangent(float x) {
  float scale;
  const float rest = split_exponential(2.0f * x, &scale);
  const float power = scale * rest + (scale - 1.0f);  // exp(2x) - 1
  return power / (2.0f + power);
}
