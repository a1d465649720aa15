#pragma once

#include <stddef.h>

/// output[i] = x * Phi(x) with the normal distribution function Phi, within 1e-6 of the larger of
/// |output| and 2^-24 |x|.
void lb_gelu_forward(const float *input, float *output, size_t count);
/// result[i] = gradient[i] * (Phi(x) + x * phi(x)); the result may be the gradient itself.
void lb_gelu_backward(const float *gradient, const float *input, float *result, size_t count);

/// output = left * max(right, 0) for the two halves of each row; input [rows, 2 * channels].
void lb_reglu_forward(const float *input, float *output, size_t rows, size_t channels);
/// The gradient of the whole input from that of the output.
void lb_reglu_backward(
    const float *gradient, const float *input, float *result, size_t rows, size_t channels);

/// Adds a table of `period` floats to every run of as many: output[i] = input[i] + table[i % period].
void lb_add_repeated(
    const float *input, const float *table, float *output, size_t repeats, size_t period);
/// sum[j] = the sum of values[i * period + j] over i.
void lb_sum_repeated(const float *values, float *sum, size_t repeats, size_t period);
