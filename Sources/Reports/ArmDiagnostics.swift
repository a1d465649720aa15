public import Records
public import Statistics

/// What an arm did in training, over its completed seeds.
///
/// Descriptive: nothing here is tested. The formulas are in docs/diagnostics.md.
public struct ArmDiagnostics: Codable, Hashable, Sendable {
  /// The first epoch and the last of each quarter of training, means over seeds.
  public var points: [TrainingPoint]
  /// Training examples of all seeds at the end, in evaluation mode, by `p_y` and margin.
  public var train: TrialRecord.CaseCounts?
  /// Test examples of all seeds at the end.
  public var test: TrialRecord.CaseCounts?
  /// The fitted temperatures; nil without validation data.
  public var temperature: Summary?
  /// Seeds whose validation data have no best temperature; theirs is 1.
  public var unfittedTemperatures: Int

  /// Gathers the diagnostics of completed records of one arm; nil where there are none.
  init?(of records: [TrialRecord]) {
    points = TrainingPoint.points(of: records.map(\.curve))
    train = Self.sum(records.compactMap { $0.train?.cases })
    test = Self.sum(records.compactMap { $0.test?.cases })
    let scaled = records.compactMap { $0.test?.scaled }
    temperature = scaled.isEmpty ? nil : Summary(scaled.map(\.temperature))
    unfittedTemperatures = scaled.count { !$0.isFitted }
    if points.isEmpty && train == nil && test == nil && scaled.isEmpty { return nil }
  }

  private static func sum(_ counts: [TrialRecord.CaseCounts]) -> TrialRecord.CaseCounts? {
    guard var total = counts.first else { return nil }
    for each in counts.dropFirst() {
      total.probability = zip(total.probability, each.probability).map { $0 + $1 }
      total.margin = zip(total.margin, each.margin).map { $0 + $1 }
    }
    return total
  }
}

/// One epoch of an arm: means over the seeds whose record has the number.
public struct TrainingPoint: Codable, Hashable, Sendable {
  /// Epochs finished, from 1.
  public var epoch: Int
  /// The mixing coefficient of the epoch's last step.
  public var alpha: Double
  /// The learning rate of the epoch's last step.
  public var learningRate: Double
  /// The mean training loss.
  public var meanLoss: Double
  /// The mean gradient weight of an example.
  public var meanWeight: Double
  /// The share of examples with a weight below 0.1.
  public var leftBehind: Double?
  /// Of those left behind, the share known to be mislabelled.
  public var mislabelledOfLeftBehind: Double?
  /// Of those known to be mislabelled, the share left behind.
  public var leftBehindOfMislabelled: Double?
  /// The norm of the gradient.
  public var gradientNorm: Double?
  /// The distance of the trained numbers from where they began.
  public var weightDistance: Double?

  /// Returns the points of curves of equal length: the first epoch and the last of each quarter.
  static func points(of curves: [[TrialRecord.EpochPoint]]) -> [TrainingPoint] {
    let count = curves.map(\.count).min() ?? 0
    guard count > 0 else { return [] }
    let ends = Set([1] + (1...4).map { (count * $0 + 3) / 4 })
    return ends.sorted().map { end in TrainingPoint(curves.map { $0[end - 1] }) }
  }

  /// Averages at least one point of the same epoch.
  private init(_ points: [TrialRecord.EpochPoint]) {
    func mean(_ value: (TrialRecord.EpochPoint) -> Double?) -> Double? {
      let values = points.compactMap(value)
      return values.isEmpty ? nil : Summary(values).mean
    }
    epoch = points[0].epoch
    alpha = mean(\.alpha) ?? 0
    learningRate = mean(\.learningRate) ?? 0
    meanLoss = mean(\.meanLoss) ?? 0
    meanWeight = mean(\.meanWeight) ?? 0
    leftBehind = mean(\.leftBehind)
    mislabelledOfLeftBehind = mean(\.mislabelledOfLeftBehind)
    leftBehindOfMislabelled = mean(\.leftBehindOfMislabelled)
    gradientNorm = mean(\.gradientNorm)
    weightDistance = mean(\.weightDistance)
  }
}
