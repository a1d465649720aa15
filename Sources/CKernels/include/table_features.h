#pragma once

#include <stddef.h>

/// A row of a table: numbers, then an id for each column of words, as floats. The vectors of all
/// columns stand in one table below each other, so column k begins where `cardinalities` before it
/// end. Ids outside their column count as 0.
typedef struct {
  size_t numeric, categorical;
  const size_t *cardinalities;
} lb_columns;

/// Tokens of each row, [1 + numeric + categorical, width]: the class token, then
/// value * weight + bias for each number and vector + bias for each id.
void lb_tokens_forward(
    lb_columns columns, const float *inputs, const float *token, const float *weight,
    const float *bias, const float *vectors, float *output, size_t rows, size_t width);
/// The gradients of the parameters of the tokens.
void lb_tokens_backward(
    lb_columns columns, const float *inputs, const float *gradient, float *token_gradient,
    float *weight_gradient, float *bias_gradient, float *vector_gradient, size_t rows,
    size_t width);

/// The numbers of each row, then the vectors of its ids: [numeric + categorical * width].
void lb_categories_forward(
    lb_columns columns, const float *inputs, const float *vectors, float *output, size_t rows,
    size_t width);
void lb_categories_backward(
    lb_columns columns, const float *inputs, const float *gradient, float *vector_gradient,
    size_t rows, size_t width);

/// The first `width` floats of each run of `stride`.
void lb_first_forward(const float *input, float *output, size_t rows, size_t stride, size_t width);
/// The gradient of the whole runs: zero behind the first `width` floats.
void lb_first_backward(
    const float *gradient, float *result, size_t rows, size_t stride, size_t width);
