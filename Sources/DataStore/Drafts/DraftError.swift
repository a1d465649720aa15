public import Core

/// Why no manifest could be drafted.
public enum DraftError: ReportableError, Hashable {
  /// No drafter knows the format.
  case unknownFormat(files: [String])
  /// A file cannot be read as text, whatever is in it.
  case unreadable(path: String, DraftFault)
  /// The class column cannot be found.
  case noClassColumn(path: String, found: String, columns: [String])
  /// Some rows have no class.
  case rowsWithoutClass(path: String, column: String, found: Int, rows: Int)
  /// The header has a name twice.
  case repeatedColumn(path: String, name: String)
  /// Every column but the class is left out.
  case noFeatures(path: String, reasons: [String])
  /// An archive holds other problems than the one named, or several and none is named.
  case severalProblems(path: String, found: [String])

  /// A mistake in what was asked for.
  public var kind: FailureKind { .usage }

  /// What is wrong, where, and what to do next.
  public var description: String {
    switch self {
    case .unknownFormat(let files):
      "\(files.joined(separator: ", ")): no format that can be drafted; expected tables or "
        + "texts in one file or two, an archive of texts by class, .ts or UCR text files, a file "
        + "a channel, strings of symbols, four IDX files or a CIFAR archive; say --domain if it is "
        + "one of these, else copy a manifest of data-manifests/ and change it"
    case .unreadable(let path, let fault): "\(path): \(fault.text)"
    case .noClassColumn(let path, let found, let columns):
      "\(path): found \(found) as class; expected a column of 2 to 1000 different words that "
        + "repeat; name it with --class: \(Self.shown(columns))"
    case .rowsWithoutClass(let path, let column, let found, let rows):
      "\(path): the class column \"\(column)\" is empty in \(found) of \(rows) rows; expected a "
        + "class in every row; remove these rows, or name another column with --class"
    case .repeatedColumn(let path, let name):
      "\(path): the header names \"\(name)\" twice; expected different names; rename one of them "
        + "in the file"
    case .noFeatures(let path, let reasons):
      "\(path): no column is left to learn from (\(reasons.prefix(5).joined(separator: "; "))); "
        + "expected at least one of numbers or of words that repeat; correct the file, or say --domain"
    case .severalProblems(let path, let found):
      "\(path): found \(found.isEmpty ? "no problem" : "\(found.count) problems") with a training "
        + "and a test file; expected one; name it with --problem: \(Self.shown(found))"
    }
  }

  /// The first of many names.
  private static func shown(_ names: [String]) -> String {
    let most = 20
    let first = names.prefix(most).joined(separator: ", ")
    return names.count > most ? "\(first) and \(names.count - most) more" : first
  }
}

/// What keeps a file from being read as text.
public enum DraftFault: Hashable, Sendable {
  /// There is no byte in it.
  case empty
  /// It starts with the byte order mark of UTF-16.
  case utf16
  /// Its lines end with carriage returns alone.
  case carriageReturns

  var text: String {
    switch self {
    case .empty: "is empty; expected examples; get an intact copy"
    case .utf16:
      "starts with the mark of UTF-16; expected UTF-8 or Latin-1; convert it, such as with: "
        + "iconv -f UTF-16 -t UTF-8"
    case .carriageReturns:
      "ends its lines with carriage returns alone; expected line feeds; convert it, such as with: "
        + "tr '\\r' '\\n'"
    }
  }

  /// Looks at the first bytes of a file.
  init?(_ bytes: ArraySlice<UInt8>) {
    if bytes.isEmpty {
      self = .empty
    } else if bytes.starts(with: [0xff, 0xfe]) || bytes.starts(with: [0xfe, 0xff]) {
      self = .utf16
    } else if bytes.contains(0x0d), !bytes.contains(0x0a), !bytes.contains(0) {
      self = .carriageReturns
    } else {
      return nil
    }
  }
}
