import ArgumentParser
import Core
import DataStore
import Experiments
import Foundation

/// `bench list`: what can be named.
struct ListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List suites, datasets, models, losses, schedules, optimizers or runs.",
    discussion: """
      `bench info ID` says more about an id, and suites name datasets, models, losses and schedules \
      by it. \
      "schedules" lists those of the mixing coefficient α and those of the learning rate, each \
      drawn from the first to the last step (adaptive ones over the training accuracy). \
      "datasets" shows examples, classes, who made the split, size and licence; what is held out \
      for validation is drawn from the training part. "runs" shows the runs below ./runs, or below \
      another folder.

      EXAMPLES
        bench list suites
        bench list schedules --json
        bench list datasets
        bench list runs
        bench list runs /data/runs --json
      """)

  /// What can be listed.
  enum Kind: String, CaseIterable, ExpressibleByArgument {
    case suites, datasets, models, losses, schedules, optimizers, runs
  }

  @Argument(help: "What to list: \(Kind.allCases.map(\.rawValue).joined(separator: ", ")).")
  var kind: Kind

  @Argument(
    help: ArgumentHelp("Where to look for runs; default: runs.", valueName: "folder"),
    completion: .directory)
  var folder: String?

  @Flag(help: "Print one JSON document.")
  var json = false

  func validate() throws {
    if kind != .runs, let folder {
      throw ValidationError("\"\(folder)\": only runs are listed by folder")
    }
  }

  func run() throws {
    if kind == .runs { return try listRuns() }
    if kind == .datasets { return try listDatasets() }
    let entries = try entries()
    if json { return try JSONOutput.write(entries) }
    let families = entries.map(\.family).reduce(into: [String]()) { list, family in
      if list.last != family { list.append(family) }
    }
    for family in families {
      if families.count > 1 { try print("\(family)s:") }
      let rows = entries.filter { $0.family == family }.map { ["  " + $0.id, $0.summary] }
      try print(TextTable.text(kind == .schedules ? try drawn(rows, family) : rows), terminator: "")
      if kind == .schedules { try print("") }
    }
  }

  /// Adds a drawing of its default course to each schedule.
  private func drawn(_ rows: [[String]], _ family: String) throws -> [[String]] {
    try rows.map { row in
      let id = row[0].trimmingCharacters(in: .whitespaces)
      return [row[0], try ScheduleDrawing.text(id, family: family)] + row.dropFirst()
    }
  }

  private func listDatasets() throws {
    let library = DatasetLibrary.standard(try Home.find())
    let sets = try library.ids().map { try DatasetSummary($0, in: library) }
    if json { return try JSONOutput.write(sets) }
    try print(DatasetTable.text(sets, width: Terminal.width()), terminator: "")
  }

  private func listRuns() throws {
    if let folder { _ = try DatasetOptions.folder(folder, option: "FOLDER") }
    let folder = folder ?? "runs"
    let runs = RunSummary.runs(
      below: URL(filePath: folder, directoryHint: .isDirectory),
      notify: { StandardError.note("\($0)") })
    if json { return try JSONOutput.write(runs) }
    try print(RunTable.text(runs, below: folder), terminator: "")
  }

  private func entries() throws -> [CatalogueEntry] {
    switch kind {
    case .models: return CatalogueEntry.entries(of: .models)
    case .losses: return CatalogueEntry.entries(of: .losses)
    case .optimizers: return CatalogueEntry.entries(of: .optimizers)
    case .schedules:
      return [.mixingSchedules, .adaptiveMixingSchedules, .learningRates].flatMap {
        CatalogueEntry.entries(of: $0)
      }
    case .datasets, .runs: return []  // They have more columns.
    case .suites:
      let home = try Home.find()
      let library = DatasetLibrary.standard(home)
      return try home.suites.ids().map {
        try CatalogueEntry(suite: $0, in: home.suites, datasets: try library.ids())
      }
    }
  }
}
