#include "time_pooling.h"

#include "dispatch.h"

#include <string.h>

static inline size_t true_length(const float *lengths, size_t example, size_t length, size_t trim) {
  const size_t whole = (size_t)lengths[example];
  const size_t kept = whole > trim ? whole - trim : 1;
  return kept < length ? kept : length;
}

static inline size_t lanes_of(lb_sequences s, size_t block) {
  const size_t rest = s.channels - block * s.lanes;
  return rest < s.lanes ? rest : s.lanes;
}

LB_CLONES void lb_time_max(
    lb_sequences s, const float *input, const float *lengths, size_t trim, int relu, float *output,
    float *places) {
  for (size_t e = 0; e < s.examples; e++) {
    const size_t count = true_length(lengths, e, s.length, trim);
    for (size_t b = 0; b < s.blocks; b++) {
      const float *from = input + (e * s.blocks + b) * s.length * s.lanes;
      float *best = output + e * s.channels + b * s.lanes;
      float *place = places + e * s.channels + b * s.lanes;
      const size_t lanes = lanes_of(s, b);
      memcpy(best, from, lanes * sizeof *best);
      memset(place, 0, lanes * sizeof *place);
      for (size_t t = 1; t < count; t++) {
        const float *row = from + t * s.lanes;
        const float now = (float)t;
        for (size_t i = 0; i < lanes; i++) {
          const int larger = row[i] > best[i];
          best[i] = larger ? row[i] : best[i];
          place[i] = larger ? now : place[i];
        }
      }
      if (relu)
        for (size_t i = 0; i < lanes; i++) best[i] = best[i] > 0 ? best[i] : 0;
    }
  }
}

void lb_time_max_backward(
    lb_sequences s, const float *slopes, const float *output, const float *places, int relu,
    float *result) {
  memset(result, 0, s.examples * s.blocks * s.length * s.lanes * sizeof *result);
  for (size_t e = 0; e < s.examples; e++)
    for (size_t c = 0; c < s.channels; c++) {
      const size_t at = e * s.channels + c;
      if (relu && !(output[at] > 0)) continue;
      const size_t row = (e * s.blocks + c / s.lanes) * s.length + (size_t)places[at];
      result[row * s.lanes + c % s.lanes] = slopes[at];
    }
}

LB_CLONES void lb_time_mean(
    lb_sequences s, const float *input, const float *lengths, size_t trim, float *output) {
  for (size_t e = 0; e < s.examples; e++) {
    const size_t count = true_length(lengths, e, s.length, trim);
    const float scale = 1 / (float)count;
    for (size_t b = 0; b < s.blocks; b++) {
      const float *from = input + (e * s.blocks + b) * s.length * s.lanes;
      float *mean = output + e * s.channels + b * s.lanes;
      const size_t lanes = lanes_of(s, b);
      memcpy(mean, from, lanes * sizeof *mean);
      for (size_t t = 1; t < count; t++)
        for (size_t i = 0; i < lanes; i++) mean[i] += from[t * s.lanes + i];
      for (size_t i = 0; i < lanes; i++) mean[i] *= scale;
    }
  }
}

LB_CLONES void lb_time_mean_backward(
    lb_sequences s, const float *slopes, const float *lengths, size_t trim, float *result) {
  memset(result, 0, s.examples * s.blocks * s.length * s.lanes * sizeof *result);
  for (size_t e = 0; e < s.examples; e++) {
    const size_t count = true_length(lengths, e, s.length, trim);
    const float scale = 1 / (float)count;
    for (size_t b = 0; b < s.blocks; b++) {
      float *to = result + (e * s.blocks + b) * s.length * s.lanes;
      const float *slope = slopes + e * s.channels + b * s.lanes;
      const size_t lanes = lanes_of(s, b);
      for (size_t t = 0; t < count; t++)
        for (size_t i = 0; i < lanes; i++) to[t * s.lanes + i] = scale * slope[i];
    }
  }
}
