import Core
public import Foundation
public import Reports

/// Reports as files, one for each format.
public enum ReportFiles {
  /// What a run writes beside its records.
  public static let standardFormats: [any ReportFormat.Type] = [
    MarkdownReport.self, JSONReport.self,
  ]

  /// Writes `report.<extension>` for each format.
  ///
  /// - Parameters:
  ///   - report: what to write.
  ///   - formats: how to write it.
  ///   - folder: where; missing folders are created.
  /// - Returns: the files, in the order of the formats.
  /// - Throws: an error of the format or of the folder.
  @discardableResult
  public static func write(
    _ report: ComparisonReport, formats: [any ReportFormat.Type], to folder: URL
  ) throws -> [URL] {
    var files: [URL] = []
    for format in formats {
      let file = folder.appending(path: "report.\(format.fileExtension)")
      try AtomicFile.write(try format.init().render(report), to: file)
      files.append(file)
    }
    return files
  }
}
