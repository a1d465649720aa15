#pragma once

#include <stddef.h>

/// Normalises each row to mean 0 and variance 1, then scales and shifts it.
///
/// input and output are [rows, channels]; scale and shift [channels]. The mean and the reciprocal of
/// the standard deviation of each row are kept for the backward pass.
void lb_layer_norm_forward(
    const float *input, const float *scale, const float *shift, float *output, float *means,
    float *reciprocals, size_t rows, size_t channels, float epsilon);

/// The gradients of the input, the scale and the shift. `addend`, unless null, is added to the
/// gradient of the input; the result may be the addend or the gradient itself.
void lb_layer_norm_backward(
    const float *input, const float *gradient, const float *addend, const float *scale,
    const float *means, const float *reciprocals, float *result, float *scale_gradient,
    float *shift_gradient, size_t rows, size_t channels);
