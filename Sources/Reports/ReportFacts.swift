import Core
public import Records
import Statistics

/// The data of one dataset, as its trials saw it.
public struct DatasetFacts: Codable, Hashable, Sendable {
  /// The dataset's id.
  public var dataset: String
  /// Digests, counts and classes.
  public var facts: DataFacts
}

/// A machine and build, with the trials it computed.
public struct EnvironmentUse: Codable, Hashable, Sendable {
  /// Versions, processor and system.
  public var facts: EnvironmentFacts
  /// The trials computed there.
  public var trials: Int
}

/// The seconds of one arm's completed trials.
public struct ArmTiming: Codable, Hashable, Sendable {
  /// The dataset's id.
  public var dataset: String
  /// The model as the cell names it.
  public var model: String
  /// The arm's id.
  public var arm: String
  /// Completed trials.
  public var trials: Int
  /// Mean seconds in training steps, as if each trial were trained alone.
  public var meanTrainingSeconds: Double
  /// Mean seconds in training steps with shared stretches counted in parts; nil where none says.
  public var meanAttributedSeconds: Double?
  /// Mean seconds in evaluation.
  public var meanEvaluationSeconds: Double
}

extension ComparisonReport {
  static func data(of builders: [CellBuilder]) throws(ReportError) -> [DatasetFacts] {
    var result: [DatasetFacts] = []
    for builder in builders { try add(builder, to: &result) }
    return result.sorted { $0.dataset < $1.dataset }
  }

  private static func add(
    _ builder: CellBuilder, to result: inout [DatasetFacts]
  ) throws(ReportError) {
    for record in builder.records {
      guard let known = result.first(where: { $0.dataset == record.spec.dataset }) else {
        result.append(DatasetFacts(dataset: record.spec.dataset, facts: record.data))
        continue
      }
      guard known.facts.decodedDigest == record.data.decodedDigest else {
        throw .mixedData(
          dataset: known.dataset,
          digests: [known.facts.decodedDigest, record.data.decodedDigest].sorted())
      }
    }
  }

  static func environments(of builders: [CellBuilder]) -> [EnvironmentUse] {
    var result: [EnvironmentUse] = []
    for record in builders.lazy.flatMap(\.records) {
      if let index = result.firstIndex(where: { $0.facts == record.environment }) {
        result[index].trials += 1
      } else {
        result.append(EnvironmentUse(facts: record.environment, trials: 1))
      }
    }
    return result
  }
}
