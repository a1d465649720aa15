#pragma once

#include <stddef.h>

/// Self-attention with heads of at most 16 channels, a head after the other.
///
/// Rows of a position hold queries, keys and values of all heads, `3 · heads · width` floats. The first
/// `queries` positions of an example ask; all of them answer.
typedef struct {
  size_t examples, heads, queries, length, width;
  /// What scores are multiplied by.
  float factor;
} lb_narrow_attention;

/// The floats from one row of weights to the next: the length in whole registers.
size_t lb_narrow_attention_pitch(size_t length);

/// The floats of scratch that sequences of a length need.
size_t lb_narrow_attention_scratch(size_t length);

/// Writes weights [examples, heads, queries, pitch] and contexts [examples, queries, heads · width].
///
/// lengths holds how many positions of each example are not padding, or is null when all are. What
/// is padding has weight 0, and its own context is 0; its own rows of weights are left alone.
void lb_narrow_attention_forward(
    const lb_narrow_attention *shape, const float *joint, const float *lengths, float *weights,
    float *context, float *scratch);

/// Writes the gradient of queries, keys and values from that of the contexts.
void lb_narrow_attention_backward(
    const lb_narrow_attention *shape, const float *joint, const float *lengths,
    const float *weights, const float *slopes, float *gradient, float *scratch);
