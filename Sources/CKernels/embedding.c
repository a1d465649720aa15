#include "embedding.h"

#include "dispatch.h"

#include <string.h>

/// The row of an id; 0 for padding and for what is no id of the table, not a number included.
static inline size_t row_of(float id, size_t rows) {
  return id >= 0 && id < (float)rows ? (size_t)id : 0;
}

enum {
  /// Floats summed at a time: as many as fit the registers of every instruction set.
  strip = 64,
  /// Positions between asking for a row and using it.
  ahead = 8,
};

LB_CLONES void lb_embedding_forward(
    const float *table, size_t rows, const float *ids, float *output, size_t positions,
    size_t width) {
  for (size_t p = 0; p < positions; p++) {
    if (p + ahead < positions) __builtin_prefetch(table + row_of(ids[p + ahead], rows) * width);
    const size_t row = row_of(ids[p], rows);
    if (row)
      memcpy(output + p * width, table + row * width, width * sizeof *output);
    else
      memset(output + p * width, 0, width * sizeof *output);
  }
}

static inline __attribute__((always_inline)) void sum_rows(
    const float *table, size_t rows, const float *ids, float scale, float *output, size_t length,
    size_t stride, size_t count) {
  float sum[strip] = {0};
  for (size_t t = 0; t < length; t++) {
    const size_t row = row_of(ids[t], rows);
    if (!row) continue;
    const float *from = table + row * stride;
    for (size_t i = 0; i < count; i++) sum[i] += from[i];
  }
  for (size_t i = 0; i < count; i++) output[i] = sum[i] * scale;
}

LB_CLONES void lb_bag_forward(
    const float *table, size_t rows, const float *ids, const float *lengths, float *output,
    size_t examples, size_t length, size_t width) {
  for (size_t e = 0; e < examples; e++) {
    const float *words = ids + e * length;
    if (e + 1 < examples)
      for (size_t t = 0; t < length; t++) {
        const float *next = table + row_of(words[length + t], rows) * width;
        for (size_t i = 0; i < width; i += 16) __builtin_prefetch(next + i);
      }
    const float scale = 1 / lengths[e];
    size_t at = 0;
    for (; at + strip <= width; at += strip)
      sum_rows(table + at, rows, words, scale, output + e * width + at, length, width, strip);
    if (at < width)
      sum_rows(
          table + at, rows, words, scale, output + e * width + at, length, width, width - at);
  }
}

LB_CLONES void lb_table_scatter(
    float *table, size_t rows, const float *ids, const float *lengths, const float *slopes,
    size_t positions, size_t per_slope, size_t width, float factor) {
  for (size_t first = 0; first < positions; first += per_slope) {
    const size_t slope_index = first / per_slope;
    const float *slope = slopes + slope_index * width;
    const float scale = lengths ? factor / lengths[slope_index] : factor;
    for (size_t p = first; p < first + per_slope; p++) {
      if (p + ahead < positions) {
        const float *next = table + row_of(ids[p + ahead], rows) * width;
        for (size_t i = 0; i < width; i += 16) __builtin_prefetch(next + i, 1);
      }
      const size_t row = row_of(ids[p], rows);
      if (!row) continue;
      float *to = table + row * width;
      for (size_t i = 0; i < width; i++) to[i] += scale * slope[i];
    }
  }
}

LB_CLONES void lb_table_clear(
    float *table, size_t rows, const float *ids, size_t positions, size_t width) {
  for (size_t p = 0; p < positions; p++) {
    const size_t row = row_of(ids[p], rows);
    if (row) memset(table + row * width, 0, width * sizeof *table);
  }
}
