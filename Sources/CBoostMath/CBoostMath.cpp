#include "CBoostMath.h"

#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <limits>

namespace {

namespace policies = boost::math::policies;

// Errors become NaN instead of exceptions. Long double is not used, so that machines with and
// without an 80-bit type compute the same thing.
using Quiet = policies::policy<
    policies::domain_error<policies::ignore_error>, policies::pole_error<policies::ignore_error>,
    policies::overflow_error<policies::ignore_error>,
    policies::underflow_error<policies::ignore_error>,
    policies::evaluation_error<policies::ignore_error>, policies::promote_double<false>>;

using StudentT = boost::math::students_t_distribution<double, Quiet>;
using Normal = boost::math::normal_distribution<double, Quiet>;

// The last guard: whatever escapes the policy still does not cross into C.
template <typename Function>
double guarded(Function function) noexcept {
  try {
    return function();
  } catch (...) {
    return std::numeric_limits<double>::quiet_NaN();
  }
}

}  // namespace

extern "C" double boost_student_t_quantile(double p, double degrees_of_freedom) {
  return guarded([=] { return boost::math::quantile(StudentT(degrees_of_freedom), p); });
}

extern "C" double boost_normal_quantile(double p) {
  return guarded([=] { return boost::math::quantile(Normal(), p); });
}

extern "C" double boost_normal_cdf(double z) {
  return guarded([=] { return boost::math::cdf(Normal(), z); });
}
