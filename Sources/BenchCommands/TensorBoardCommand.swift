import ArgumentParser
import Experiments
import Foundation
import Records
import ResultStore

/// `bench tensorboard`: writes the curves of a run as event files.
struct TensorBoardCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tensorboard",
    abstract: "Write the curves of a run for TensorBoard.",
    discussion: """
      Each trial becomes one event file, DIR/<dataset>/<model>/<arm>/seed-<N>-<key>/events…: loss, \
      accuracy, mean weight, α and learning rate by optimizer step, and the scores on the test part \
      at its end. `bench run --tensorboard DIR` writes them while trials finish.

      EXAMPLES
        bench tensorboard default events
        bench tensorboard runs/mnist-quick ~/events && tensorboard --logdir ~/events
      """)

  @Argument(
    help: ArgumentHelp(
      "The run folder, or the id of a suite whose folder is runs/<suite>.", valueName: "run"))
  var runFolder: String

  @Argument(
    help: ArgumentHelp("Where the event files go.", valueName: "dir"), completion: .directory)
  var folder: String

  func run() throws {
    let written = try Self.write(
      runAt: ReportCommand.folder(runFolder),
      to: TensorBoardFolder(URL(filePath: folder, directoryHint: .isDirectory)))
    try print("\(ProgressText.count(written, "trial")) in \(folder)")
  }

  /// Writes every recorded trial of a run and returns their number.
  static func write(
    runAt run: URL, to events: TensorBoardFolder, isReplacing: Bool = true
  ) throws -> Int {
    let keys = Set(try RunDescription(of: run).trials.map(\.key))
    let records = try StoredResults(of: run, notify: { StandardError.note("\($0)") })
      .records(detailsUpTo: .max)
      .filter { keys.contains($0.key) }
    for record in records { try events.write(record, isReplacing: isReplacing) }
    return records.count
  }
}
