public import Core

/// Why a text file is not what its manifest describes.
public enum TextDataError: ReportableError, Equatable {
  /// The bytes are not UTF-8.
  case notUTF8(path: String, line: Int, offset: Int)
  /// A zero byte, which no text has.
  case zeroByte(path: String, line: Int, offset: Int)
  /// A row has too few or too many fields.
  case wrongFieldCount(path: String, line: Int, found: Int, expected: Int)
  /// The file ends within quotes.
  case openQuote(path: String, line: Int)
  /// Something follows a closing quote in the same field.
  case textAfterQuote(path: String, line: Int, field: Int)
  /// The first row does not name the columns listed.
  case wrongHeader(path: String, found: [String], expected: [String])
  /// A line has no separator between label and text.
  case noLabel(path: String, line: Int)
  /// A label names no class.
  case unknownClass(path: String, line: Int, found: String, known: [String])
  /// A file's or folder's name names no class.
  case unknownClassName(path: String, found: String, known: [String])
  /// A file has no example.
  case noExamples(path: String)

  /// What is wrong, where, and what to do next.
  public var description: String {
    switch self {
    case .notUTF8(let path, let line, let offset):
      "\(path):\(line): the byte at offset \(offset) is not UTF-8; "
        + "expected text; name its encoding under decoder in the manifest"
    case .zeroByte(let path, let line, let offset):
      "\(path):\(line): a zero byte at offset \(offset); expected text; get the right file"
    case .wrongFieldCount(let path, let line, let found, let expected):
      "\(path):\(line): has \(found) field\(found == 1 ? "" : "s"); expected \(expected); "
        + "complete the row, or correct separator or columns in the manifest"
    case .openQuote(let path, let line):
      "\(path):\(line): a quote opens here and never closes; expected a closing quote; "
        + "correct the row, or quote in the manifest"
    case .textAfterQuote(let path, let line, let field):
      "\(path):\(line): text follows the closing quote of field \(field); "
        + "expected the separator; correct the row, or quote in the manifest"
    case .wrongHeader(let path, let found, let expected):
      "\(path):1: the header is \(found.map(\.debugDescription).joined(separator: ", ")); "
        + "expected \(expected.map(\.debugDescription).joined(separator: ", ")); "
        + "correct header in the manifest or get the right file"
    case .noLabel(let path, let line):
      "\(path):\(line): no separator after a label; expected a label, the separator, a text; "
        + "correct the line, or separator in the manifest"
    case .unknownClass(let path, let line, let found, let known):
      "\(path):\(line): unknown class \(found.debugDescription); "
        + "\(Suggestion.hint(for: found, in: known)); list spellings under classes in the manifest"
    case .unknownClassName(let path, let found, let known):
      "\(path): its class would be \(found.debugDescription), which is unknown; "
        + "\(Suggestion.hint(for: found, in: known)); list spellings under classes in the manifest"
    case .noExamples(let path):
      "\(path): has no examples; expected at least one; replace it with an intact copy"
    }
  }
}
