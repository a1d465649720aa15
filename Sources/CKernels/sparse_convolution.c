#include "sparse_convolution.h"

#include "dispatch.h"

#include <string.h>

LB_CLONES void lb_convolution_max_backward(
    const float *input, const float *weights, const float *slopes, const float *pooled,
    const float *places, int relu, float *weight_gradient, float *bias_gradient,
    float *input_gradient, size_t examples, size_t length, size_t channels, size_t outputs,
    size_t window) {
  const size_t size = window * channels;
  memset(weight_gradient, 0, outputs * size * sizeof(float));
  memset(bias_gradient, 0, outputs * sizeof(float));
  if (input_gradient) memset(input_gradient, 0, examples * length * channels * sizeof(float));
  for (size_t e = 0; e < examples; e++)
    for (size_t k = 0; k < outputs; k++) {
      const size_t at = e * outputs + k;
      if (relu && !(pooled[at] > 0)) continue;
      const float slope = slopes[at];
      const size_t start = (e * length + (size_t)places[at]) * channels;
      const float *restrict x = input + start;
      const float *restrict w = weights + k * size;
      float *restrict dw = weight_gradient + k * size;
      bias_gradient[k] += slope;
      if (input_gradient) {
        float *restrict dx = input_gradient + start;
        for (size_t i = 0; i < size; i++) {
          dw[i] += slope * x[i];
          dx[i] += slope * w[i];
        }
      } else {
        for (size_t i = 0; i < size; i++) dw[i] += slope * x[i];
      }
    }
}
