public import Core
import Foundation

/// Why a record could not be read or written.
public enum RecordError: ReportableError, Equatable {
  /// The file is not a whole record, or was changed after it was written.
  case damaged(path: String, reason: String)
  /// The file was written by a later version.
  case newerFormat(path: String, found: Int, supported: Int)
  /// The record holds something JSON cannot, such as a score that is not finite.
  case cannotEncode(key: String, reason: String)
  /// The stored predictions are not base64 of 16-bit numbers.
  case badPredictions(key: String)
  /// The file system refused.
  case file(FileError)

  /// What is wrong, where, and what to do next.
  public var description: String {
    switch self {
    case .damaged(let path, let reason):
      "\(path): not a whole trial record: \(reason); it is not used, and the same run command "
        + "computes the trial again"
    case .newerFormat(let path, let found, let supported):
      "\(path): record format \(found); this version reads up to \(supported); update LossBench "
        + "or choose another folder with --out"
    case .cannotEncode(let key, let reason):
      "record \(key.prefix(12)): cannot be written as JSON: \(reason); every number of a record "
        + "must be finite"
    case .badPredictions(let key):
      "record \(key.prefix(12)): testPredictions is not base64 of 16-bit numbers; run the trial "
        + "again into another folder with --out"
    case .file(let error): error.description
    }
  }

  /// Says in one line what a coder of JSON threw, with the field's path.
  public static func reason(_ error: any Error) -> String {
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
}
