import Core

/// Which trials of a suite to look at: `dataset=…,model=…,arm=…`.
///
/// Values of the same name are alternatives; different names must all match.
public struct TrialFilter: Hashable, Sendable {
  /// The parts of a trial that can be named, in the order of messages.
  static let names = ["dataset", "model", "arm"]

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
      "arm": suite.arms.map(\.id),
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
    let actual = ["dataset": task.dataset, "model": task.model.id, "arm": arm.id]
    return Self.names.allSatisfy { name in
      guard let wanted = values[name], let value = actual[name] else { return true }
      return wanted.contains(value)
    }
  }
}
