#pragma once

#include <stddef.h>
#include <stdint.h>

/// result[i] = output[i] > 0 ? gradient[i] : 0, the gradient of ReLU from its output; the result may
/// be the gradient itself.
void lb_relu_backward(const float *gradient, const float *output, float *result, size_t count);
/// output[i] = max(input[i], 0); the two may be the same.
void lb_relu_forward(const float *input, float *output, size_t count);
/// result[i] = left[i] + right[i], or the larger of that and 0.
void lb_sum(const float *left, const float *right, float *result, size_t count, int relu);
/// values[i] is kept and multiplied by scale, or becomes 0 with probability threshold / 2^32.
/// The choice depends on key and i alone, so the backward pass makes it again.
void lb_dropout(
    const float *input, float *output, size_t count, uint64_t key, uint32_t threshold, float scale);
/// running[i] += momentum * (scale * batch[i] - running[i]).
void lb_running_average(
    float *running, const float *batch, size_t count, float momentum, float scale);
