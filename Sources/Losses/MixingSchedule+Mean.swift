extension MixingSchedule {
  /// The mean of α over the whole of training, the control without a schedule.
  ///
  /// The midpoint rule over 10,000 parts, rounded to 9 decimals so that the number reads well: it
  /// does not depend on how many steps a task has, and errs by less than 1e-4 at a jump, by less
  /// than 1e-8 elsewhere.
  public var meanAlpha: Double {
    let parts = 10_000
    let sum = (0..<parts).reduce(0) { $0 + alpha(at: (Double($1) + 0.5) / Double(parts)) }
    return (sum / Double(parts) * 1e9).rounded() / 1e9
  }
}
