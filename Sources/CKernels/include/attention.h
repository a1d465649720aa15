#pragma once

#include <stddef.h>

/// Turns scores into attention weights, in place: softmax(factor * score) over the positions that
/// are not padding.
///
/// scores are [examples, heads, queries, length], the last axis over the positions attended to; the
/// first `queries` positions of an example ask.
/// lengths holds how many positions of each example are not padding, or is null when all are. What
/// is padding has weight 0, and its own row of weights is 0.
void lb_attention_forward(
    float *scores, const float *lengths, size_t examples, size_t heads, size_t queries,
    size_t length, float factor);

/// Turns the gradient of the weights into that of the scores, in place.
void lb_attention_backward(
    const float *weights, float *gradient, size_t rows, size_t length, float factor);
