#pragma once
#include <stdint.h>

// The two passes of every loss that depends on the true class's probability alone. All such losses
// have the gradient w(p_y) · (p − e_y), so the loss and its weight w are computed between the
// passes, one row at a time, by whoever knows the loss.

enum {
  /// The most rows one call takes.
  softmax_loss_max_rows = 64,
  /// The doubles written per row: ln p_y, p_y, 1 − p_y and the reciprocal of the sum of exponentials.
  softmax_loss_terms = 4,
};

/// Writes exp(z − max z) of each row, 0 at the true class, and the row's terms.
///
/// Returns how many rows have their largest logit at the true class; the first of equals counts.
long softmax_loss_forward(
    const float *logits, const int32_t *labels, long rows, long classes,
    float *exponentials, double *terms);

/// Turns the exponentials of the forward pass into the gradient, scale · weight · (p − e_y), in place.
void softmax_loss_backward(
    const double *terms, const float *weights, const int32_t *labels, long rows, long classes,
    float scale, float *gradient);
