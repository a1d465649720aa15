import DataStore

/// Datasets as a table that fits a terminal.
enum DatasetTable {
  /// The fewest characters that a licence is given.
  static let licenceWidth = 8

  /// Returns a block for each domain and task.
  ///
  /// - Parameters:
  ///   - sets: the datasets.
  ///   - width: the characters of a line; nil for as many as it takes.
  /// - Returns: lines with their ends.
  static func text(_ sets: [DatasetSummary], width: Int?) -> String {
    let header = ["id", "train", "test", "classes", "split", "size", "licence"]
    let rows = sets.map { row($0) }
    // All blocks have the same columns, so that the eye can go down the whole list.
    let widths = header.indices.map { column in
      ([header] + rows).map { $0[column].count }.max() ?? 0
    }
    let taken = widths.dropLast().reduce(0) { $0 + $1 + 2 }
    let licence = max(licenceWidth, width.map { $0 - taken } ?? Int.max)
    var text = ""
    for domain in DatasetDomain.allCases {
      for task in DatasetTask.allCases {
        let block = sets.indices.filter { sets[$0].domain == domain && sets[$0].task == task }
        guard !block.isEmpty else { continue }
        text += "\(text.isEmpty ? "" : "\n")\(domain.rawValue), \(task.rawValue):\n"
        text += line(header, widths, licence)
        text += block.map { line(rows[$0], widths, licence) }.joined()
      }
    }
    return text
      + "\nSizes are those of the files, - is generated; a split in % is drawn here;\n"
      + "* marks sets that nobody has decoded here yet.\n"
  }

  private static func row(_ set: DatasetSummary) -> [String] {
    [
      "\(set.id)\(set.verified ? "" : " *")", "\(set.train)", "\(set.test)", "\(set.classes)",
      set.split.text, set.bytes.map { FetchReporter.size($0) } ?? "-", set.licence,
    ]
  }

  /// Numbers stand at the right of their columns, words at the left.
  private static func line(_ cells: [String], _ widths: [Int], _ licence: Int) -> String {
    var line = ""
    for (column, cell) in cells.enumerated() {
      let space = String(repeating: " ", count: max(0, widths[column] - cell.count))
      switch column {
      case 1, 2, 3, 5: line += space + cell + "  "
      case cells.count - 1: line += shortened(cell, to: licence)
      default: line += cell + space + "  "
      }
    }
    return line + "\n"
  }

  private static func shortened(_ text: String, to width: Int) -> String {
    text.count <= width ? text : text.prefix(width - 1) + "\u{2026}"
  }
}
