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
  /// The number of training examples.
  static var trainCount: Int { get }
  /// The number of test examples.
  static var testCount: Int { get }
  /// The number of classes.
  static var classCount: Int { get }
  /// The expected test accuracy of the rule that knows the generator, label noise included.
  static var bayesAccuracy: Double { get }
  /// How its files are read.
  static var decoder: DecoderChoice { get }
  /// Writes the files into an empty folder and returns the manifest that describes them.
  static func write(to folder: URL) throws -> DatasetManifest
}

extension BuiltInSet {
  /// What is generated is part of LossBench and on its terms.
  public static var licence: String { "Apache-2.0" }
}
