#include "narrow_attention.h"

#include "exponential.h"
#include "lanes.h"

#include <math.h>
#include <string.h>

// What the scratch of one head holds, in this order. `wide` is the length, rounded up to whole lanes.
// One operand of each product lies in rows of whole lanes; single floats of the other are spread.
typedef struct {
  float *columns;  // [width, wide]: keys or values, a channel after the other
  float *first;    // [length, 16]: values, or a result
  float *second;   // [length, 16]: keys, or queries
  float *third;    // [length, 16]: contexts, or their slopes
  float *square;   // [length, wide]: the gradients of the scores
  size_t wide;
} workspace;

size_t lb_narrow_attention_pitch(size_t length) {
  return (length + lane_count - 1) / lane_count * lane_count;
}

size_t lb_narrow_attention_scratch(size_t length) {
  const size_t wide = lb_narrow_attention_pitch(length);
  return lane_count * wide + 3 * lane_count * length + length * wide;
}

INLINED workspace divided(float *scratch, size_t length) {
  const size_t wide = lb_narrow_attention_pitch(length), rows = lane_count * length;
  float *first = scratch + lane_count * wide;
  return (workspace){
      .columns = scratch, .first = first, .second = first + rows, .third = first + 2 * rows,
      .square = first + 3 * rows, .wide = wide};
}

/// A matrix whose element (row, term) is `from[row * row_step + term * term_step]`.
typedef struct {
  const float *from;
  size_t row_step, term_step;
} view;

/// to[r] = Σ_t by(row + r, t) · rows[t] for four rows, sixteen lanes wide.
INLINED void combine_four(
    view by, size_t row, const float *rows, size_t pitch, size_t terms, float *to,
    size_t to_pitch) {
  lanes a = {}, b = {}, c = {}, d = {};
  const float *from = by.from + row * by.row_step;
  for (size_t t = 0; t < terms; t++, from += by.term_step) {
    const lanes part = CONST_LANES(rows + t * pitch);
    a += from[0] * part;
    b += from[by.row_step] * part;
    c += from[2 * by.row_step] * part;
    d += from[3 * by.row_step] * part;
  }
  float *out = to + row * to_pitch;
  LANES(out) = a;
  LANES(out + to_pitch) = b;
  LANES(out + 2 * to_pitch) = c;
  LANES(out + 3 * to_pitch) = d;
}

/// The same for `count` rows.
INLINED void combine(
    view by, size_t count, const float *rows, size_t pitch, size_t terms, float *to,
    size_t to_pitch) {
  size_t row = 0;
  for (; row + 4 <= count; row += 4) combine_four(by, row, rows, pitch, terms, to, to_pitch);
  for (; row < count; row++) {
    lanes sum = {};
    const float *from = by.from + row * by.row_step;
    for (size_t t = 0; t < terms; t++, from += by.term_step)
      sum += *from * CONST_LANES(rows + t * pitch);
    LANES(to + row * to_pitch) = sum;
  }
}

/// Rows of a matrix product with `wide` columns, which lie in memory a term after the other.
INLINED void combine_columns(
    view by, size_t count, const workspace *work, size_t terms, float *to) {
  for (size_t column = 0; column < work->wide; column += lane_count)
    combine(by, count, work->columns + column, work->wide, terms, to + column, work->wide);
}

/// Copies `count` rows of `width` floats to whole lanes, zeros behind them.
INLINED void widen(const float *from, size_t step, size_t count, size_t width, float *to) {
  for (size_t row = 0; row < count; row++, from += step, to += lane_count)
    for (size_t i = 0; i < lane_count; i++) to[i] = i < width ? from[i] : 0;
}

/// Copies back what `widen` copied.
INLINED void narrow(const float *from, size_t count, size_t width, float *to, size_t step) {
  for (size_t row = 0; row < count; row++, from += lane_count, to += step)
    for (size_t i = 0; i < width; i++) to[i] = from[i];
}

/// Copies rows as columns, zeros behind them.
INLINED void transpose(
    const float *from, size_t step, size_t count, size_t width, const workspace *work) {
  for (size_t row = 0; row < count; row++) {
    float *to = work->columns + row;
    // One float at a time: gathering and scattering take longer.
    _Pragma("clang loop vectorize(disable)")
    for (size_t channel = 0; channel < width; channel++)
      to[channel * work->wide] = from[row * step + channel];
  }
  for (size_t channel = 0; channel < width; channel++)
    for (size_t row = count; row < work->wide; row++) work->columns[channel * work->wide + row] = 0;
}

/// Turns a row of `count` scores into weights, in place: softmax(factor · score), 0 up to `wide`.
INLINED void softmax(float *row, size_t count, size_t wide, float factor) {
  for (size_t i = count; i < wide; i++) row[i] = -INFINITY;
  lanes best = CONST_LANES(row), sums = {};
  for (size_t i = lane_count; i < wide; i += lane_count)
    best = __builtin_elementwise_max(best, CONST_LANES(row + i));
  const float shift = lane_largest(&best) * factor;
  for (size_t i = 0; i < wide; i += lane_count) {
    for (size_t j = i; j < i + lane_count; j++) row[j] = exponential(row[j] * factor - shift);
    sums += CONST_LANES(row + i);
  }
  const float share = 1 / lane_sum(&sums);
  for (size_t i = 0; i < wide; i += lane_count) LANES(row + i) *= share;
}

/// From the gradient of a row of weights to that of the scores, in place.
INLINED void softmax_backward(const float *weight, float *slope, size_t wide, float factor) {
  lanes products = {};
  for (size_t i = 0; i < wide; i += lane_count)
    products += CONST_LANES(weight + i) * CONST_LANES(slope + i);
  const float average = lane_sum(&products);
  for (size_t i = 0; i < wide; i += lane_count)
    LANES(slope + i) = factor * (CONST_LANES(weight + i) * (CONST_LANES(slope + i) - average));
}

INLINED void clear_rows(float *to, size_t step, size_t first, size_t end, size_t width) {
  for (size_t row = first; row < end; row++) memset(to + row * step, 0, width * sizeof *to);
}

/// One head of one example: where its first rows are, and how many rows count.
typedef struct {
  const float *queries, *keys, *values;
  size_t step;    // from one row of queries, keys or values to the next
  size_t count;   // positions that are not padding
  size_t asking;  // those of them that ask
  size_t joint, weights, context;  // where the head begins in each tensor
} part_of_head;

INLINED part_of_head head_part(
    const lb_narrow_attention *shape, const float *joint, const float *lengths, size_t index,
    size_t wide) {
  const size_t width = shape->width, channels = shape->heads * width;
  const size_t example = index / shape->heads, head = index % shape->heads;
  const size_t count = lengths ? (size_t)lengths[example] : shape->length;
  const size_t start = example * shape->length * 3 * channels + head * width;
  return (part_of_head){
      .queries = joint + start, .keys = joint + start + channels,
      .values = joint + start + 2 * channels, .step = 3 * channels, .count = count,
      .asking = count < shape->queries ? count : shape->queries, .joint = start,
      .weights = index * shape->queries * wide,
      .context = example * shape->queries * channels + head * width};
}

LB_CLONES void lb_narrow_attention_forward(
    const lb_narrow_attention *shape, const float *joint, const float *lengths, float *weights,
    float *context, float *scratch) {
  const size_t width = shape->width, channels = shape->heads * width;
  const workspace work = divided(scratch, shape->length);
  for (size_t index = 0; index < shape->examples * shape->heads; index++) {
    const part_of_head head = head_part(shape, joint, lengths, index, work.wide);
    float *kept = weights + head.weights, *to = context + head.context;
    transpose(head.keys, head.step, head.count, width, &work);
    combine_columns((view){head.queries, head.step, 1}, head.asking, &work, width, kept);
    for (size_t row = 0; row < head.asking; row++)
      softmax(kept + row * work.wide, head.count, work.wide, shape->factor);
    widen(head.values, head.step, head.count, width, work.first);
    combine((view){kept, work.wide, 1}, head.asking, work.first, lane_count, head.count,
            work.third, lane_count);
    narrow(work.third, head.asking, width, to, channels);
    clear_rows(to, channels, head.asking, shape->queries, width);
  }
}

LB_CLONES void lb_narrow_attention_backward(
    const lb_narrow_attention *shape, const float *joint, const float *lengths,
    const float *weights, const float *slopes, float *gradient, float *scratch) {
  const size_t width = shape->width, length = shape->length, channels = shape->heads * width;
  const workspace work = divided(scratch, length);
  for (size_t index = 0; index < shape->examples * shape->heads; index++) {
    const part_of_head head = head_part(shape, joint, lengths, index, work.wide);
    const float *kept = weights + head.weights, *slope = slopes + head.context;
    float *to = gradient + head.joint;
    widen(slope, channels, head.asking, width, work.third);
    // Values: the weights, transposed, times the slopes.
    combine((view){kept, 1, work.wide}, head.count, work.third, lane_count, head.asking,
            work.first, lane_count);
    narrow(work.first, head.count, width, to + 2 * channels, head.step);
    // Scores: the slopes times the values, transposed, then through the softmax.
    transpose(head.values, head.step, head.count, width, &work);
    combine_columns((view){slope, channels, 1}, head.asking, &work, width, work.square);
    for (size_t row = 0; row < head.asking; row++)
      softmax_backward(
          kept + row * work.wide, work.square + row * work.wide, work.wide, shape->factor);
    // Queries: the scores' gradient times the keys.
    widen(head.keys, head.step, head.count, width, work.second);
    combine((view){work.square, work.wide, 1}, head.asking, work.second, lane_count, head.count,
            work.first, lane_count);
    narrow(work.first, head.asking, width, to, head.step);
    // Keys: the same, transposed, times the queries.
    widen(head.queries, head.step, head.asking, width, work.second);
    combine((view){work.square, 1, work.wide}, head.count, work.second, lane_count, head.asking,
            work.first, lane_count);
    narrow(work.first, head.count, width, to + channels, head.step);
    clear_rows(to, head.step, head.asking, length, width);
    clear_rows(to + channels, head.step, head.count, length, width);
    clear_rows(to + 2 * channels, head.step, head.count, length, width);
  }
}
