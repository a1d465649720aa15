#include "recurrent.h"

#include "activations.h"
#include "dispatch.h"

// Each element is read before its place is written. Without being told, the compiler checks the
// blocks of gates for overlap and takes the slow loop.
#define LB_INDEPENDENT _Pragma("clang loop vectorize(assume_safety)")

/// Asks for the same row of the next position, which the next products and this loop will write.
LB_INLINED void prefetch_next(const lb_recurrent_step *step, size_t row) {
  const size_t hidden = step->hidden, next = step->rows + row;
  const float *gates = step->gates + 4 * next * hidden;
  for (size_t i = 0; i < 4 * hidden; i += 16) __builtin_prefetch(gates + i, 1);
  const float *state = step->state + next * hidden, *cell = step->cell + next * hidden;
  for (size_t i = 0; i < hidden; i += 16) __builtin_prefetch(state + i, 1);
  for (size_t i = 0; i < hidden; i += 16) __builtin_prefetch(cell + i, 1);
}

/// Asks for the same row of the position before, which the backward pass reads next.
LB_INLINED void prefetch_before(const lb_recurrent_step *step, size_t row, const float *narrow) {
  if (step->step == 0) return;
  const size_t hidden = step->hidden;
  const float *gates = step->gates + 4 * row * hidden - 4 * step->rows * hidden;
  for (size_t i = 0; i < 4 * hidden; i += 16) __builtin_prefetch(gates + i);
  narrow += row * hidden - step->rows * hidden;
  for (size_t i = 0; i < hidden; i += 16) __builtin_prefetch(narrow + i);
}

LB_CLONES void lb_lstm_forward(const lb_recurrent_step *step) {
  const size_t hidden = step->hidden;
  for (size_t row = 0; row < step->rows; row++) {
    const size_t wide = 4 * row * hidden, narrow = row * hidden;
    float *restrict input = step->gates + wide;
    float *restrict forget = input + hidden;
    float *restrict candidate = forget + hidden;
    float *restrict output = candidate + hidden;
    const float *restrict before = step->previous_cell + narrow;
    float *restrict cell = step->cell + narrow;
    float *restrict state = step->state + narrow;
    prefetch_next(step, row);
    LB_INDEPENDENT
    for (size_t j = 0; j < hidden; j++) {
      const float i = sigmoid(input[j]);
      const float f = sigmoid(forget[j]);
      const float g = hyperbolic_tangent(candidate[j]);
      const float o = sigmoid(output[j]);
      const float c = f * before[j] + i * g;
      input[j] = i;
      forget[j] = f;
      candidate[j] = g;
      output[j] = o;
      cell[j] = c;
      state[j] = o * hyperbolic_tangent(c);
    }
  }
}

/// Where the gradients of one row come from: from outside, from the next step, or from nowhere.
typedef struct {
  int is_padding;
  const float *entering, *carried, *passed;
} row_sources;

LB_INLINED row_sources sources(const lb_recurrent_step *step, size_t row) {
  const size_t length = (size_t)step->lengths[row], narrow = row * step->hidden;
  const int is_last = step->step + 1 == length;
  return (row_sources){
      .is_padding = step->step >= length,
      .entering = is_last || step->enters_everywhere ? step->entering + narrow : step->zeros,
      .carried = is_last ? step->zeros : step->carried + narrow,
      .passed = is_last ? step->zeros : step->passed + narrow};
}

LB_CLONES void lb_lstm_backward(const lb_recurrent_step *step) {
  const size_t hidden = step->hidden;
  float *restrict sums = step->sums;
  for (size_t row = 0; row < step->rows; row++) {
    const size_t wide = 4 * row * hidden, narrow = row * hidden;
    const float *restrict input = step->gates + wide;
    const float *restrict forget = input + hidden;
    const float *restrict candidate = forget + hidden;
    const float *restrict output = candidate + hidden;
    float *restrict slopes = step->slopes + wide;
    const row_sources from = sources(step, row);
    prefetch_before(step, row, step->previous_cell);
    if (from.is_padding) {
      memset(slopes, 0, 4 * hidden * sizeof *slopes);
      continue;
    }
    const float *restrict cell = step->cell + narrow;
    const float *restrict before = step->previous_cell + narrow;
    float *passed = step->passed + narrow;
    LB_INDEPENDENT
    for (size_t j = 0; j < hidden; j++) {
      const float i = input[j], f = forget[j], g = candidate[j], o = output[j];
      const float t = hyperbolic_tangent(cell[j]);
      const float slope = from.entering[j] + from.carried[j];
      const float inner = from.passed[j] + slope * o * (1 - t * t);
      const float to_input = inner * g * i * (1 - i);
      const float to_forget = inner * before[j] * f * (1 - f);
      const float to_candidate = inner * i * (1 - g * g);
      const float to_output = slope * t * o * (1 - o);
      passed[j] = inner * f;
      slopes[j] = to_input;
      slopes[j + hidden] = to_forget;
      slopes[j + 2 * hidden] = to_candidate;
      slopes[j + 3 * hidden] = to_output;
      sums[j] += to_input;
      sums[j + hidden] += to_forget;
      sums[j + 2 * hidden] += to_candidate;
      sums[j + 3 * hidden] += to_output;
    }
  }
}

LB_CLONES void lb_gru_forward(const lb_recurrent_step *step) {
  const size_t hidden = step->hidden;
  for (size_t row = 0; row < step->rows; row++) {
    const size_t narrow = row * hidden;
    float *restrict reset = step->gates + 4 * narrow;
    float *restrict update = reset + hidden;
    const float *restrict recurrent = update + hidden;
    float *restrict candidate = reset + 3 * hidden;
    const float *restrict before = step->previous_state + narrow;
    float *restrict state = step->state + narrow;
    prefetch_next(step, row);
    LB_INDEPENDENT
    for (size_t j = 0; j < hidden; j++) {
      const float r = sigmoid(reset[j]);
      const float z = sigmoid(update[j]);
      const float n = hyperbolic_tangent(candidate[j] + r * recurrent[j]);
      candidate[j] = n;
      reset[j] = r;
      update[j] = z;
      state[j] = n + z * (before[j] - n);
    }
  }
}

LB_CLONES void lb_gru_backward(const lb_recurrent_step *step) {
  const size_t hidden = step->hidden;
  float *restrict sums = step->sums;
  for (size_t row = 0; row < step->rows; row++) {
    const size_t narrow = row * hidden;
    const float *restrict reset = step->gates + 4 * narrow;
    const float *restrict update = reset + hidden;
    const float *restrict recurrent = update + hidden;
    const float *restrict candidate = recurrent + hidden;
    float *restrict slopes = step->slopes + 3 * narrow;
    float *restrict input_slopes = step->input_slopes + narrow;
    const row_sources from = sources(step, row);
    prefetch_before(step, row, step->previous_state);
    if (from.is_padding) {
      memset(slopes, 0, 3 * hidden * sizeof *slopes);
      memset(input_slopes, 0, hidden * sizeof *input_slopes);
      continue;
    }
    const float *restrict before = step->previous_state + narrow;
    float *passed = step->passed + narrow;
    LB_INDEPENDENT
    for (size_t j = 0; j < hidden; j++) {
      const float n = candidate[j], r = reset[j], z = update[j], part = recurrent[j];
      const float slope = from.entering[j] + from.carried[j] + from.passed[j];
      const float to_candidate = slope * (1 - z) * (1 - n * n);
      const float to_reset = to_candidate * part * r * (1 - r);
      const float to_update = slope * (before[j] - n) * z * (1 - z);
      const float to_recurrent = to_candidate * r;
      passed[j] = slope * z;
      slopes[j] = to_reset;
      slopes[j + hidden] = to_update;
      slopes[j + 2 * hidden] = to_recurrent;
      input_slopes[j] = to_candidate;
      sums[j] += to_reset;
      sums[j + hidden] += to_update;
      sums[j + 2 * hidden] += to_recurrent;
      sums[j + 3 * hidden] += to_candidate;
    }
  }
}

void lb_last_states(
    const float *states, const float *lengths, float *result, size_t rows, size_t hidden) {
  for (size_t row = 0; row < rows; row++) {
    const size_t last = (size_t)lengths[row] - 1;
    memcpy(result + row * hidden, states + (last * rows + row) * hidden, hidden * sizeof *result);
  }
}
