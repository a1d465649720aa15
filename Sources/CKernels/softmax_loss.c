#include "softmax_loss.h"

#include "dispatch.h"
#include "exponential.h"

#include <math.h>
#include <string.h>

// Independent partial results, so that reductions fill vectors without reordering by the compiler.
enum { lanes = 16, block = 4 * lanes, short_row = 2 * lanes, no_hole = -1 };

/// ln(1 + x) for x >= 0, within 1e-14 relative, also where 1 + x rounds to 1.
///
/// Source: Kahan's correction for the rounding of 1 + x; then the series of 2 artanh s.
INLINED double log_one_plus(double x) {
  double u = 1.0 + x;
  double correction = (x - (u - 1.0)) / u;
  uint64_t bits;
  memcpy(&bits, &u, sizeof bits);
  // Splits u = m · 2^e with m between sqrt(1/2) and sqrt(2).
  uint64_t biased = bits - 0x3fe6a09e667f3bcdull;
  double exponent = (double)(int32_t)(biased >> 52);
  bits -= biased & 0xfff0000000000000ull;
  double m;
  memcpy(&m, &bits, sizeof m);
  double s = (m - 1.0) / (m + 1.0);
  double t = s * s;
  double series = 1.0 / 19;
  series = series * t + 1.0 / 17;
  series = series * t + 1.0 / 15;
  series = series * t + 1.0 / 13;
  series = series * t + 1.0 / 11;
  series = series * t + 1.0 / 9;
  series = series * t + 1.0 / 7;
  series = series * t + 1.0 / 5;
  series = series * t + 1.0 / 3;
  series = series * t + 1.0;
  return exponent * 0x1.62e42fefa39efp-1 + (2.0 * s * series + correction);
}

INLINED float larger(float left, float right) { return left > right ? left : right; }

INLINED float largest(const float *values, long count) {
  if (count < short_row) {
    float best = values[0];
    for (long i = 1; i < count; i++) best = larger(values[i], best);
    return best;
  }
  float partial[lanes];
  memcpy(partial, values + count - lanes, sizeof partial);
  long i = 0;
  if (count >= block) {
    float wide[block];
    memcpy(wide, values, sizeof wide);
    for (i = block; i + block <= count; i += block)
      for (int lane = 0; lane < block; lane++) wide[lane] = larger(values[i + lane], wide[lane]);
    for (int lane = 0; lane < lanes; lane++)
      partial[lane] = larger(
          larger(larger(wide[lane], wide[lane + lanes]),
                 larger(wide[lane + 2 * lanes], wide[lane + 3 * lanes])),
          partial[lane]);
  }
  for (; i + lanes <= count; i += lanes)
    for (int lane = 0; lane < lanes; lane++) partial[lane] = larger(values[i + lane], partial[lane]);
  for (int half = lanes / 2; half > 0; half /= 2)
    for (int lane = 0; lane < half; lane++)
      partial[lane] = larger(partial[lane + half], partial[lane]);
  return partial[0];
}

INLINED double sum(const float *values, long count) {
  double total = 0;
  for (long i = 0; i < count; i++) total += values[i];
  return total;
}

/// Writes exp(z − top) of `width` entries, 0 at the hole, and adds them to the partial sums.
///
/// The hole may lie outside the block. Of a whole block floats are added four at a time, each such
/// sum then in double. Of a vector only the entries from `fresh` on count.
INLINED void exponentials_of_block(
    const float *z, float top, long width, long hole, long fresh, float *e, double *partial) {
  float y[block];
  for (int lane = 0; lane < width; lane++) y[lane] = exponential(z[lane] - top);
  if (hole != no_hole)
    for (int lane = 0; lane < width; lane++) y[lane] = lane == (int)hole ? 0.0f : y[lane];
  for (int lane = 0; lane < width; lane++) e[lane] = y[lane];
  if (width == block)
    for (int lane = 0; lane < lanes; lane++)
      partial[lane] += (y[lane] + y[lane + lanes]) + (y[lane + 2 * lanes] + y[lane + 3 * lanes]);
  else
    for (int lane = 0; lane < lanes; lane++) partial[lane] += lane < (int)fresh ? 0.0f : y[lane];
}

/// Writes exp(z − top) of a row, 0 at the label, and returns its sum.
INLINED double exponentials_of_row(const float *z, float top, long count, long label, float *e) {
  double partial[lanes] = {0};
  long i = 0;
  for (; i + block <= count; i += block) {
    // Two copies of the code, so that the common one keeps everything in registers.
    if ((unsigned long)(label - i) < block)
      exponentials_of_block(z + i, top, block, label - i, 0, e + i, partial);
    else
      exponentials_of_block(z + i, top, block, no_hole, 0, e + i, partial);
  }
  // The rest in vectors too: the last one reaches back over entries that were counted before.
  for (; i + lanes <= count; i += lanes)
    exponentials_of_block(z + i, top, lanes, label - i, 0, e + i, partial);
  if (i < count) {
    long start = count - lanes;
    exponentials_of_block(z + start, top, lanes, label - start, i - start, e + start, partial);
  }
  for (int half = lanes / 2; half > 0; half /= 2)
    for (int lane = 0; lane < half; lane++) partial[lane] += partial[lane + half];
  return partial[0];
}

/// Whether an entry before the true class ties with it; only called when the true class is a maximum.
INLINED int ties_before(const float *values, long label) {
  int32_t ties = 0;
  for (long i = 0; i < label; i++) ties += values[i] == values[label];
  return ties != 0;
}

LB_CLONES
long softmax_loss_forward(
    const float *restrict logits, const int32_t *restrict labels, long rows, long classes,
    float *restrict exponentials, double *restrict terms) {
  double margin[softmax_loss_max_rows];  // max z − z_y, at least 0
  double others[softmax_loss_max_rows];  // the sum of exponentials without the true class
  double truth[softmax_loss_max_rows];   // the exponential of the true class
  double beyond[softmax_loss_max_rows];  // the sum of all exponentials, less 1
  long correct = 0;

  for (long row = 0; row < rows; row++) {
    const float *z = logits + row * classes;
    float *e = exponentials + row * classes;
    float top = largest(z, classes);
    long label = labels[row];
    margin[row] = (double)top - (double)z[label];
    correct += z[label] == top && !ties_before(z, label);
    if (classes < short_row) {
      for (long i = 0; i < classes; i++) e[i] = z[i] - top;
      e[label] = -INFINITY;
    } else {
      others[row] = exponentials_of_row(z, top, classes, label, e);
    }
  }
  if (classes < short_row) {
    // One flat loop over all rows: full vectors even where a row is shorter than one.
    for (long i = 0; i < rows * classes; i++) exponentials[i] = exponential(exponentials[i]);
    for (long row = 0; row < rows; row++) others[row] = sum(exponentials + row * classes, classes);
  }
  for (long row = 0; row < rows; row++) {
    truth[row] = exponential((float)-margin[row]);
    // Where the true class is a maximum its exponential is the 1, and nothing cancels.
    beyond[row] = margin[row] == 0 ? others[row] : (others[row] - 1.0) + truth[row];
  }
  for (long row = 0; row < rows; row++) {
    double inverse = 1.0 / (truth[row] + others[row]);
    terms[row * softmax_loss_terms + 0] = -(margin[row] + log_one_plus(beyond[row]));
    terms[row * softmax_loss_terms + 1] = truth[row] * inverse;
    terms[row * softmax_loss_terms + 2] = others[row] * inverse;
    terms[row * softmax_loss_terms + 3] = inverse;
  }
  return correct;
}

LB_CLONES
void softmax_loss_backward(
    const double *restrict terms, const float *restrict weights, const int32_t *restrict labels,
    long rows, long classes, float scale, float *restrict gradient) {
  for (long row = 0; row < rows; row++) {
    const double *term = terms + row * softmax_loss_terms;
    float *g = gradient + row * classes;
    double weight = (double)scale * weights[row];
    float factor = (float)(weight * term[3]);
    for (long i = 0; i < classes; i++) g[i] *= factor;
    // Never p − 1, which would lose everything near p = 1.
    g[labels[row]] = (float)(-weight * term[2]);
  }
}
