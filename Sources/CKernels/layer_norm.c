#include "layer_norm.h"

#include "lanes.h"

#include <math.h>
#include <string.h>

LB_CLONES void lb_layer_norm_forward(
    const float *input, const float *scale, const float *shift, float *output, float *means,
    float *reciprocals, size_t rows, size_t channels, float epsilon) {
  const size_t whole = channels - channels % lane_count;
  for (size_t row = 0; row < rows; row++) {
    const float *x = input + row * channels;
    float *y = output + row * channels;
    lanes sums = {}, squares = {}, part;
    for (size_t i = 0; i < whole; i += lane_count) sums += CONST_LANES(x + i);
    if (whole < channels) {
      load_part(&part, x + whole, channels - whole, 0);
      sums += part;
    }
    const float mean = lane_sum(&sums) / (float)channels;
    for (size_t i = 0; i < whole; i += lane_count) {
      const lanes centred = CONST_LANES(x + i) - mean;
      squares += centred * centred;
    }
    if (whole < channels) {
      load_part(&part, x + whole, channels - whole, mean);
      part -= mean;
      squares += part * part;
    }
    const float reciprocal = 1 / sqrtf(lane_sum(&squares) / (float)channels + epsilon);
    for (size_t i = 0; i < channels; i++)
      y[i] = (x[i] - mean) * reciprocal * scale[i] + shift[i];
    means[row] = mean;
    reciprocals[row] = reciprocal;
  }
}

LB_CLONES void lb_layer_norm_backward(
    const float *input, const float *gradient, const float *addend, const float *scale,
    const float *means, const float *reciprocals, float *result, float *scale_gradient,
    float *shift_gradient, size_t rows, size_t channels) {
  const size_t whole = channels - channels % lane_count;
  memset(scale_gradient, 0, channels * sizeof *scale_gradient);
  memset(shift_gradient, 0, channels * sizeof *shift_gradient);
  for (size_t row = 0; row < rows; row++) {
    const float *x = input + row * channels, *slope = gradient + row * channels;
    float *to = result + row * channels;
    const float mean = means[row], reciprocal = reciprocals[row];
    lanes sums = {}, products = {};
    for (size_t i = 0; i < whole; i += lane_count) {
      const lanes normal = (CONST_LANES(x + i) - mean) * reciprocal;
      const lanes own = CONST_LANES(slope + i), scaled = own * CONST_LANES(scale + i);
      sums += scaled;
      products += scaled * normal;
      LANES(scale_gradient + i) += own * normal;
      LANES(shift_gradient + i) += own;
    }
    float sum = lane_sum(&sums), product = lane_sum(&products);
    for (size_t i = whole; i < channels; i++) {
      const float normal = (x[i] - mean) * reciprocal, scaled = slope[i] * scale[i];
      sum += scaled;
      product += scaled * normal;
      scale_gradient[i] += slope[i] * normal;
      shift_gradient[i] += slope[i];
    }
    const float average = sum / (float)channels, share = product / (float)channels;
    const float *other = addend ? addend + row * channels : NULL;
    for (size_t i = 0; i < whole; i += lane_count) {
      const lanes normal = (CONST_LANES(x + i) - mean) * reciprocal;
      const lanes scaled = CONST_LANES(slope + i) * CONST_LANES(scale + i);
      lanes own = (scaled - average - normal * share) * reciprocal;
      if (other) own += CONST_LANES(other + i);
      LANES(to + i) = own;
    }
    for (size_t i = whole; i < channels; i++) {
      const float normal = (x[i] - mean) * reciprocal;
      const float own = (slope[i] * scale[i] - average - normal * share) * reciprocal;
      to[i] = other ? other[i] + own : own;
    }
  }
}
