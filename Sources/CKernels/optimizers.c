#include "optimizers.h"

#include "dispatch.h"

#include <math.h>

LB_CLONES void lb_sgd(
    float *restrict parameters, const float *restrict gradients, float *restrict velocities,
    size_t count, float learning_rate, float momentum, int nesterov, float weight_decay,
    float gradient_scale) {
  if (nesterov) {
    for (size_t i = 0; i < count; i++) {
      const float gradient = gradient_scale * gradients[i] + weight_decay * parameters[i];
      const float velocity = momentum * velocities[i] + gradient;
      velocities[i] = velocity;
      parameters[i] -= learning_rate * (gradient + momentum * velocity);
    }
  } else {
    for (size_t i = 0; i < count; i++) {
      const float gradient = gradient_scale * gradients[i] + weight_decay * parameters[i];
      const float velocity = momentum * velocities[i] + gradient;
      velocities[i] = velocity;
      parameters[i] -= learning_rate * velocity;
    }
  }
}

LB_CLONES void lb_adamw(
    float *restrict parameters, const float *restrict gradients, float *restrict first,
    float *restrict second, size_t count, float learning_rate, float beta1, float beta2,
    float epsilon, float weight_decay, float first_correction, float second_correction, float gradient_scale) {
  const float decay = 1 - learning_rate * weight_decay;
  const float size = learning_rate / first_correction;
  const float root = 1 / sqrtf(second_correction);
  for (size_t i = 0; i < count; i++) {
    const float gradient = gradient_scale * gradients[i];
    const float m = first[i] + (1 - beta1) * (gradient - first[i]);
    const float v = beta2 * second[i] + (1 - beta2) * gradient * gradient;
    first[i] = m;
    second[i] = v;
    parameters[i] = decay * parameters[i] - size * m / (sqrtf(v) * root + epsilon);
  }
}

enum { lanes = 16 };

static double sum_of(const double *sums) {
  double total = 0;
  for (int lane = 0; lane < lanes; lane++) total += sums[lane];
  return total;
}

LB_CLONES double lb_square_sum(const float *values, size_t count) {
  double sums[lanes] = {0};
  size_t i = 0;
  for (; i + lanes <= count; i += lanes)
    for (int lane = 0; lane < lanes; lane++) {
      const double value = values[i + lane];
      sums[lane] += value * value;
    }
  for (; i < count; i++) sums[0] += (double)values[i] * values[i];
  return sum_of(sums);
}

LB_CLONES double lb_square_distance(const float *left, const float *right, size_t count) {
  double sums[lanes] = {0};
  size_t i = 0;
  for (; i + lanes <= count; i += lanes)
    for (int lane = 0; lane < lanes; lane++) {
      const double gap = (double)left[i + lane] - right[i + lane];
      sums[lane] += gap * gap;
    }
  for (; i < count; i++) sums[0] += ((double)left[i] - right[i]) * ((double)left[i] - right[i]);
  return sum_of(sums);
}
