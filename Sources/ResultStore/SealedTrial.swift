import Core
import Foundation
import GRDB
import Records

/// A whole record as a row holds it: canonical JSON, the predictions beside it, and digests.
struct SealedTrial {
  /// The columns in the order of ``arguments`` and of reading.
  static let columns = ["json", "predictions", "seal", "content"]

  /// The columns with the table's name, for `SELECT`.
  static let selection = columns.map { "record.\($0)" }.joined(separator: ", ")

  /// The record as canonical JSON; its predictions are empty where ``predictions`` holds them.
  var json: String
  /// The predictions as bytes: base64 would take a third more.
  var predictions: Data
  /// The SHA-256 of both, which shows that they are what was stored.
  var seal: String
  /// The SHA-256 of the whole record without its times: equal for two runs of the same trial.
  var content: String

  /// Seals a record.
  ///
  /// - Throws: ``RecordError/cannotEncode(key:reason:)``.
  init(_ record: TrialRecord) throws(Records.RecordError) {
    var record = record
    do {
      var timeless = record
      timeless.timing = TimingFacts(
        startedAt: "", trainingSeconds: 0, evaluationSeconds: 0, totalSeconds: 0, jobs: 0,
        loadAverage: 0)
      content = DigestStream.hexadecimal(of: try CanonicalJSON.text(timeless))
      predictions = Data(base64Encoded: record.testPredictions) ?? Data()
      // Text that does not come back the same stays where it is.
      if predictions.base64EncodedString() == record.testPredictions {
        record.testPredictions = ""
      } else {
        predictions = Data()
      }
      json = try CanonicalJSON.text(record)
    } catch {
      throw .cannotEncode(key: record.key, reason: Records.RecordError.reason(error))
    }
    seal = Self.seal(json, predictions)
  }

  /// Reads the columns of a row from a place on; nil when there are none.
  init?(_ reader: inout ColumnReader) throws {
    let json: String? = try reader.next()
    let predictions: Data? = try reader.next()
    let seal: String? = try reader.next()
    let content: String? = try reader.next()
    guard let json, let predictions, let seal, let content else { return nil }
    self.json = json
    self.predictions = predictions
    self.seal = seal
    self.content = content
  }

  /// Whether the bytes are those that were sealed.
  var isWhole: Bool { seal == Self.seal(json, predictions) }

  /// Returns the record.
  ///
  /// - Throws: an error of the decoder, or ``RecordError`` for a later format.
  func record(path: String) throws -> TrialRecord {
    let decoder = JSONDecoder()
    let data = Data(json.utf8)
    let header = try decoder.decode(Header.self, from: data)
    guard header.format <= TrialRecord.currentFormat else {
      throw Records.RecordError.newerFormat(
        path: path, found: header.format, supported: TrialRecord.currentFormat)
    }
    var record = try decoder.decode(TrialRecord.self, from: data)
    if !predictions.isEmpty { record.testPredictions = predictions.base64EncodedString() }
    return record
  }

  /// The values for `INSERT`, in the order of ``columns``.
  var arguments: StatementArguments { [json, predictions, seal, content] }

  private static func seal(_ json: String, _ predictions: Data) -> String {
    var digest = DigestStream()
    digest.update(Data(json.utf8))
    digest.update([0] as [UInt8])
    digest.update(predictions)
    return digest.hexadecimal()
  }

  private struct Header: Decodable { var format: Int }
}
