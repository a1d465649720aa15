#include "softmax_loss.h"

#include "dispatch.h"

#include <math.h>
#include <string.h>

#define INLINED static inline __attribute__((always_inline))

// Independent partial results, so that reductions fill vectors without reordering by the compiler.
enum { lanes = 16, short_row = 2 * lanes };

/// exp(x) for x <= 0, within 2 ulp; 0 below -87, where floats are about to become subnormal.
///
/// Source: the range reduction and polynomial of expf in Moshier's Cephes library, release 2.2.
INLINED float exponential(float x) {
  const float shifter = 0x1.8p23f;  // Adding it rounds to a whole number, kept in the low bits.
  float shifted = x * 1.44269504f + shifter;
  float whole = shifted - shifter;
  float r = (x - whole * 0.693359375f) - whole * -2.12194440e-4f;
  float y = 1.9875691500e-4f;
  y = y * r + 1.3981999507e-3f;
  y = y * r + 8.3334519073e-3f;
  y = y * r + 4.1665795894e-2f;
  y = y * r + 1.6666665459e-1f;
  y = y * r + 5.0000001201e-1f;
  y = (y * (r * r) + r) + 1.0f;
  uint32_t bits;
  memcpy(&bits, &shifted, sizeof bits);
  bits = (bits + 127u) << 23;
  float power;
  memcpy(&power, &bits, sizeof power);
  // A product, not an addition to the exponent bits, so that NaN stays NaN.
  return x < -87.0f ? 0.0f : y * power;
}

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

INLINED float largest(const float *values, long count) {
  float best = values[0];
  long i = 1;
  if (count >= 2 * lanes) {
    float partial[lanes];
    memcpy(partial, values, sizeof partial);
    for (i = lanes; i + lanes <= count; i += lanes)
      for (int lane = 0; lane < lanes; lane++) {
        float value = values[i + lane];
        partial[lane] = value > partial[lane] ? value : partial[lane];
      }
    for (int half = lanes / 2; half > 0; half /= 2)
      for (int lane = 0; lane < half; lane++) {
        float value = partial[lane + half];
        partial[lane] = value > partial[lane] ? value : partial[lane];
      }
    best = partial[0];
  }
  for (; i < count; i++) best = values[i] > best ? values[i] : best;
  return best;
}

INLINED double sum(const float *values, long count) {
  double total = 0;
  long i = 0;
  if (count >= 2 * lanes) {
    double partial[lanes] = {0};
    for (; i + lanes <= count; i += lanes)
      for (int lane = 0; lane < lanes; lane++) partial[lane] += values[i + lane];
    for (int half = lanes / 2; half > 0; half /= 2)
      for (int lane = 0; lane < half; lane++) partial[lane] += partial[lane + half];
    total = partial[0];
  }
  for (; i < count; i++) total += values[i];
  return total;
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
      for (long i = 0; i < classes; i++) e[i] = exponential(z[i] - top);
      e[label] = 0;
      others[row] = sum(e, classes);
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
