public import Foundation

/// A generated dataset of which the best possible accuracy is known.
///
/// It is written in real container files and read back through the same decoders as any other.
public protocol BuiltInSet: Sendable {
  /// The stable id.
  static var id: String { get }
  /// Counts up whenever the examples change.
  static var version: Int { get }
  /// One line for lists.
  static var summary: String { get }
  /// The kind of input.
  static var domain: DatasetDomain { get }
  /// The expected test accuracy of the rule that knows the generator, label noise included.
  static var bayesAccuracy: Double { get }
  /// Writes the files into an empty folder and returns the manifest that describes them.
  static func write(to folder: URL) throws -> DatasetManifest
}
