import ArgumentParser
import Experiments
import Foundation
import Reports
import ResultStore

/// `bench merge`: joins the stores of shards or machines.
struct MergeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Join the results of several run folders.",
    discussion: """
      The folders are parts of one suite: shards, or machines that ran other seeds. Records that \
      agree in everything but their times count once. Records of the same trial that differ are \
      refused by name, and then nothing is written. A folder named by --out that holds a part \
      already takes part.

      EXAMPLES
        bench merge runs/default-1 runs/default-2 --out runs/default
        bench merge shards/*/results.sqlite --out merged
      """)

  @Argument(
    help: ArgumentHelp("Run folders, or the stores in them.", valueName: "store"),
    completion: .directory)
  var stores: [String]

  @Option(
    help: ArgumentHelp("The folder of the joined run.", valueName: "dir"), completion: .directory)
  var out: String

  @Flag(help: "Print one JSON document instead of the table.")
  var json = false

  func run() throws {
    let target = URL(filePath: out, directoryHint: .isDirectory)
    let result = try RunMerge(
      of: stores.map { URL(filePath: $0) }, into: target,
      notify: { StandardError.note("\($0)") }
    ).perform()
    let repeated = result.records.repeatedCount
    StandardError.note(
      "\(ProgressText.count(result.records.recordCount, "record")) from "
        + ProgressText.count(stores.count, "folder")
        + (repeated > 0 ? "; \(repeated) were there more than once and agree" : ""))
    if json { return try JSONOutput.write(result.report.withoutLongLists) }
    try print(VerdictTable(usesColor: Terminal.current().usesColor).text(result.report))
    try print("Report: \(target.appending(path: "report.md").relativePath)")
  }
}
