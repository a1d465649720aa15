public import Foundation

/// JSON with one spelling for each value: sorted keys and shortest round-trip numbers.
///
/// The digest of a canonical text identifies the value, so keys of results are made from it.
public enum CanonicalJSON {
  /// Encodes on one line, for digests.
  public static func text(_ value: some Encodable) throws -> String {
    String(decoding: try encode(value, pretty: false), as: UTF8.self)
  }

  /// Encodes with indentation and a final line end, for files that people read.
  public static func document(_ value: some Encodable) throws -> Data {
    try encode(value, pretty: true) + Data("\n".utf8)
  }

  private static func encode(_ value: some Encodable, pretty: Bool) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    if pretty { encoder.outputFormatting.insert(.prettyPrinted) }
    return try encoder.encode(value)
  }
}
