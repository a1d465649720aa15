#pragma once

#include <stddef.h>

/// How sequences lie in memory: [examples][blocks][length][lanes], where the lanes of all blocks of an
/// example are its channels. One block is channels last, lanes of 1 is the plain layout; the last
/// block may be cut short by the number of channels.
typedef struct {
  size_t examples, blocks, length, lanes, channels;
} lb_sequences;

// Pooling over the positions of each channel, as many as `lengths` says less `trim`, at least 1.
// Pooled values lie as [examples][channels].

/// The largest value of each channel and where it stands, as floats; the first of equals.
void lb_time_max(
    lb_sequences layout, const float *input, const float *lengths, size_t trim, int relu,
    float *output, float *places);

/// The gradient of the above: slopes at the largest values, zeros elsewhere. With ReLU, slopes of
/// outputs that are 0 vanish.
void lb_time_max_backward(
    lb_sequences layout, const float *slopes, const float *output, const float *places, int relu,
    float *result);

/// The mean of each channel.
void lb_time_mean(
    lb_sequences layout, const float *input, const float *lengths, size_t trim, float *output);

/// The gradient of the above.
void lb_time_mean_backward(
    lb_sequences layout, const float *slopes, const float *lengths, size_t trim, float *result);
