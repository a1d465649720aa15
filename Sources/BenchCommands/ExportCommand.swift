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
      and card.json (the model, how it was trained, and its scores). \
      `python3 Tests/Goldens/check_export.py DIR` scores the weights with PyTorch.

      EXAMPLES
        bench export smoke --only dataset=builtin-images,model=cnn-small,arm=mixed
        bench export mnist-quick --mirror ~/data --only arm=mixed \\
          --seed 2 --out mnist-model
      """)

  @Argument(help: "A suite: an id, or the path of a YAML file.")
  var suite: String

  @Option(
    help: ArgumentHelp(
      "The trial: dataset=ID,model=ID,arm=ID, as far as the suite has several.",
      valueName: "filter"))
  var only: String?

  @Option(help: "The trial's seed.")
  var seed: UInt64 = 1

  @Option(
    help: ArgumentHelp("A folder with files as <dataset>/<file>.", valueName: "dir"),
    completion: .directory)
  var mirror: String?

  @Option(
    help: ArgumentHelp("Where the files go; default: exports/<suite>.", valueName: "dir"),
    completion: .directory)
  var out: String?

  func run() throws {
    let home = try Home.find()
    let library = DatasetLibrary.standard(
      home, mirror: try RunSession.folder(mirror, "--mirror"))
    let filter = try only.map { (text) throws(SuiteError) in try TrialFilter(text) }
    let suite = try home.suites.suite(named: suite, datasets: try library.ids())
    let plan = try TrialPlan(suite, library: library, filter: filter ?? TrialFilter())
    let export = try TrialExport(
      plan, seed: seed, library: library, environment: .current(home: home), command: command)
    let stop = StopRequest()
    let watch = SignalWatch(stop)
    var told = 0
    let files = try export.write(
      to: URL(filePath: out ?? "exports/\(suite.id)", directoryHint: .isDirectory), stop: stop
    ) { finished, total in
      // A line for each tenth: a trial may take minutes.
      guard finished * 10 / total > told else { return }
      told = finished * 10 / total
      StandardError.note("step \(finished) of \(total)")
    }
    withExtendedLifetime(watch) {}
    for file in files { try print(file.relativePath) }
  }

  private var command: String {
    var words = ["bench", "export", suite]
    if let only { words += ["--only", only] }
    words += ["--seed", "\(seed)"]
    if mirror != nil { words += ["--mirror", "DIR"] }
    return words.joined(separator: " ")
  }
}
