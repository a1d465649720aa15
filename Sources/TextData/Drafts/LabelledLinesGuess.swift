import DataStore

/// Lines of a label and a text, as they are probably written.
struct LabelledLinesGuess {
  private let separator: String
  private let labelEnd: String?
  private let labels: Set<String>

  /// Compares all lines with each way to write a label; nil when none fits.
  ///
  /// - Parameters:
  ///   - texts: the files.
  ///   - isForced: whether few examples are proof enough, because a person said that they are texts.
  init?(_ texts: [[UInt8]], isForced: Bool) {
    var lines: [ArraySlice<UInt8>] = []
    for text in texts { TextLines.forEach(in: text) { line, _ in lines.append(line) } }
    let tab = UInt8(ascii: "\t")
    let (colon, blank) = (UInt8(ascii: ":"), UInt8(ascii: " "))
    if let labels = Self.labels(lines, separator: tab, isForced) {
      (separator, labelEnd, self.labels) = ("tab", nil, labels)
    } else if let labels = Self.labels(lines, separator: blank, isForced),
      labels.allSatisfy({ $0.contains(":") && !$0.hasSuffix(":") && !$0.hasPrefix(":") })
    {
      // A word such as DESC:manner: the part before the colon is the class.
      separator = "space"
      labelEnd = ":"
      self.labels = Set(labels.map { String($0.prefix { $0 != ":" }) })
    } else if let labels = Self.labels(lines, separator: blank, isForced),
      labels.allSatisfy({ $0.hasPrefix(Self.fastTextMark) && $0 != Self.fastTextMark })
    {
      (separator, labelEnd, self.labels) = ("space", nil, labels)
    } else if let labels = Self.labels(lines, separator: colon, isForced),
      labels.allSatisfy({ !$0.contains(" ") })
    {
      (separator, labelEnd, self.labels) = (":", nil, labels)
    } else {
      return nil
    }
  }

  func sample(_ encoding: TextEncoding) -> TextSample {
    var decoder: [YAMLValue.Entry] = [
      .word("format", LabelledLinesDecoder.format), .word("separator", separator),
    ]
    if let labelEnd { decoder.append(.word("labelEnd", labelEnd)) }
    let classes = TextSample.ordered(labels).map { label in
      label.hasPrefix(Self.fastTextMark)
        ? ClassName(String(label.dropFirst(Self.fastTextMark.count)), spellings: [label])
        : ClassName(label)
    }
    return TextSample(decoder, encoding, classes: classes)
  }

  /// The words before the first separator, if every line has one, they repeat, and most lines go on
  /// with several words.
  private static func labels(
    _ lines: [ArraySlice<UInt8>], separator: UInt8, _ isForced: Bool
  ) -> Set<String>? {
    var counts: [String: Int] = [:]
    var texts = 0
    for line in lines {
      guard let end = line.firstIndex(of: separator), end > line.startIndex,
        end - line.startIndex <= 60
      else { return nil }
      counts[String(decoding: line[..<end], as: UTF8.self), default: 0] += 1
      guard counts.count <= 1000 else { return nil }
      if TextRowsGuess.isSentence(line[(end + 1)...]) { texts += 1 }
    }
    guard counts.count >= 2, texts * 2 > lines.count else { return nil }
    // The label of a header stands once, and a label that does not repeat teaches nothing.
    guard isForced || counts.values.allSatisfy({ $0 > 1 }) && counts.count * 5 <= lines.count
    else { return nil }
    return Set(counts.keys)
  }

  private static let fastTextMark = "__label__"
}
