public import Foundation

/// A way to write a report down.
///
/// A new format is one file in `Formats/` and one line in ``reportFormats``.
public protocol ReportFormat: Sendable {
  /// The id used on the command line, such as `md`.
  static var id: String { get }
  /// The file name's ending, without the dot.
  static var fileExtension: String { get }
  /// One line for lists.
  static var summary: String { get }
  /// Creates the format with its default settings.
  init()
  /// Returns the bytes of a file; the same report gives the same bytes.
  func render(_ report: ComparisonReport) throws(ReportError) -> Data
}

/// Every format, in the order of lists.
public let reportFormats: [any ReportFormat.Type] = [
  MarkdownReport.self,
  JSONReport.self,
  VerdictTable.self,
]

/// Returns the format with this id.
///
/// - Throws: ``ReportError/unknownFormat(id:known:)``.
public func reportFormat(id: String) throws(ReportError) -> any ReportFormat.Type {
  guard let format = reportFormats.first(where: { $0.id == id }) else {
    throw .unknownFormat(id: id, known: reportFormats.map { $0.id })
  }
  return format
}
