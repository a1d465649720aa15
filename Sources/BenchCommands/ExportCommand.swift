import ArgumentParser
import DataStore
import Experiments
import Foundation
import Records

/// `bench export`: trains one trial again and writes its weights for other programs.
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write the weights of one trial as safetensors, with a model card.",
    discussion: """
      The trial is trained, which gives the same weights as the run did, then three files are \
      written: weights.safetensors, test.safetensors (the preprocessed test part with its labels) \
      and card.json (the model, how it was trained, and its scores). Settings that were tuned, and \
      learning rates that follow another arm, come from the records of the run. \
      `python3 Tests/Goldens/check_export.py DIR` scores the weights with PyTorch.

      EXAMPLES
        bench export smoke --only dataset=builtin-images,model=cnn-small,arm=mixed
        bench export tuned --only arm=mixed --seed 3 --run runs/tuned
        bench export mnist-quick --mirror ~/data --only arm=mixed \\
          --seed 2 --out mnist-model
      """)

  @Argument(help: "A suite: an id, or the path of a YAML file.")
  var suite: String

  @Option(help: "The trial's seed.")
  var seed: UInt64 = 1

  @OptionGroup var chosen: SuiteOptions

  @Option(
    name: .customLong("run"),
    help: ArgumentHelp(
      "The run folder with the records that the trial depends on; default: runs/<suite>.",
      valueName: "dir"),
    completion: .directory)
  var runFolder: String?

  @Option(
    help: ArgumentHelp("Where the files go; default: exports/<suite>.", valueName: "dir"),
    completion: .directory)
  var out: String?

  func run() throws {
    let home = try Home.find()
    let library = try chosen.library(home)
    let plan = try chosen.plan(suite, home, library: library)
    let run = RecordedRun(
      folder: try RunSession.folder(runFolder, "--run")
        ?? URL(filePath: "runs/\(plan.suite.id)", directoryHint: .isDirectory),
      command: command("run", runFolder.map { ["--out", $0] } ?? []),
      notify: { StandardError.note("\($0)") })
    let export = try TrialExport(
      plan, filter: try chosen.filter(), seed: seed, run: run, library: library,
      environment: .current(home: home), command: command("export", ["--seed", "\(seed)"]))
    let stop = StopRequest()
    let watch = SignalWatch(stop)
    var told = 0
    let files = try export.write(
      to: URL(filePath: out ?? "exports/\(plan.suite.id)", directoryHint: .isDirectory), stop: stop
    ) { finished, total in
      // A line for each tenth: a trial may take minutes.
      guard finished * 10 / total > told else { return }
      told = finished * 10 / total
      StandardError.note("step \(finished) of \(total)")
    }
    withExtendedLifetime(watch) {}
    for file in files { try print(file.relativePath) }
  }

  /// A command about the same trials; the mirror is anyone's own.
  private func command(_ name: String, _ more: [String]) -> String {
    let words = chosen.words(mirror: chosen.mirror == nil ? nil : "DIR")
    return ShellText.command(["bench", name, suite] + words + more)
  }
}
