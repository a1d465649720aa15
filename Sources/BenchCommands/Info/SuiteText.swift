import Core
import Experiments
import Records

extension InfoText {
  /// Describes a suite: its tasks and arms with all settings.
  static func text(_ suite: Suite) -> String {
    let trials = suite.tasks.count * suite.arms.count * suite.seedCount
    var text = section(
      "suite \(suite.id)",
      [
        ("is", suite.title), ("baseline", suite.baseline),
        ("trials", "\(trials): tasks × arms × \(suite.seedCount) seeds"),
        ("tuning", suite.tuning.map { Self.text($0, suite) } ?? ""),
        ("candidate", suite.candidate ?? ""),
      ])
    for task in suite.tasks {
      text += section(
        "  task \(task.dataset) × \(InfoText.text(task.model))",
        [
          ("  trains", "\(ProgressText.count(task.epochs, "epoch")), batch \(task.batchSize)"),
          ("  optimizer", InfoText.text(task.optimizer)),
          ("  learning rate", InfoText.text(task.learningRate)),
          ("  augmentation", task.augmentation.map(Self.text) ?? ""),
          ("  preprocessing", task.preprocessing.map(Self.text) ?? ""),
          ("  labels", task.labelNoise?.title ?? ""),
          ("  holds out", task.validation.map { "\(number(100 * $0)) %" } ?? ""),
          ("  scores", task.selection.map { "the weights of \($0.rawValue)" } ?? ""),
        ])
    }
    for arm in suite.arms { text += section("  arm \(arm.id)", rows(arm)) }
    return text
  }

  private static func rows(_ arm: SuiteArm) -> [(String, String)] {
    var optimizer = arm.optimizer.map { Self.text($0) } ?? ""
    var rate = arm.learningRate.map { Self.text($0) } ?? ""
    if let source = arm.source, arm.optimizer == nil { optimizer = "that of \(source)" }
    if let source = arm.source, arm.learningRate == nil { rate = "that of \(source)" }
    if let other = arm.matches { rate += ", times its recorded mean weight (\(other))" }
    var pictures = ""
    if case .own(let augmentation) = arm.augmentation {
      pictures = augmentation.map(Self.text) ?? "none"
    }
    return [
      ("  loss", Self.text(arm.loss)),
      (
        "  α",
        arm.meanOf.map { "constant, the mean of the schedule of \($0)" } ?? Self.text(arm.schedule)
      ),
      ("  optimizer", optimizer), ("  learning rate", rate),
      ("  changes", arm.changes.map(\.text).joined(separator: ", ")),
      ("  trains", arm.epochs.map(Self.text) ?? ""), ("  augmentation", pictures),
      ("  answers", arm.answers?.rawValue ?? ""),
      (
        "  tunes",
        arm.configurations.map { $0.map(\.text).joined(separator: ", ") }.joined(separator: "; ")
      ),
    ]
  }

  private static func text(_ epochs: SuiteArm.Epochs) -> String {
    switch epochs {
    case .count(let count): ProgressText.count(count, "epoch")
    case .times(let factor): "\(number(factor)) times the task's epochs"
    }
  }

  private static func text(_ tuning: SuiteTuning, _ suite: Suite) -> String {
    let count = suite.arms.map(\.configurations.count).max() ?? 0
    return "\(ProgressText.count(count, "configuration")) for each arm, seeds "
      + tuning.seeds.map(String.init).joined(separator: ", ")
      + ", judged on \(number(100 * tuning.validation)) % held out"
  }

  /// Settings such as `categories ids, scaling robust`.
  private static func text(_ settings: [String: String]) -> String {
    settings.keys.sorted().map { "\($0) \(settings[$0] ?? "")" }.joined(separator: ", ")
  }

  /// What changes training pictures, such as `padded by 4 and cropped, mirrored`.
  private static func text(_ augmentation: Augmentation) -> String {
    [
      augmentation.padCrop > 0 ? "padded by \(augmentation.padCrop) and cropped" : "",
      augmentation.flip ? "mirrored" : "",
      augmentation.shift > 0 ? "moved by up to \(augmentation.shift)" : "",
    ].filter { !$0.isEmpty }.joined(separator: ", ")
  }
}
