import DataStore
import Foundation

extension InfoText {
  /// Describes a dataset by its manifest.
  static func text(_ manifest: DatasetManifest, builtIn: (any BuiltInSet.Type)?) -> String {
    let (train, test) = (manifest.counts.train, manifest.counts.test)
    let bytes = manifest.files.reduce(0) { $0 + $1.bytes }
    var text = section(
      "dataset \(manifest.id), version \(manifest.version)",
      [
        ("title", manifest.title),
        ("domain", manifest.domain.rawValue),
        ("examples", "\(train.reduce(0, +)) for training, \(test.reduce(0, +)) for testing"),
        ("split", split(manifest.splits)),
        ("duplicates", manifest.duplicates.map { "\($0) test examples occur in training" } ?? ""),
        ("best possible", builtIn.map { String(format: "%.2f %%", 100 * $0.bayesAccuracy) } ?? ""),
        ("size", "\(bytes) bytes in \(ProgressText.count(manifest.files.count, "file"))"),
        ("licence", manifest.licence),
        ("pass on", manifest.redistribution ? "allowed" : "not allowed"),
        ("cite", manifest.citation),
        ("home page", manifest.homepage),
        ("notes", manifest.notes.split(separator: "\n").joined(separator: " ")),
      ])
    text += "  classes\n"
    text += TextTable.text(
      [["    label", "class", "training", "test"]]
        + manifest.classNames.enumerated().map { label, name in
          ["    \(label)", name, "\(train[label])", "\(test[label])"]
        })
    text += "  files\n"
    text += TextTable.text(manifest.files.map { ["    \($0.path)", "\($0.bytes)", $0.sha256] })
    return text
  }

  private static func split(_ rule: SplitRule) -> String {
    switch rule {
    case .official: "the publisher's"
    case .stratified(let fraction, let seed):
      "\(number(100 * fraction)) % of each class for testing, drawn with seed \(seed)"
    }
  }
}
