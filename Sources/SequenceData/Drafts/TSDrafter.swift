import DataStore

/// Drafts manifests of `.ts` files, as they are or in an archive.
enum TSDrafter: ManifestDrafter {
  static let domain = DatasetDomain.sequences

  static func draft(_ files: [DraftFile], hints: DraftHints) throws -> ManifestDraft? {
    guard let problem = try SeriesProblem(files, endings: [".ts"], hints, read: tally),
      let first = problem.parts.values.first,
      problem.parts.values.allSatisfy({ $0.classes == first.classes }),
      let channels = first.channels
    else { return nil }
    return problem.draft(
      [.word("format", TSDecoder.format), .word("channels", "\(channels)")],
      classes: first.classes)
  }

  /// Reads the header's classes, then counts channels, lengths and labels; values are not looked at.
  private static func tally(_ bytes: [UInt8], _ path: String) throws -> SeriesTally? {
    var text = try SeriesText(path: path, bytes: bytes)
    var tally = SeriesTally()
    var isData = false
    while let line = text.nextFilledLine() {
      if isData {
        guard add(line, text, to: &tally) else { return nil }
      } else if text.bytes[line.lowerBound] == UInt8(ascii: "@") {
        let words = text.text(line).split(whereSeparator: \.isWhitespace)
        switch words.first?.lowercased() {
        case "@classlabel":
          guard words.count > 3, words[1].lowercased() == "true" else { return nil }
          tally.classes = words.dropFirst(2).map(String.init)
        case "@data": isData = true
        default: break
        }
      }
    }
    return tally.classes.isEmpty || tally.channels == nil ? nil : tally
  }

  private static func add(
    _ line: Range<Int>, _ text: SeriesText, to tally: inout SeriesTally
  ) -> Bool {
    var channels = 0
    var length = 1
    var start = line.lowerBound
    for place in line where text.bytes[place] == UInt8(ascii: ":") {
      if channels == 0 {
        length = 1 + text.bytes[start..<place].count { $0 == UInt8(ascii: ",") }
      }
      channels += 1
      start = place + 1
    }
    let label = text.text(text.trimmed(start..<line.upperBound))
    return tally.add(label, channels: channels, length: length)
  }
}
