import Core
import Experiments

extension InfoText {
  /// Describes a suite: its tasks and arms with all settings.
  static func text(_ suite: Suite) -> String {
    let trials = suite.tasks.count * suite.arms.count * suite.seedCount
    var text = section(
      "suite \(suite.id)",
      [
        ("is", suite.title), ("baseline", suite.baseline),
        ("trials", "\(trials): tasks × arms × \(suite.seedCount) seeds"),
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
        ])
    }
    for arm in suite.arms {
      text += section(
        "  arm \(arm.id)",
        [
          ("  loss", InfoText.text(arm.loss)), ("  α", InfoText.text(arm.schedule)),
          ("  optimizer", arm.optimizer.map { InfoText.text($0) } ?? ""),
          ("  learning rate", arm.learningRate.map { InfoText.text($0) } ?? ""),
        ])
    }
    return text
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
