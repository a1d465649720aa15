import ArgumentParser
import DataStore
import Experiments
import Foundation

/// `bench data fetch`: downloads what is missing.
struct DataFetchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fetch",
    abstract: "Download the files of datasets into the cache.",
    discussion: """
      Addresses are tried in the manifest's order, each several times. An interrupted download is \
      gone on with by the same command, and a file gets its name only when it is complete and its \
      SHA-256 is right. Files that are there already are not downloaded again.

      EXAMPLES
        bench data fetch mnist iris
        bench data fetch --all --mirror /data/mirror
        bench data fetch mnist --offline         only say whether everything is there
      """)

  @OptionGroup var datasets: DatasetOptions

  @Flag(help: "Use no network; a missing file is an error.")
  var offline = false

  func run() throws {
    let library = try datasets.library(try Home.find())
    let ids = try datasets.chosen(library)
    let stop = StopRequest()
    let watch = SignalWatch(stop)
    let fetcher = DatasetFetcher(
      mirror: try datasets.mirrorFolder(),
      environment: FetchEnvironment(isStopped: { stop.isMade }))
    let reporter = FetchReporter(
      canRedraw: Terminal.current().canRedraw, write: StandardError.write)
    do {
      try EachDataset.perform(ids) { id in
        if stop.isMade { throw FetchError.stopped(dataset: id) }
        try fetch(id, library, fetcher, reporter)
      }
    } catch {
      guard let signal = stop.signal else { throw error }
      StandardError.note(
        "stopped; what was received is kept; to go on: "
          + ShellText.command(CommandLine.arguments))
      throw ExitCode(128 + signal)
    }
    withExtendedLifetime(watch) {}
  }

  private func fetch(
    _ id: String, _ library: DatasetLibrary, _ fetcher: DatasetFetcher, _ reporter: FetchReporter
  ) throws {
    if library.builtInSet(id) != nil {
      try print("\(id): generated on this machine, nothing to fetch")
      return
    }
    let manifest = try library.manifest(id)
    defer { reporter.end() }
    try fetcher.fetch(manifest, isOffline: offline, report: reporter.take)
    let bytes = manifest.files.reduce(0) { $0 + $1.bytes }
    reporter.end()
    try print(
      "\(id): \(ProgressText.count(manifest.files.count, "file")) verified, "
        + FetchReporter.size(bytes))
  }
}
