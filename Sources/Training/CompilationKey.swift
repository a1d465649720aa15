import Core
public import Records

/// What a trial's compiled network depends on: trials with equal keys can use one after the other.
public struct CompilationKey: Hashable, Sendable {
  private let dataset: String
  private let preprocessing: [String: String]?
  private let model: Component
  private let optimizer: Component
  private let batchSize: Int
  private let threads: Int
  private let precision: String?
  /// What is held out decides whether a batch is larger than the rest.
  private let validation: Double?

  /// Reads the key of a trial.
  public init(_ spec: TrialSpec) {
    dataset = spec.dataset
    preprocessing = spec.preprocessing
    model = spec.model
    optimizer = spec.arm.optimizer
    batchSize = spec.batchSize
    threads = spec.threads
    precision = spec.precision
    validation = spec.validation
  }
}
