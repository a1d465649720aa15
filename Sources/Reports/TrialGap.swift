public import Records

/// A planned trial that ended in an error instead of a record.
public struct TrialFailure: Codable, Hashable, Sendable {
  /// What should have run.
  public var spec: TrialSpec
  /// The error in one line.
  public var reason: String

  /// Creates a failure.
  public init(spec: TrialSpec, reason: String) {
    self.spec = spec
    self.reason = reason
  }
}

/// A planned trial that gave no scores, and why.
public struct TrialGap: Codable, Hashable, Sendable {
  /// The seed.
  public var seed: UInt64
  /// Why there are no scores.
  public var kind: Kind
  /// The step at which the loss stopped being finite, if it diverged.
  public var step: Int?
  /// The error, if it failed.
  public var reason: String?

  /// Why there are no scores.
  public enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
    /// The loss stopped being finite.
    case diverged
    /// An error ended it.
    case failed
    /// It has not run.
    case missing
  }

  /// Creates a gap.
  public init(seed: UInt64, kind: Kind, step: Int? = nil, reason: String? = nil) {
    self.seed = seed
    self.kind = kind
    self.step = step
    self.reason = reason
  }

  /// The gap in words, such as `seed 3 diverged at step 120`.
  var text: String {
    switch kind {
    case .diverged: "seed \(seed) diverged at step \(step ?? 0)"
    case .failed: "seed \(seed) failed: \(reason ?? "no reason recorded")"
    case .missing: "seed \(seed) has not run"
    }
  }

  /// Returns a line for each gap; seeds in a row that have not run share one, and a list that is too
  /// long ends with the number of the rest.
  static func texts(_ gaps: [TrialGap]) -> [String] {
    var texts: [String] = []
    var index = 0
    while index < gaps.count, texts.count < ReportLimits.listedGaps {
      var end = index
      while end + 1 < gaps.count, gaps[end].kind == .missing, gaps[end + 1].kind == .missing,
        gaps[end + 1].seed == gaps[end].seed + 1
      {
        end += 1
      }
      if end - index >= 2 {
        texts.append("seeds \(gaps[index].seed) to \(gaps[end].seed) have not run")
        index = end + 1
      } else {
        texts.append(gaps[index].text)
        index += 1
      }
    }
    if index < gaps.count { texts.append("and \(gaps.count - index) more trials without scores") }
    return texts
  }
}
