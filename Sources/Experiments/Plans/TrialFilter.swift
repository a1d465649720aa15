import Core
import Records

/// Which trials of a suite to look at: `dataset=…,model=…,arm=…,noise=…`.
///
/// Values of the same name are alternatives; different names must all match.
public struct TrialFilter: Hashable, Sendable {
  /// The parts of a trial that can be named, in the order of messages.
  static let names = ["dataset", "model", "arm", "noise"]

  private var values: [String: [String]] = [:]

  /// Lets every trial pass.
  public init() {}

  /// Reads a filter as the command line writes it.
  public init(_ text: String) throws(SuiteError) {
    for item in text.split(separator: ",", omittingEmptySubsequences: false) {
      let parts = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
        throw .malformedFilter(text: String(item))
      }
      let name = String(parts[0])
      guard Self.names.contains(name) else {
        throw .unknownFilter(name: name, known: Self.names)
      }
      values[name, default: []].append(String(parts[1]))
    }
  }

  /// Whether every trial passes.
  public var isEmpty: Bool { values.isEmpty }

  /// Checks that each value names something in a suite.
  func check(against suite: Suite) throws(SuiteError) {
    let known = [
      "dataset": suite.tasks.map(\.dataset), "model": suite.tasks.map(\.model.id),
      "arm": suite.arms.map(\.id), "noise": suite.tasks.map { Self.text($0.labelNoise) },
    ]
    for name in Self.names {
      let choices = Array(Set(known[name] ?? [])).sorted()
      for value in values[name] ?? [] where !choices.contains(value) {
        throw .unknownFilterValue(suite: suite.id, name: name, value: value, known: choices)
      }
    }
  }

  /// Whether a task and an arm pass.
  func passes(_ task: SuiteTask, _ arm: SuiteArm) -> Bool {
    passes(dataset: task.dataset, model: task.model.id, arm: arm.id, task.labelNoise)
  }

  /// Whether a trial passes.
  func passes(_ spec: TrialSpec) -> Bool {
    passes(dataset: spec.dataset, model: spec.model.id, arm: spec.arm.id, spec.labelNoise)
  }

  private func passes(
    dataset: String, model: String, arm: String, _ noise: LabelNoise?
  ) -> Bool {
    let actual = ["dataset": dataset, "model": model, "arm": arm, "noise": Self.text(noise)]
    return Self.names.allSatisfy { name in
      guard let wanted = values[name], let value = actual[name] else { return true }
      return wanted.contains(value)
    }
  }

  /// Returns the filter that only a trial of a suite and its other seeds pass, as far as filters can
  /// tell.
  static func text(naming spec: TrialSpec, of suite: Suite) -> String {
    let hasNoise = suite.tasks.contains { $0.labelNoise != nil }
    return "dataset=\(spec.dataset),model=\(spec.model.id),arm=\(spec.arm.id)"
      + (hasNoise ? ",noise=\(text(spec.labelNoise))" : "")
  }

  /// Label noise as filters write it: `none`, or its kind and rate such as `symmetric-0.2`.
  private static func text(_ noise: LabelNoise?) -> String {
    noise.map { "\($0.kind.rawValue)-\($0.rate)" } ?? "none"
  }
}
