public import Records
import Statistics

/// How the gain of an arm over the baseline changes with label noise, on one dataset and model.
public struct NoiseFinding: Codable, Hashable, Sendable {
  /// The cell without changed labels.
  public var cleanCell: String
  /// The cell with changed labels.
  public var noisyCell: String
  /// The noise.
  public var labelNoise: LabelNoise
  /// The arm.
  public var arm: String
  /// The gain with noise less the gain without, in accuracy, paired by seed; nil without pairs.
  ///
  /// Corrected over all findings of the report as one family.
  public var difference: MetricDifference?

  /// Compares every cell with changed labels with the cell of the same dataset and model without.
  static func findings(in cells: [ComparisonCell], confidence: Double) -> [NoiseFinding] {
    var findings: [NoiseFinding] = []
    for noisy in cells {
      guard let noise = noisy.labelNoise,
        let clean = cells.first(where: {
          $0.dataset == noisy.dataset && $0.model == noisy.model && $0.labelNoise == nil
        })
      else { continue }
      for row in noisy.arms where !row.isBaseline {
        findings.append(
          NoiseFinding(
            cleanCell: clean.title, noisyCell: noisy.title, labelNoise: noise, arm: row.arm.id,
            difference: contrast(row, clean, confidence: confidence)))
      }
    }
    let places = findings.indices.filter { findings[$0].difference != nil }
    let adjusted = HolmCorrection.adjusted(
      places.compactMap { findings[$0].difference?.comparison.signFlipP })
    for (place, p) in zip(places, adjusted) {
      findings[place].difference?.correct(adjustedP: p, familySize: places.count)
    }
    return findings
  }

  private static func contrast(
    _ noisy: ArmRow, _ clean: ComparisonCell, confidence: Double
  ) -> MetricDifference? {
    let without = clean.arms.first { $0.arm.id == noisy.arm.id }
    let gains = (noisy.gainsBySeed, without?.gainsBySeed ?? [])
    let pairs = gains.0.compactMap { gain in
      gains.1.first { $0.seed == gain.seed }.map { (gain.value, $0.value) }
    }
    guard !pairs.isEmpty else { return nil }
    return MetricDifference(
      metric: .accuracy,
      comparison: PairedComparison(
        baseline: pairs.map(\.1), candidate: pairs.map(\.0), direction: .higherIsBetter,
        confidence: confidence, scale: 1))
  }
}

extension ArmRow {
  /// The accuracy gained over the baseline, seed by seed.
  fileprivate var gainsBySeed: [(seed: UInt64, value: Double)] {
    guard let difference = difference(of: .accuracy) else { return [] }
    return Array(zip(pairedSeeds, difference.comparison.differences))
      .map { (seed: $0, value: $1) }
  }
}
