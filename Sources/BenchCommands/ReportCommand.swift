import ArgumentParser
import Experiments
import Foundation
import Reports

/// `bench report`: renders the records of a run again.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Write reports from the records of a run.",
    discussion: """
      Nothing is trained. Without --out, the files go into the run folder.

      EXAMPLES
        bench report runs/default
        bench report mnist-quick --format md,json --out paper/
      """)

  @Argument(
    help: ArgumentHelp(
      "The run folder, or the id of a suite whose folder is runs/<suite>.", valueName: "run"))
  var runFolder: String

  @Option(
    help: ArgumentHelp(
      "Formats, separated by commas: \(reportFormats.map { $0.id }.joined(separator: ", ")).",
      valueName: "list"))
  var format = "md,json"

  @Option(help: ArgumentHelp("Where the files go.", valueName: "dir"), completion: .directory)
  var out: String?

  func validate() throws {
    guard formatIDs.isEmpty else { return }
    throw ValidationError(
      "--format names no format; known are \(reportFormats.map { $0.id }.joined(separator: ", ")).")
  }

  /// What was asked for, each once.
  private var formatIDs: [String] {
    var ids: [String] = []
    for id in format.split(whereSeparator: { ", ".contains($0) }).map(String.init)
    where !ids.contains(id) { ids.append(id) }
    return ids
  }

  func run() throws {
    let formats = try formatIDs.map { try reportFormat(id: $0) }
    let folder = Self.folder(runFolder)
    let report = try RunDescription(of: folder)
      .report(from: folder, reportDamage: { StandardError.note("\($0)") })
    let target = out.map { URL(filePath: $0, directoryHint: .isDirectory) } ?? folder
    for file in try ReportFiles.write(report, formats: formats, to: target) {
      try print(file.relativePath)
    }
  }

  /// The run folder that a name means.
  static func folder(_ name: String) -> URL {
    let folder = URL(filePath: name, directoryHint: .isDirectory)
    let isFolder = FileManager.default.fileExists(atPath: folder.path)
    return isFolder || name.contains("/") ? folder : URL(filePath: "runs/\(name)")
  }
}
