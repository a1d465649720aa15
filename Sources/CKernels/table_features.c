#include "table_features.h"

#include "dispatch.h"

#include <string.h>

INLINED size_t total(lb_columns columns) {
  size_t result = 0;
  for (size_t k = 0; k < columns.categorical; k++) result += columns.cardinalities[k];
  return result;
}

/// Where an id's vector stands among the vectors of its column.
INLINED size_t place(float id, size_t cardinality) {
  return id > 0 && id < (float)cardinality ? (size_t)id : 0;
}

INLINED void add(float *restrict sum, const float *restrict values, size_t count) {
  for (size_t i = 0; i < count; i++) sum[i] += values[i];
}

LB_CLONES void lb_tokens_forward(
    lb_columns columns, const float *inputs, const float *token, const float *weight,
    const float *bias, const float *vectors, float *output, size_t rows, size_t width) {
  const size_t count = columns.numeric + columns.categorical;
  for (size_t row = 0; row < rows; row++) {
    const float *values = inputs + row * count;
    float *to = output + row * (1 + count) * width;
    memcpy(to, token, width * sizeof *to);
    to += width;
    for (size_t k = 0; k < columns.numeric; k++, to += width)
      for (size_t i = 0; i < width; i++)
        to[i] = values[k] * weight[k * width + i] + bias[k * width + i];
    const float *first = vectors;
    for (size_t k = 0; k < columns.categorical; k++, to += width) {
      const size_t column = columns.numeric + k, cardinality = columns.cardinalities[k];
      const float *from = first + place(values[column], cardinality) * width;
      for (size_t i = 0; i < width; i++) to[i] = from[i] + bias[column * width + i];
      first += cardinality * width;
    }
  }
}

LB_CLONES void lb_tokens_backward(
    lb_columns columns, const float *inputs, const float *gradient, float *token_gradient,
    float *weight_gradient, float *bias_gradient, float *vector_gradient, size_t rows,
    size_t width) {
  const size_t count = columns.numeric + columns.categorical;
  memset(token_gradient, 0, width * sizeof(float));
  memset(bias_gradient, 0, count * width * sizeof(float));
  if (columns.numeric) memset(weight_gradient, 0, columns.numeric * width * sizeof(float));
  if (columns.categorical) memset(vector_gradient, 0, total(columns) * width * sizeof(float));
  for (size_t row = 0; row < rows; row++) {
    const float *values = inputs + row * count, *slope = gradient + row * (1 + count) * width;
    add(token_gradient, slope, width);
    slope += width;
    add(bias_gradient, slope, count * width);
    for (size_t k = 0; k < columns.numeric; k++, slope += width)
      for (size_t i = 0; i < width; i++) weight_gradient[k * width + i] += values[k] * slope[i];
    float *first = vector_gradient;
    for (size_t k = 0; k < columns.categorical; k++, slope += width) {
      const size_t cardinality = columns.cardinalities[k];
      add(first + place(values[columns.numeric + k], cardinality) * width, slope, width);
      first += cardinality * width;
    }
  }
}

LB_CLONES void lb_categories_forward(
    lb_columns columns, const float *inputs, const float *vectors, float *output, size_t rows,
    size_t width) {
  const size_t count = columns.numeric + columns.categorical;
  for (size_t row = 0; row < rows; row++) {
    const float *values = inputs + row * count;
    float *to = output + row * (columns.numeric + columns.categorical * width);
    memcpy(to, values, columns.numeric * sizeof *to);
    to += columns.numeric;
    const float *first = vectors;
    for (size_t k = 0; k < columns.categorical; k++, to += width) {
      const size_t cardinality = columns.cardinalities[k];
      memcpy(
          to, first + place(values[columns.numeric + k], cardinality) * width,
          width * sizeof *to);
      first += cardinality * width;
    }
  }
}

LB_CLONES void lb_categories_backward(
    lb_columns columns, const float *inputs, const float *gradient, float *vector_gradient,
    size_t rows, size_t width) {
  const size_t count = columns.numeric + columns.categorical;
  memset(vector_gradient, 0, total(columns) * width * sizeof(float));
  for (size_t row = 0; row < rows; row++) {
    const float *values = inputs + row * count;
    const float *slope =
        gradient + row * (columns.numeric + columns.categorical * width) + columns.numeric;
    float *first = vector_gradient;
    for (size_t k = 0; k < columns.categorical; k++, slope += width) {
      const size_t cardinality = columns.cardinalities[k];
      add(first + place(values[columns.numeric + k], cardinality) * width, slope, width);
      first += cardinality * width;
    }
  }
}

LB_CLONES void lb_first_forward(
    const float *input, float *output, size_t rows, size_t stride, size_t width) {
  for (size_t row = 0; row < rows; row++)
    memcpy(output + row * width, input + row * stride, width * sizeof *output);
}

LB_CLONES void lb_first_backward(
    const float *gradient, float *result, size_t rows, size_t stride, size_t width) {
  memset(result, 0, rows * stride * sizeof *result);
  for (size_t row = 0; row < rows; row++)
    memcpy(result + row * stride, gradient + row * width, width * sizeof *result);
}
