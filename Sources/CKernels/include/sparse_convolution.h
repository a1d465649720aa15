#pragma once

#include <stddef.h>

/// The gradients of a convolution of stride 1 without padding whose outputs were reduced to the
/// largest over time: a channel of an example has one slope, at one place.
///
/// Adds to weight_gradient [outputs][window][channels], bias_gradient [outputs] and, unless null,
/// input_gradient [examples][length][channels]. With ReLU, slopes of pooled values that are 0 vanish.
void lb_convolution_max_backward(
    const float *input, const float *weights, const float *slopes, const float *pooled,
    const float *places, int relu, float *weight_gradient, float *bias_gradient,
    float *input_gradient, size_t examples, size_t length, size_t channels, size_t outputs,
    size_t window);
