/// How the numbers of a column are brought to one scale; fitted on the training rows present.
public enum TableScaling: String, CaseIterable, Sendable {
  /// Mean 0 and population standard deviation 1.
  case standard
  /// Median 0 and interquartile range 1, both by linear interpolation between order statistics.
  ///
  /// A few extreme values do not change it.
  case robust
  /// The standard normal quantile of the value's place among the training values.
  case quantileNormal = "quantile-normal"
  /// The value's place among the training values, from 0 to 1.
  case quantileUniform = "quantile-uniform"
}
