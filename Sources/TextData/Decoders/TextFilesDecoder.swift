import DataStore

/// Files whose class is in their name or their folder's, one text each or one a line.
///
/// Keys: `classFrom` (folder or file) and `examples` (files or lines).
struct TextFilesDecoder: TextFormat {
  static let format = "text-files"

  private enum ClassSource: String, CaseIterable { case folder, file }
  private enum Unit: String, CaseIterable { case files, lines }

  private let source: ClassSource
  private let unit: Unit

  init?(_ fields: inout YAMLFields, _ mistakes: inout [YAMLMistake]) {
    let source = fields.choice("classFrom", ClassSource.self, &mistakes)
    let unit = fields.choice("examples", Unit.self, &mistakes)
    guard let source, let unit else { return nil }
    self.source = source
    self.unit = unit
  }

  func read(
    _ text: [UInt8], of content: FileContent, into collector: inout TextCollector
  ) throws {
    let parts = content.name.utf8.split(separator: UInt8(ascii: "/"))
    let name = source == .file ? parts.last : parts.dropLast().last
    let code = try collector.code(named: name.map { Substring($0) } ?? "", path: content.path)
    switch unit {
    case .files: collector.add(text[...], label: code)
    case .lines: TextLines.forEach(in: text) { line, _ in collector.add(line, label: code) }
    }
  }
}
