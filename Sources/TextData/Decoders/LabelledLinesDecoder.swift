import DataStore

/// Lines of a label, a separator and a text.
///
/// Keys: `separator`, the byte that ends the label, and `labelEnd`, a byte at which the label is
/// cut off before it is looked up: `DESC:manner How did …` has the class `DESC:manner` with the
/// separator space, and `DESC` with the label end `:` besides.
struct LabelledLinesDecoder: TextFormat {
  static let format = "text-labelled-lines"

  private let separator: UInt8
  private let labelEnd: UInt8?

  init?(_ fields: inout YAMLFields, _ mistakes: inout [YAMLMistake]) {
    let isCut = fields.value("labelEnd") != nil
    let labelEnd = isCut ? fields.separator("labelEnd", &mistakes) : nil
    guard let separator = fields.separator("separator", &mistakes), !isCut || labelEnd != nil
    else { return nil }
    self.separator = separator
    self.labelEnd = labelEnd
  }

  func read(
    _ text: [UInt8], of content: FileContent, into collector: inout TextCollector
  ) throws {
    try TextLines.forEach(in: text) { line, number in
      guard let end = line.firstIndex(of: separator) else {
        throw TextDataError.noLabel(path: content.path, line: number)
      }
      var label = line[..<end]
      if let labelEnd, let cut = label.firstIndex(of: labelEnd) { label = label[..<cut] }
      let code = try collector.code(label, path: content.path, line: number)
      collector.add(line[(end + 1)...], label: code)
    }
  }
}
