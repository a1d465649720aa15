import Core
public import Foundation

/// The whole report as canonical JSON, for programs.
///
/// Above 200 seeds an arm they are not listed, and `omitted` says how many there are.
/// Accuracies and their differences are fractions, likelihoods are in nats, seconds stand only
/// below `timings`.
public struct JSONReport: ReportFormat {
  /// The id on the command line.
  public static let id = "json"
  /// The file name's ending.
  public static let fileExtension = "json"
  /// One line for lists.
  public static let summary = "every number of the report, for programs"

  /// Creates the format.
  public init() {}

  /// Returns the document, with sorted keys and shortest round-trip numbers.
  public func render(_ report: ComparisonReport) throws(ReportError) -> Data {
    do {
      return try CanonicalJSON.document(report.withoutLongLists)
    } catch {
      throw .cannotEncode(reason: "\(error)")
    }
  }
}
