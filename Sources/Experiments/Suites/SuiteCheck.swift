import Core
import DataStore
import Losses
import Records

/// Finds what only the whole suite can tell: references between arms, and settings that do not fit a
/// task's components.
struct SuiteCheck {
  /// What is wrong, a line each.
  private(set) var mistakes: [YAMLMistake] = []

  private let suite: Suite
  private let texts: [ArmTexts.Entry]

  /// Checks a suite whose parts are each in order.
  ///
  /// - Parameters:
  ///   - suite: the suite.
  ///   - texts: what is written about each arm, in the order of the arms.
  ///   - candidate: the line of `candidate`; nil where it is absent.
  init(_ suite: Suite, texts: [ArmTexts.Entry], candidate: Int?) {
    self.suite = suite
    self.texts = texts
    for (index, arm) in suite.arms.enumerated() { checkSource(of: arm, texts[index]) }
    guard mistakes.isEmpty else { return }
    for (index, arm) in suite.arms.enumerated() { checkSettings(of: arm, texts[index]) }
    checkStudy(candidate)
  }

  private mutating func note(_ text: ArmTexts.Entry, _ key: String, _ message: String) {
    let line = text.value[key]?.line ?? text.value.line
    mistakes.append(YAMLMistake(line: line, text: "\(text.subject).\(key) \(message)"))
  }

  private mutating func checkSource(of arm: SuiteArm, _ text: ArmTexts.Entry) {
    if arm.meanOf != nil, let other = arm.matches, other != arm.meanOf {
      note(text, "learningRate", "matches \"\(other)\"; expected the arm that schedule names")
    }
    for (key, name) in [("schedule", arm.meanOf), ("learningRate", arm.matches)] {
      guard let name else { continue }
      guard let source = suite.arms.first(where: { $0.id == name }) else {
        let hint = Suggestion.hint(for: name, in: suite.arms.map(\.id))
        note(text, key, "names no arm \"\(name)\"; \(hint)")
        continue
      }
      if source.source != nil {
        note(text, key, "names \"\(name)\", which takes its settings from another arm itself")
      } else if key == "schedule", !MixingScheduleCatalogue.contains(source.schedule.id) {
        note(
          text, key,
          "names \"\(name)\", whose α depends on the run; its mean is not known before")
      } else if key == "learningRate", arm.epochs != source.epochs {
        note(text, key, "names \"\(name)\", which trains for other epochs")
      }
    }
  }

  /// Resolves the arm on each task with each configuration; a mistake is noted once.
  private mutating func checkSettings(of arm: SuiteArm, _ text: ArmTexts.Entry) {
    let resolver = ArmResolver(suite: suite)
    for task in suite.tasks {
      for changes in arm.configurations.isEmpty ? [[]] : arm.configurations {
        do throws(ComponentError) {
          _ = try resolver.spec(arm, for: task, changes: changes)
        } catch {
          mistakes.append(
            YAMLMistake(
              line: text.value.line,
              text: "\(text.subject), arm \"\(arm.id)\" on \(task.dataset): \(error.description)"))
          return
        }
      }
    }
  }

  private mutating func checkStudy(_ candidate: Int?) {
    let control = suite.arms.indices.first { suite.arms[$0].answers != nil }
    switch (candidate, control) {
    case (nil, let control?):
      note(
        texts[control], "answers",
        "needs candidate: at the top of the suite, the id of the arm that is explained")
    case (let line?, nil):
      mistakes.append(
        YAMLMistake(
          line: line,
          text: "candidate has no effect; no arm answers a question, such as "
            + "answers: smaller-step"))
    default: break
    }
    for (index, arm) in suite.arms.enumerated() where arm.answers != nil {
      for (role, id) in [("baseline", suite.baseline), ("candidate", suite.candidate)]
      where arm.id == id {
        note(texts[index], "answers", "has no effect: the \(role) is no control of itself")
      }
    }
    if let candidate, suite.candidate == suite.baseline {
      mistakes.append(
        YAMLMistake(line: candidate, text: "candidate is the baseline; expected another arm"))
    }
  }
}

extension SuiteTask {
  /// Whether two tasks would be one cell of a report.
  func isComparedWith(_ other: SuiteTask) -> Bool {
    dataset == other.dataset && model == other.model && labelNoise == other.labelNoise
  }
}
