#include "attention.h"

#include "exponential.h"
#include "lanes.h"

#include <math.h>

INLINED void softmax(float *row, size_t count, float factor) {
  const size_t whole = count - count % lane_count, rest = count - whole;
  lanes best, sums = {}, part;
  load_part(&best, row + whole, rest, -INFINITY);
  for (size_t i = 0; i < whole; i += lane_count)
    best = __builtin_elementwise_max(best, CONST_LANES(row + i));
  const float shift = lane_largest(&best) * factor;
  // Results are at most 1: no sum can overflow.
  for (size_t i = 0; i < count; i++) row[i] = exponential(row[i] * factor - shift);
  load_part(&part, row + whole, rest, 0);
  for (size_t i = 0; i < whole; i += lane_count) sums += CONST_LANES(row + i);
  sums += part;
  const float share = 1 / lane_sum(&sums);
  for (size_t i = 0; i < count; i++) row[i] *= share;
}

LB_CLONES void lb_attention_forward(
    float *scores, const float *lengths, size_t examples, size_t heads, size_t queries,
    size_t length, float factor) {
  for (size_t example = 0; example < examples; example++) {
    const size_t count = lengths ? (size_t)lengths[example] : length;
    const size_t asking = count < queries ? count : queries;
    for (size_t head = 0; head < heads; head++) {
      float *matrix = scores + (example * heads + head) * queries * length;
      for (size_t position = 0; position < asking; position++) {
        softmax(matrix + position * length, count, factor);
        for (size_t i = count; i < length; i++) matrix[position * length + i] = 0;
      }
      memset(matrix + asking * length, 0, (queries - asking) * length * sizeof *matrix);
    }
  }
}

LB_CLONES void lb_attention_backward(
    const float *weights, float *gradient, size_t rows, size_t length, float factor) {
  const size_t whole = length - length % lane_count;
  for (size_t row = 0; row < rows; row++) {
    const float *weight = weights + row * length;
    float *slope = gradient + row * length;
    lanes products = {};
    for (size_t i = 0; i < whole; i += lane_count)
      products += CONST_LANES(weight + i) * CONST_LANES(slope + i);
    float average = lane_sum(&products);
    for (size_t i = whole; i < length; i++) average += weight[i] * slope[i];
    for (size_t i = 0; i < length; i++) slope[i] = factor * (weight[i] * (slope[i] - average));
  }
}
