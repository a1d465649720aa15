import ArgumentParser
import Core
import DataStore
import Experiments
import Foundation

/// `bench perf load`: how fast a dataset is read.
struct PerfLoadCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "load",
    abstract: "Print how fast a dataset goes from its files to checked arrays.",
    discussion: """
      A load compares the files' digests, unpacks and decodes them, and compares the digest of the \
      arrays; the time of unpacking and decoding alone is printed as well. With --cached the arrays come from \
      the decoded cache, as at every start but the first. With --prepare a load goes on to what is \
      trained on: scaled numbers, or token ids. The memory limit is 1.5 times the arrays and 64 MB.

      EXAMPLES
        bench perf load mnist --mirror ~/data
        bench perf load imdb --mirror ~/data --prepare
        bench perf load credit-default --mirror ~/data --json
      """)

  @Argument(
    help: "The dataset's id; `bench list datasets` prints them.",
    completion: IdCompletion.datasets)
  var dataset: String

  @Option(
    help: ArgumentHelp(
      "A folder with files as <dataset>/<file>, looked at before the cache.", valueName: "dir"),
    completion: .directory)
  var mirror: String?

  @Option(help: "Seconds to measure.")
  var seconds = 3.0

  @Flag(help: "Take the arrays from the decoded cache.")
  var cached = false

  @Flag(help: "Prepare the examples for training too.")
  var prepare = false

  @Flag(help: "Print one JSON document.")
  var json = false

  func validate() throws {
    guard seconds > 0 else { throw ValidationError("--seconds must be positive") }
  }

  func run() throws {
    let home = try Home.find()
    let folder = try RunSession.folder(mirror, "--mirror")
    let result = try LoadBenchmark.measure(
      dataset, seconds: seconds, isCached: cached, prepares: prepare
    ) {
      DatasetLibrary.standard(home, mirror: folder, storesDecoded: cached)
    }
    if json {
      try print(String(decoding: try CanonicalJSON.document(result), as: UTF8.self), terminator: "")
    } else {
      try print(Self.text(result))
    }
  }

  private static func text(_ result: LoadBenchmark) -> String {
    let peak = result.peakMemoryBytes.map {
      String(
        format: ", peak memory %.0f MB (limit %.0f MB)", Double($0) / 1e6,
        Double(result.memoryLimitBytes) / 1e6)
    }
    return String(
      format:
        "%@: %.1f ms per load (median of %d; %.1f to %.1f), %.1f ms of it decoding, %.0f examples/s, %.0f MB/s%@",
      result.dataset, result.medianMilliseconds, result.loads, result.minimumMilliseconds,
      result.maximumMilliseconds, result.decodingMilliseconds, result.examplesPerSecond,
      result.megabytesPerSecond, peak ?? "")
  }
}
