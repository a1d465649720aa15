import Core
public import Records
import Training

/// A trial before it runs.
public struct PlannedTrial: Hashable, Sendable {
  /// What to train.
  public let spec: TrialSpec
  /// What to train on.
  public let data: DataFacts
  /// The digest of everything that determines the result.
  public let key: String
  /// Optimizer steps.
  public let stepCount: Int

  /// Plans one of many trials, of which those that differ in their seed alone follow each other.
  init(
    _ spec: TrialSpec, data: DataFacts, heldOutCount: Int = 0, keys: inout TrialKeyCache
  ) throws {
    self.spec = spec
    self.data = data
    key = try keys.key(of: spec, decodedDigest: data.decodedDigest)
    stepCount = spec.epochs * spec.stepsPerEpoch(trainCount: data.trainCount - heldOutCount)
  }

  /// The trial for people, such as `mnist × cnn-small, mixed, seed 3`.
  public var title: String {
    let noise = spec.labelNoise.map { ", \($0.title)" } ?? ""
    let purpose = spec.isTuning == true ? " (tuning)" : ""
    return "\(spec.dataset) × \(spec.model.id)\(noise), \(spec.arm.id), seed \(spec.seed)\(purpose)"
  }
}
