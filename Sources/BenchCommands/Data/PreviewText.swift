import DataStore
import Foundation
import ImageData

/// Examples in characters.
enum PreviewText {
  /// The widest cell of a table.
  static let cellWidth = 18
  /// The rows of a table that are shown side by side.
  static let rowsInBlock = 5
  /// The characters of a text, and of a series, in a line.
  static let lineWidth = 72
  /// The channels of a series that are drawn.
  static let channelLimit = 9

  /// Returns what is on an image sheet, a line for each of its rows.
  static func sheet(_ id: String, _ path: String, _ labels: [String]) -> String {
    var text = "\(id): \(ProgressText.count(labels.count, "picture")) in \(path)\n"
    for start in stride(from: 0, to: labels.count, by: ImageSheet.columns) {
      let row = labels[start..<min(labels.count, start + ImageSheet.columns)]
      text += "  " + row.joined(separator: ", ") + "\n"
    }
    return text
  }

  /// Returns tables, texts and series.
  static func text(_ id: String, _ preview: DatasetPreview, _ labels: [String]) -> String {
    switch preview {
    case .images: return sheet(id, "no file", labels)
    case .table(let header, let rows): return table(id, header, rows, labels)
    case .texts(let texts):
      return zip(labels, texts).map { label, text in
        "\(id) [\(label)] \(shortened(oneLine(text), to: lineWidth * 4))\n"
      }.joined()
    case .series(let examples):
      return zip(labels, examples).map { label, channels in
        let length = channels.map(\.count).max() ?? 0
        return "\(id) [\(label)] \(ProgressText.count(length, "step"))\n"
          + channels.prefix(channelLimit).map { "  \(plot($0))\n" }.joined()
      }.joined()
    }
  }

  /// A line for each column of the table, so that wide ones stay readable, in blocks of a few rows.
  private static func table(
    _ id: String, _ header: [String], _ rows: [[String]], _ labels: [String]
  ) -> String {
    var text = "\(id): \(ProgressText.count(rows.count, "row")), one below each class\n"
    for start in stride(from: 0, to: rows.count, by: rowsInBlock) {
      let block = start..<min(rows.count, start + rowsInBlock)
      let top = ["  class"] + labels[block]
      let lines = header.enumerated().map { column, name in
        ["  " + name] + rows[block].map { $0[column] }
      }
      text += TextTable.text(([top] + lines).map { $0.map { shortened($0, to: cellWidth) } })
    }
    return text
  }

  /// Draws values in one line: each character is the mean of its share of the steps.
  static func plot(_ values: [Float]) -> String {
    let levels = Array("▁▂▃▄▅▆▇█")
    let known = values.filter(\.isFinite)
    guard let least = known.min(), let most = known.max() else { return "no values" }
    let width = min(lineWidth, values.count)
    let drawn = (0..<width).map { column -> Character in
      let share = values[column * values.count / width..<(column + 1) * values.count / width]
        .filter(\.isFinite)
      guard !share.isEmpty else { return " " }
      let mean = share.reduce(0, +) / Float(share.count)
      let height = most > least ? (mean - least) / (most - least) : 0.5
      return levels[min(levels.count - 1, max(0, Int(height * Float(levels.count))))]
    }
    return String(drawn) + "  \(least) to \(most)"
  }

  /// A text without line ends and control characters, which could change the terminal.
  static func oneLine(_ text: String) -> String {
    text.split { $0.isWhitespace || $0.isNewline }.joined(separator: " ")
      .filter { $0.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control } }
  }

  private static func shortened(_ text: String, to width: Int) -> String {
    text.count <= width ? text : text.prefix(width - 1) + "…"
  }
}
