/// Text made safe for Markdown, and tables.
enum MarkdownText {
  /// Returns a text that shows as written: characters that Markdown reads as markup are escaped.
  static func escaped(_ text: String) -> String {
    var result = ""
    for character in text {
      if character.isNewline {
        result += " "
      } else {
        if "\\`*_{}[]<>#|~$&!".contains(character) { result += "\\" }
        result.append(character)
      }
    }
    return result
  }

  /// Returns a fenced block whose fence is longer than any run of backticks inside.
  static func block(_ text: String, language: String) -> [String] {
    var (longest, current) = (0, 0)
    for character in text {
      current = character == "`" ? current + 1 : 0
      longest = max(longest, current)
    }
    let fence = String(repeating: "`", count: max(3, longest + 1))
    return [fence + language, text, fence]
  }

  /// Returns a table; columns after the first `textColumns` are aligned right, the last is text again
  /// if asked for.
  ///
  /// Cells are Markdown already: names in them have been escaped.
  static func table(
    _ header: [String], _ rows: [[String]], textColumns: Int = 1, endsWithText: Bool = false
  ) -> [String] {
    let rules = header.indices.map { column in
      column < textColumns || (endsWithText && column == header.count - 1) ? "---" : "---:"
    }
    return ([header, rules] + rows).map { "| \($0.joined(separator: " | ")) |" }
  }
}
