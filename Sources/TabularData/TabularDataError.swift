public import Core

/// Why a table's file is not what its manifest describes.
public enum TabularDataError: ReportableError, Equatable {
  /// A row has too few or too many fields.
  case wrongFieldCount(path: String, line: Int, found: Int, expected: Int)
  /// The file ends within quotes.
  case openQuote(path: String, line: Int)
  /// Something follows a closing quote in the same field.
  case textAfterQuote(path: String, line: Int, field: Int)
  /// The header names other columns than the manifest.
  case wrongHeader(path: String, line: Int, field: Int, found: String, expected: String)
  /// A cell of a numeric column is no finite number.
  case notNumeric(path: String, line: Int, column: String, found: String)
  /// A cell holds bytes that are not UTF-8.
  case notText(path: String, line: Int, column: String)
  /// A cell of an ordered column is none of its words.
  case unknownLevel(path: String, line: Int, column: String, found: String, known: [String])
  /// A row is longer than any row is held to be.
  case longRow(path: String, line: Int, limit: Int)
  /// The class column names no class.
  case unknownClass(path: String, line: Int, found: String, known: [String])
  /// The file has no rows.
  case noRows(path: String)

  /// What is wrong, where, and what to do next.
  public var description: String {
    switch self {
    case .wrongFieldCount(let path, let line, let found, let expected):
      "\(path):\(line): has \(found) field\(found == 1 ? "" : "s"); expected \(expected); "
        + "complete the row, or correct separator or columns in the manifest"
    case .openQuote(let path, let line):
      "\(path):\(line): a quote opens here and never closes; expected a closing quote; "
        + "correct the row, or quote in the manifest"
    case .textAfterQuote(let path, let line, let field):
      "\(path):\(line): text follows the closing quote of field \(field); "
        + "expected the separator; correct the row, or quote in the manifest"
    case .wrongHeader(let path, let line, let field, let found, let expected):
      "\(path):\(line): header field \(field) is \"\(found)\"; expected \"\(expected)\"; "
        + "correct columns in the manifest or get the right file"
    case .notNumeric(let path, let line, let column, let found):
      "\(path):\(line): column \"\(column)\" holds \"\(found)\"; expected a finite number; "
        + "list the token under missing in the manifest, or correct the row"
    case .notText(let path, let line, let column):
      "\(path):\(line): column \"\(column)\" holds bytes that are not UTF-8; "
        + "expected text; name its encoding under decoder in the manifest"
    case .unknownLevel(let path, let line, let column, let found, let known):
      "\(path):\(line): column \"\(column)\" holds \"\(found)\"; "
        + "\(Suggestion.hint(for: found, in: known)); list the word under levels or missing in "
        + "the manifest"
    case .longRow(let path, let line, let limit):
      "\(path):\(line): a row starts here that is longer than \(limit) bytes; expected line ends; "
        + "correct quote in the manifest or get the right file"
    case .unknownClass(let path, let line, let found, let known):
      "\(path):\(line): unknown class \"\(found)\"; \(Suggestion.hint(for: found, in: known)); "
        + "list spellings under classes in the manifest"
    case .noRows(let path):
      "\(path): has no rows; expected at least one; replace it with an intact copy"
    }
  }
}
