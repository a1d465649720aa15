import CBoostMath

/// The standard normal distribution.
public enum StandardNormal {
  /// Returns the value that is exceeded with probability `1 − probability`; strictly inside 0 to 1.
  public static func quantile(_ probability: Double) -> Double {
    precondition(
      probability > 0 && probability < 1,
      "normal quantile needs a probability strictly inside 0...1, got \(probability)")
    return boost_normal_quantile(probability)
  }

  /// Returns the probability of a value below `z`.
  public static func cumulative(_ z: Double) -> Double {
    precondition(!z.isNaN, "normal cumulative probability of NaN was asked for")
    return boost_normal_cdf(z)
  }
}

/// Student's t distribution.
enum StudentT {
  /// Returns the value that is exceeded with probability `1 − probability`; strictly inside 0 to 1.
  static func quantile(_ probability: Double, degreesOfFreedom: Double) -> Double {
    precondition(
      probability > 0 && probability < 1 && degreesOfFreedom > 0,
      "t quantile needs 0 < p < 1 and positive degrees of freedom, got \(probability), "
        + "\(degreesOfFreedom)")
    return boost_student_t_quantile(probability, degreesOfFreedom)
  }
}
