#pragma once

#include <stddef.h>

/// Stochastic gradient descent with momentum; `gradient_scale` is times every gradient. One pass over parameters, gradients and velocities.
void lb_sgd(
    float *parameters, const float *gradients, float *velocities, size_t count,
    float learning_rate, float momentum, int nesterov, float weight_decay,
    float gradient_scale);

/// AdamW. `first_correction` is 1 - beta1^t and `second_correction` is 1 - beta2^t.
void lb_adamw(
    float *parameters, const float *gradients, float *first, float *second, size_t count,
    float learning_rate, float beta1, float beta2, float epsilon, float weight_decay,
    float first_correction, float second_correction, float gradient_scale);

/// The sum of squares, in doubles and in an order that does not depend on the vector width.
double lb_square_sum(const float *values, size_t count);

/// The sum of squared differences, in doubles and in an order that does not depend on the vector width.
double lb_square_distance(const float *left, const float *right, size_t count);
