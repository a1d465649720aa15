/// What a paired comparison shows.
public enum Verdict: String, Codable, Hashable, Sendable, CaseIterable {
  /// With so few pairs no data could be significant, so nothing is claimed either way.
  case nTooSmall = "n-too-small"
  /// The candidate is better than the baseline.
  case better
  /// The candidate is worse than the baseline.
  case worse
  /// There were enough pairs, and they show no difference; this is not evidence of equality.
  case undecided
}

/// Which way a score improves.
public enum ScoreDirection: String, Codable, Hashable, Sendable {
  /// As for accuracy.
  case higherIsBetter = "higher-is-better"
  /// As for negative log likelihood.
  case lowerIsBetter = "lower-is-better"
}
