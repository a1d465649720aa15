import ArgumentParser
import Experiments

/// Options of `bench run` that change how it goes about its trials, and no bit of a result.
struct RunningOptions: ParsableArguments {
  @Flag(
    name: .customLong("no-sharing"),
    help: "Train every trial alone, stretches that arms have in common too.")
  var isSeparate = false

  @Option(
    help: ArgumentHelp(
      "Memory that networks in training may take together, such as 8G; default: nine tenths of "
        + "what is free.", valueName: "size"),
    transform: Self.bytes)
  var memory: Int?

  @Option(
    help: ArgumentHelp(
      "Give a trial up after so many seconds; it is recorded as failed.", valueName: "seconds"))
  var trialTimeout: Double?

  @Option(
    help: ArgumentHelp("The longest time between two checkpoints.", valueName: "seconds"))
  var checkpointSeconds = 20.0

  @Flag(help: "Run trials again that are recorded as failed.")
  var retryFailed = false

  @Option(
    help: ArgumentHelp(
      "Write what happens as lines of JSON; \"-\": on standard error, instead of progress.",
      valueName: "file"))
  var events: String?

  func validate() throws {
    for (name, seconds) in [
      ("trial-timeout", trialTimeout ?? 1), ("checkpoint-seconds", checkpointSeconds),
    ] where !(seconds > 0 && seconds <= Self.mostSeconds) {
      throw ValidationError(
        "--\(name) is \(seconds); expected more than 0 and at most 1e9")
    }
  }

  /// Some thirty years, far below what a duration can hold.
  private static let mostSeconds = 1e9

  /// What the run is told.
  func runOptions(jobs: Int, isPartial: Bool) -> RunOptions {
    var options = RunOptions(jobs: jobs)
    options.isShared = !isSeparate
    options.memoryBytes = memory
    options.timeLimit = trialTimeout.map { .seconds($0) }
    options.checkpointInterval = .seconds(checkpointSeconds)
    options.retriesFailed = retryFailed
    options.isPartial = isPartial
    return options
  }

  private static func bytes(_ text: String) throws -> Int {
    guard let bytes = ByteCount.parse(text) else {
      throw ValidationError("--memory is \"\(text)\"; expected an amount such as 512M or 8G")
    }
    return bytes
  }
}
