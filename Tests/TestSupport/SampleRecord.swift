import Core
public import Records

/// Returns a record with plausible facts.
public func makeRecord(
  dataset: String = "built-in", model: String = "mlp", arm: String = "mixed-late",
  seed: UInt64 = 1, key: String? = nil, accuracy: Double = 0.912_345_678_901_234_5
) -> TrialRecord {
  let arm = ArmSpec(
    id: arm, loss: Component("mixed"), schedule: Component("linear", ["start": 0.5, "end": 1]),
    optimizer: Component("sgd", ["momentum": 0.9]), learningRateSchedule: Component("constant"))
  let spec = TrialSpec(
    dataset: dataset, model: Component(model), arm: arm, seed: seed, epochs: 2, batchSize: 64,
    threads: 1)
  return TrialRecord(
    key: key ?? DigestStream.hexadecimal(of: "\(dataset) \(model) \(arm.id) \(seed)"), spec: spec,
    data: DataFacts(
      version: 1, files: [FileFact(path: "train.csv.gz", bytes: 10, sha256: "ab")],
      decodedDigest: "cd", trainCount: 100, testCount: 50, classes: ["no", "yes"],
      bayesAccuracy: 0.9),
    environment: EnvironmentFacts(
      lossBench: "0.1.0", numerics: 1, commit: "unknown", isDirty: false,
      libraries: ["oneDNN": "2.6.3"], processor: "CPU", instructionSet: "avx2", system: "Linux"),
    outcome: .completed,
    test: .init(
      count: 50, accuracy: accuracy, negativeLogLikelihood: 1.0 / 3, brier: 1e-300,
      expectedCalibrationError: 0.02),
    train: nil,
    curve: [
      .init(
        epoch: 1, step: 2, alpha: 0, learningRate: 0.1, meanLoss: 0.7, runningAccuracy: 0.5,
        meanWeight: 1)
    ],
    testPredictions: TrialRecord.encode(predictions: [0, 1, 1]), parameterCount: 12,
    timing: TimingFacts(
      startedAt: "2026-01-02T03:04:05Z", trainingSeconds: 1.5, evaluationSeconds: 0.5,
      totalSeconds: 2, jobs: 2, loadAverage: 0.3))
}
