import Core
import Foundation

/// A record as its file holds it: the record's own fields and, beside them, `recordDigest`.
///
/// The digest is the SHA-256 of the record's canonical text. It catches what decoding cannot: a
/// flipped digit, a number edited by hand.
enum SealedRecord {
  /// Returns a file's bytes.
  static func encode(_ record: TrialRecord) throws(RecordError) -> Data {
    do {
      return try CanonicalJSON.document(Sealed(record: record, digest: try digest(of: record)))
    } catch {
      throw .cannotEncode(key: record.key, reason: Self.reason(error))
    }
  }

  /// Reads a file's bytes back.
  ///
  /// - Throws: ``RecordError/damaged(path:reason:)`` or
  ///   ``RecordError/newerFormat(path:found:supported:)``.
  static func decode(_ data: Data, path: String) throws(RecordError) -> TrialRecord {
    let decoder = JSONDecoder()
    let header: Header
    do {
      header = try decoder.decode(Header.self, from: data)
    } catch {
      throw .damaged(path: path, reason: reason(error))
    }
    guard header.format <= TrialRecord.currentFormat else {
      throw .newerFormat(
        path: path, found: header.format, supported: TrialRecord.currentFormat)
    }
    let record: TrialRecord
    let actual: String
    do {
      record = try decoder.decode(TrialRecord.self, from: data)
      actual = try digest(of: record)
    } catch {
      throw .damaged(path: path, reason: reason(error))
    }
    guard actual == header.recordDigest else {
      throw .damaged(
        path: path,
        reason: "its content has digest \(actual.prefix(12)), not \(header.recordDigest.prefix(12))"
      )
    }
    return record
  }

  private static func digest(of record: TrialRecord) throws -> String {
    DigestStream.hexadecimal(of: try CanonicalJSON.text(record))
  }

  /// One line for what a coder threw, with the field's path.
  private static func reason(_ error: any Error) -> String {
    let context: DecodingError.Context
    switch error {
    case DecodingError.dataCorrupted(let found): context = found
    case DecodingError.keyNotFound(let key, _): return "it lacks \"\(key.stringValue)\""
    case DecodingError.typeMismatch(_, let found): context = found
    case DecodingError.valueNotFound(_, let found): context = found
    case EncodingError.invalidValue(let value, let found):
      let path = found.codingPath.map(\.stringValue).joined(separator: ".")
      return "\(path) is \(value)"
    default: return FileError.reason(error)
    }
    let path = context.codingPath.map(\.stringValue).joined(separator: ".")
    return path.isEmpty ? "it is no JSON, or cut short" : "\(path) does not hold what it should"
  }

  private struct Header: Decodable {
    var format: Int
    var recordDigest: String
  }

  private struct Sealed: Encodable {
    var record: TrialRecord
    var digest: String

    enum Key: String, CodingKey { case recordDigest }

    func encode(to encoder: any Encoder) throws {
      try record.encode(to: encoder)
      var container = encoder.container(keyedBy: Key.self)
      try container.encode(digest, forKey: .recordDigest)
    }
  }
}
