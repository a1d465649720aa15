import ArgumentParser
import DataStore
import Engine
import Experiments
import Foundation

/// Options that say which trials of a suite are meant, the same for every command that plans one.
struct SuiteOptions: ParsableArguments {
  @Option(help: "Seeds for each arm; default: what the suite says.")
  var seeds: Int?

  @Option(
    help: "What products read: f32, or bf16 where the processor has it; results depend on it.",
    transform: PerfStepCommand.precision)
  var precision = Precision.float32

  @Option(
    help: ArgumentHelp(
      "Trials to take: dataset=ID,model=ID,arm=ID, and noise=KIND-RATE or noise=none. A name may "
        + "be repeated.", valueName: "filter"))
  var only: String?

  @Option(
    help: ArgumentHelp("A folder with files as <dataset>/<file>.", valueName: "dir"),
    completion: .directory)
  var mirror: String?

  func validate() throws {
    guard let seeds, !Suite.seedCounts.contains(seeds) else { return }
    throw ValidationError(
      "--seeds is \(seeds); expected \(Suite.seedCounts.lowerBound) to "
        + "\(Suite.seedCounts.upperBound)")
  }

  /// Returns where datasets come from.
  func library(_ home: Home) throws -> DatasetLibrary {
    .standard(home, mirror: try RunSession.folder(mirror, "--mirror"))
  }

  /// Returns which trials are asked for.
  func filter() throws -> TrialFilter { try only.map { try TrialFilter($0) } ?? TrialFilter() }

  /// Reads a suite and plans the trials that are asked for.
  func plan(
    _ name: String, _ home: Home, library: DatasetLibrary, threads: Int = 1
  ) throws -> TrialPlan {
    var suite = try home.suites.suite(named: name, library: library)
    suite.seedCount = seeds ?? suite.seedCount
    return try TrialPlan(
      suite, library: library, filter: try filter(), threads: threads, precision: precision)
  }

  /// Returns the words of a command line that give these options again, with the mirror's folder
  /// written as told.
  func words(mirror: String? = nil) -> [String] {
    var words: [String] = []
    if let seeds { words += ["--seeds", "\(seeds)"] }
    if precision != .float32 { words += ["--precision", precision.rawValue] }
    if let only { words += ["--only", only] }
    if let mirror { words += ["--mirror", mirror] }
    return words
  }
}
