#pragma once

#include "dispatch.h"

#include <stdint.h>
#include <string.h>

/// exp(x) for x <= 0; 0 below -87, where floats are about to become subnormal.
///
/// Within 2 ulp where the processor has a fused multiply-add. Written as 2^whole · 2^f with f between -1/2 and 1/2; 2^f is a minimax polynomial of degree 5
/// through 1 at 0, so that exp(0) is 1. Adding to the exponent bits needs no second product; the
/// bits of a NaN that arithmetic makes shift out, so it stays NaN.
INLINED float exponential(float x) {
  const float log2e = 1.44269504f;
  const float shifter = 0x1.8p23f;  // Adding it rounds to a whole number, kept in the low bits.
  float shifted = x * log2e + shifter;
  float whole = shifted - shifter;
  float f = (x * log2e - whole) + x * 1.92596299e-8f;  // log2 e is the sum of both constants.
  float y = 0x1.5bb988p-10f;
  y = y * f + 0x1.3ceb10p-7f;
  y = y * f + 0x1.c6b758p-5f;
  y = y * f + 0x1.ebf9bap-3f;
  y = y * f + 0x1.62e42ap-1f;
  y = y * f + 1.0f;
  uint32_t power, bits;
  memcpy(&power, &shifted, sizeof power);
  memcpy(&bits, &y, sizeof bits);
  bits += power << 23;
  memcpy(&y, &bits, sizeof y);
  return x < -87.0f ? 0.0f : y;
}
