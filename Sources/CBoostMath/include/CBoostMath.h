#pragma once

// Quantiles and probabilities from Boost.Math, as plain functions of doubles.
//
// Nothing throws and nothing sets a flag: arguments outside the domain, and results that cannot be
// computed, come back as NaN.

#ifdef __cplusplus
extern "C" {
#endif

// The value that a Student t variable stays below with probability p; 0 < p < 1.
double boost_student_t_quantile(double p, double degrees_of_freedom);

// The value that a standard normal variable stays below with probability p; 0 < p < 1.
double boost_normal_quantile(double p);

// The probability that a standard normal variable stays below z.
double boost_normal_cdf(double z);

#ifdef __cplusplus
}
#endif
