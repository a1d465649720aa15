import Core
public import Foundation

/// A record as a file of an earlier version holds it: its own fields and, beside them, `recordDigest`.
///
/// The digest is the SHA-256 of the record's canonical text. It catches what decoding cannot: a
/// flipped digit, a number edited by hand.
public enum SealedRecord {
  /// Reads a file's bytes.
  ///
  /// - Parameters:
  ///   - data: the bytes.
  ///   - path: the file, for messages.
  /// - Returns: the record, whose content has the digest stated.
  /// - Throws: ``RecordError/damaged(path:reason:)`` or
  ///   ``RecordError/newerFormat(path:found:supported:)``.
  public static func decode(_ data: Data, path: String) throws(RecordError) -> TrialRecord {
    let decoder = JSONDecoder()
    let header: Header
    do {
      header = try decoder.decode(Header.self, from: data)
    } catch {
      throw .damaged(path: path, reason: RecordError.reason(error))
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
      throw .damaged(path: path, reason: RecordError.reason(error))
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

  private struct Header: Decodable {
    var format: Int
    var recordDigest: String
  }
}
