#pragma once

#include <stddef.h>

/// One time step of an LSTM or GRU over a batch: matrices `[rows, hidden]` unless said otherwise.
///
/// Gates are `[rows, 4 * hidden]`. An LSTM's blocks are input, forget, candidate, output. A GRU's are
/// reset, update, the state's part of the candidate and its input's part.
typedef struct {
  size_t rows;
  size_t hidden;
  /// The position of this step in the series.
  size_t step;

  /// Products of input and state with the weights, biases included; then the gates.
  float *gates;
  /// The LSTM's cell before and after the step; unused by a GRU.
  const float *previous_cell;
  float *cell;
  /// The state before and after the step.
  const float *previous_state;
  float *state;

  /// The gradients before the activations: `[rows, 4 * hidden]` for an LSTM, `[rows, 3 * hidden]` for a
  /// GRU, whose last block, the gradient of the input's part of the candidate, stands alone.
  float *slopes;
  float *input_slopes;
  /// `[rows]`: how many steps of each example count.
  const float *lengths;
  /// A matrix of zeros.
  const float *zeros;
  /// The gradient that enters from outside: of the state of each step, or of the last state alone.
  const float *entering;
  int enters_everywhere;
  /// The gradient of the state that the next step's recurrent product carries back.
  const float *carried;
  /// What the next step passes back beside the product, which this step replaces: the gradient of the
  /// LSTM's cell; the gradient of the state through a GRU's update gate.
  float *passed;
  /// `[4 * hidden]`: sums of the slopes, added to.
  float *sums;
} lb_recurrent_step;

/// Activates the gates of one step and writes cell and state.
///
/// i, f, o = sigmoid, g = tanh; cell = f * previous cell + i * g; state = o * tanh(cell).
void lb_lstm_forward(const lb_recurrent_step *step);

/// Writes the slopes of one step; rows behind the end of their example get zeros.
void lb_lstm_backward(const lb_recurrent_step *step);

/// Activates the gates of one step and writes the state; the last block becomes the candidate.
///
/// r, z = sigmoid; n = tanh(input's part + r * state's part); state = (1 - z) * n + z * previous state.
void lb_gru_forward(const lb_recurrent_step *step);

/// As `lb_lstm_backward`.
void lb_gru_backward(const lb_recurrent_step *step);

/// result[row] = states[lengths[row] - 1][row], of `[steps, rows, hidden]`.
void lb_last_states(
    const float *states, const float *lengths, float *result, size_t rows, size_t hidden);
