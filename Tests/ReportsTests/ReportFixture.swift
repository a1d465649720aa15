import Core
import Foundation
import Records
import TestSupport

@testable import Reports

/// Hand-made trials and what SciPy computes from them, made by `Tests/Goldens/reports.py`.
struct ReportGoldens: Decodable {
  struct Cell: Decodable {
    struct Arm: Decodable {
      let arm: String
      let seeds: [Seed]
    }
    struct Seed: Decodable {
      let seed: UInt64
      let test: TrialRecord.Scores
      let train: TrialRecord.Scores?
      let curve: [TrialRecord.EpochPoint]
    }
    let dataset, model: String
    let testCount: Int
    let bayesAccuracy: Double?
    let arms: [Arm]
  }

  struct Row: Decodable {
    struct Summary: Decodable {
      let metric: Metric
      let mean: Double
      let interval: [Double]?
    }
    struct Difference: Decodable {
      let metric: Metric
      let pairs, wins, ties, losses, familySize: Int
      let mean, median, standardDeviation, p, adjustedP, bcaGap: Double
      let tInterval, bca: [Double]
      let verdict: String
    }
    let dataset, model, arm: String
    let summaries: [Summary]
    let differences: [Difference]
    let wilson: [[Double]]
    /// Parts of the Markdown report, formatted by the script.
    let texts: [String]
    /// The terminal's line about examples left behind, where there is one.
    let terminal: String?
  }

  let cells: [Cell]
  let rows: [Row]

  static func load() throws -> ReportGoldens {
    try JSONDecoder().decode(ReportGoldens.self, from: try Repository.golden("reports.json"))
  }

  /// The trials as records, in an order that no report may depend on.
  var records: [TrialRecord] {
    var records: [TrialRecord] = []
    for cell in cells.reversed() {
      for arm in cell.arms {
        for seed in arm.seeds.reversed() {
          var record = makeRecord(
            dataset: cell.dataset, model: cell.model, arm: arm.arm, seed: seed.seed,
            scores: seed.test)
          record.train = seed.train
          record.curve = seed.curve
          record.data.bayesAccuracy = cell.bayesAccuracy
          record.data.testCount = cell.testCount
          records.append(record)
        }
      }
    }
    return records
  }

  /// The report that the snapshots show: one diverged, one failed and one missing trial too.
  func report(records: [TrialRecord]? = nil) throws -> ComparisonReport {
    let diverged = makeRecord(
      dataset: "synthetic-images", model: "cnn-small", arm: "expectation", seed: 3, scores: nil)
    return try ComparisonReport(
      suite: "hand-made", baselineArm: "cross-entropy",
      records: [diverged] + (records ?? self.records),
      missing: [
        makeSpec(
          dataset: "synthetic-images", model: "cnn-small", arm: "expectation", seed: 5)
      ],
      failures: [
        TrialFailure(
          spec: makeSpec(dataset: "built_in-table", model: "mlp", arm: "mixed-late", seed: 4),
          reason: "disk full")
      ],
      armOrder: ["mixed-late"], command: "bench run hand-made --seeds 6")
  }
}

/// Returns a planned trial.
func makeSpec(
  dataset: String = "data", model: String = "mlp", arm: String, seed: UInt64
) -> TrialSpec {
  let isMixed = arm.hasPrefix("mixed")
  return TrialSpec(
    dataset: dataset, model: Component(model, ["dropout": 0.1]),
    arm: ArmSpec(
      id: arm, loss: Component(isMixed ? "mixed" : arm),
      schedule: isMixed
        ? Component("linear", ["alphaMax": 0.9, "end": 1, "start": 0.5]) : Component("none"),
      optimizer: Component("sgd", ["learningRate": 0.05, "momentum": 0.9]),
      learningRateSchedule: Component("cosine")),
    seed: seed, epochs: 5, batchSize: 128, threads: 1)
}

/// Returns a record; without scores it is one that diverged at step 120.
func makeRecord(
  dataset: String = "data", model: String = "mlp", arm: String, seed: UInt64,
  scores: TrialRecord.Scores?
) -> TrialRecord {
  let spec = makeSpec(dataset: dataset, model: model, arm: arm, seed: seed)
  return TrialRecord(
    key: DigestStream.hexadecimal(of: "\(dataset) \(model) \(arm) \(seed)"), spec: spec,
    data: DataFacts(
      version: 2,
      files: [
        FileFact(
          path: "train.gz", bytes: 12_345, sha256: DigestStream.hexadecimal(of: "\(dataset) file"))
      ],
      decodedDigest: DigestStream.hexadecimal(of: dataset), trainCount: 800, testCount: 200,
      classes: ["no", "yes"], bayesAccuracy: nil),
    environment: EnvironmentFacts(
      lossBench: "0.1.0", numerics: 1, commit: "0123abc", isDirty: true,
      libraries: ["zlib": "1.2.13", "oneDNN": "2.6.3"], processor: "Example CPU",
      instructionSet: "avx2", system: "Linux"),
    outcome: scores == nil ? .diverged(step: 120) : .completed, test: scores, train: nil,
    curve: [], testPredictions: "", parameterCount: 4321,
    timing: TimingFacts(
      startedAt: "2026-01-02T03:04:05Z", trainingSeconds: 10 + Double(seed),
      evaluationSeconds: 0.25, totalSeconds: 11 + Double(seed), jobs: 2, loadAverage: 0.5))
}

/// Returns scores whose other parts follow from the accuracy.
func makeScores(_ accuracy: Double, negativeLogLikelihood: Double? = nil) -> TrialRecord.Scores {
  TrialRecord.Scores(
    count: 1000, accuracy: accuracy,
    negativeLogLikelihood: negativeLogLikelihood ?? 1 - accuracy, brier: 1 - accuracy,
    expectedCalibrationError: (1 - accuracy) / 4)
}

/// Whether two numbers agree to an absolute or a relative tolerance, whichever is wider.
func agree(
  _ actual: Double?, _ expected: Double?, absolute: Double = 1e-13, relative: Double = 1e-10
) -> Bool {
  guard let actual, let expected else { return actual == nil && expected == nil }
  return abs(actual - expected) <= max(absolute, relative * abs(expected))
}
