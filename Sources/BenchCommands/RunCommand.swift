import ArgumentParser
import Core
import DataStore
import Engine
import Experiments
import Foundation
import Records
import Reports

/// `bench run`: trains what is missing and compares the arms.
struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Train the trials of suites and compare their losses.",
    discussion: """
      A suite says which models are trained on which data, and with which losses. Every arm of a \
      seed starts from the same weights and sees the same examples in the same order, and a stretch \
      that arms have in common is trained once. What is recorded is not trained again, and what \
      was under way goes on from its last checkpoint: the same command resumes a stopped run. \
      Ctrl-C, SIGTERM and a closed terminal stop at the next step; the exit code is then 128 and the \
      signal's number.

      The verdicts are printed; the run folder receives results.sqlite, report.md and report.json.
      A trial that fails (an error, --trial-timeout, not enough memory, a crash) is recorded with \
      its reason and stops no other; --retry-failed tries it again.

      EXAMPLES
        bench run                              the suite "default"
        bench run mnist-quick --mirror ~/data  files from ~/data/mnist/
        bench run mnist-quick --mirror ~/data --seeds 10
                                               four seeds more than six
        bench run default --only model=mlp,arm=cross-entropy,arm=mixed
        bench run ./my-suite.yaml --dry-run    check a suite of your own
        bench run default --shard 2/3          the second of three parts
        bench run smoke --tensorboard events   curves for TensorBoard, too
      """)

  @Argument(help: "Suites: ids, or paths of YAML files.", completion: IdCompletion.suites)
  var suites = ["default"]

  @OptionGroup var chosen: SuiteOptions

  @Option(help: "Trials side by side; results do not depend on it. Default: cores / threads.")
  var jobs: Int?

  @Option(help: "Kernel threads in each trial; last bits may depend on it.")
  var threadsPerTrial = 1

  @Flag(help: "Use no network. Training never does; `bench data fetch` fills the cache.")
  var offline = false

  @Option(
    help: ArgumentHelp(
      "The run folder; default: runs/<suite>. With several suites, the folder that holds theirs.",
      valueName: "dir"),
    completion: .directory)
  var out: String?

  @Option(
    help: ArgumentHelp(
      "Train one of N parts of about equal cost, for other machines to train the rest; its folder "
        + "is runs/<suite>/shards/<I>-of-<N>. `bench merge` joins the parts.", valueName: "i/n"),
    transform: { (text) throws(ShardError) in try Shard(text) })
  var shard: Shard?

  @Option(
    help: ArgumentHelp("Write each trial's curves as TensorBoard event files.", valueName: "dir"),
    completion: .directory)
  var tensorboard: String?

  @Flag(
    help: "Show the tree of shared stretches, the steps and about how long; train next to nothing.")
  var dryRun = false

  @OptionGroup var running: RunningOptions

  @Flag(help: "Print one JSON document instead of the table.")
  var json = false

  func validate() throws {
    for (name, value) in [("jobs", jobs), ("threads-per-trial", threadsPerTrial)]
    where value ?? 1 < 1 {
      throw ValidationError("--\(name) is \(value ?? 0); expected at least 1")
    }
    if Set(suites).count != suites.count { throw ValidationError("a suite is named twice") }
  }

  func run() throws {
    let session = try RunSession(self)
    if dryRun {
      try session.dryRun().write(asJSON: json)
    } else {
      try session.perform()
    }
  }
}
