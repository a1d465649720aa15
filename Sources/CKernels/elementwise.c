#include "elementwise.h"

#include "dispatch.h"

// Each element is read before its place is written, so results may overwrite their inputs; without
// being told, the compiler checks for overlap and takes the slow loop where there is one.
#define LB_ELEMENTWISE _Pragma("clang loop vectorize(assume_safety)")

LB_CLONES void lb_relu_backward(
    const float *gradient, const float *output, float *result, size_t count) {
  LB_ELEMENTWISE
  for (size_t i = 0; i < count; i++) {
    const float slope = gradient[i];
    result[i] = output[i] > 0 ? slope : 0;
  }
}

LB_CLONES void lb_relu_forward(const float *input, float *output, size_t count) {
  LB_ELEMENTWISE
  for (size_t i = 0; i < count; i++) output[i] = input[i] > 0 ? input[i] : 0;
}

LB_CLONES void lb_sum(
    const float *left, const float *right, float *result, size_t count, int relu) {
  if (relu) {
    LB_ELEMENTWISE
    for (size_t i = 0; i < count; i++) {
      const float value = left[i] + right[i];
      result[i] = value > 0 ? value : 0;
    }
  } else {
    LB_ELEMENTWISE
    for (size_t i = 0; i < count; i++) result[i] = left[i] + right[i];
  }
}

// The finaliser of MurmurHash3, which passes each input bit to all output bits.
static inline uint32_t mixed(uint32_t bits) {
  bits ^= bits >> 16;
  bits *= 0x85ebca6bu;
  bits ^= bits >> 13;
  bits *= 0xc2b2ae35u;
  return bits ^ (bits >> 16);
}

LB_CLONES void lb_dropout(
    const float *input, float *output, size_t count, uint64_t key, uint32_t threshold,
    float scale) {
  const uint32_t low = (uint32_t)key, high = (uint32_t)(key >> 32);
  LB_ELEMENTWISE
  for (size_t i = 0; i < count; i++) {
    // Two rounds with both key halves: one round would tie masks of nearby keys together.
    const uint32_t bits = mixed(mixed((uint32_t)i ^ low) + high);
    output[i] = bits >= threshold ? input[i] * scale : 0;
  }
}

LB_CLONES void lb_running_average(
    float *running, const float *batch, size_t count, float momentum, float scale) {
  for (size_t i = 0; i < count; i++) running[i] += momentum * (scale * batch[i] - running[i]);
}
