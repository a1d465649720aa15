import Core

/// The keys of one mapping while they are read: every mistake is noted and reading goes on.
///
/// A key counts as known once it was asked for, so ``finish(_:)`` finds the misspelt ones without
/// a second list of keys.
public struct YAMLFields: Sendable {
  /// What the mapping describes, for messages, such as `files[1]`; empty at the top.
  public let subject: String
  /// The line of the mapping.
  public let line: Int
  private let entries: [YAMLValue.Entry]
  private var asked: [String] = []
  private var missing: [String] = []

  /// Starts to read a value that has to be a mapping; otherwise a mistake is noted.
  public init?(_ value: YAMLValue, subject: String, _ mistakes: inout [YAMLMistake]) {
    guard case .mapping(let entries) = value.content else {
      mistakes.append(
        YAMLMistake(
          line: value.line, text: "\(subject.isEmpty ? "the file" : subject) has to be a mapping"))
      return nil
    }
    self.subject = subject
    line = value.line
    self.entries = entries
  }

  /// Returns a value without looking at it; nil when the key is absent.
  public mutating func value(_ key: String) -> YAMLValue? {
    asked.append(key)
    return entries.first { $0.key == key }?.value
  }

  /// Returns a value that has to be there.
  public mutating func required(_ key: String, _ mistakes: inout [YAMLMistake]) -> YAMLValue? {
    if let value = value(key) { return value }
    missing.append(key)
    return nil
  }

  /// Notes the absent keys and those never asked for.
  ///
  /// A misspelt key is one mistake, not two: the absent key it stands for is named in its line.
  public func finish(_ mistakes: inout [YAMLMistake]) {
    var stillMissing = missing
    let asked = Set(asked).sorted()  // Some keys are asked for more than once.
    for entry in entries where !asked.contains(entry.key) {
      let hint = Suggestion.hint(for: entry.key, in: asked)
      mistakes.append(
        YAMLMistake(line: entry.line, text: "unknown key \"\(path(entry.key))\"; \(hint)"))
      if let meant = Suggestion.nearest(to: entry.key, in: asked) {
        stillMissing.removeAll { $0 == meant }
      }
    }
    for key in stillMissing {
      mistakes.append(YAMLMistake(line: line, text: "\"\(path(key))\" is missing"))
    }
  }

  /// The full name of a key, such as `decoder.width`.
  public func path(_ key: String) -> String { subject.isEmpty ? key : "\(subject).\(key)" }
}

extension YAMLFields {
  /// Reads a non-empty text; a missing key is noted unless there is a default.
  public mutating func text(
    _ key: String, default fallback: String? = nil, _ mistakes: inout [YAMLMistake]
  ) -> String? {
    guard let value = found(key, isOptional: fallback != nil, &mistakes) else { return fallback }
    if case .scalar(let text) = value.content, !text.isEmpty { return text }
    note(key, value, expected: "a text", &mistakes)
    return nil
  }

  /// Reads a whole number within bounds.
  public mutating func integer(
    _ key: String, in range: ClosedRange<Int>, default fallback: Int? = nil,
    _ mistakes: inout [YAMLMistake]
  ) -> Int? {
    guard let value = found(key, isOptional: fallback != nil, &mistakes) else { return fallback }
    if case .scalar(let text) = value.content,
      let number = Int(text.filter { $0 != "_" }), range.contains(number)
    {
      return number
    }
    let bounds =
      range.upperBound == .max
      ? "at least \(range.lowerBound)" : "from \(range.lowerBound) to \(range.upperBound)"
    note(key, value, expected: "a whole number \(bounds)", &mistakes)
    return nil
  }

  /// Reads a finite number that satisfies a condition, worded for the message.
  public mutating func number(
    _ key: String, _ condition: String, where holds: (Double) -> Bool,
    default fallback: Double? = nil, _ mistakes: inout [YAMLMistake]
  ) -> Double? {
    guard let value = found(key, isOptional: fallback != nil, &mistakes) else { return fallback }
    if case .scalar(let text) = value.content, let number = Double(text), number.isFinite,
      holds(number)
    {
      return number
    }
    note(key, value, expected: "a number \(condition)", &mistakes)
    return nil
  }

  /// Reads `yes`, `no`, `true` or `false`.
  public mutating func flag(
    _ key: String, default fallback: Bool? = nil, _ mistakes: inout [YAMLMistake]
  ) -> Bool? {
    guard let value = found(key, isOptional: fallback != nil, &mistakes) else { return fallback }
    switch value.content {
    case .scalar("yes"), .scalar("true"): return true
    case .scalar("no"), .scalar("false"): return false
    default:
      note(key, value, expected: "yes or no", &mistakes)
      return nil
    }
  }

  /// Reads one of several words.
  public mutating func choice<Choice: RawRepresentable & CaseIterable>(
    _ key: String, _: Choice.Type, default fallback: Choice? = nil,
    _ mistakes: inout [YAMLMistake]
  ) -> Choice? where Choice.RawValue == String {
    guard let value = found(key, isOptional: fallback != nil, &mistakes) else { return fallback }
    let known = Choice.allCases.map(\.rawValue)
    guard case .scalar(let text) = value.content else {
      note(key, value, expected: "one of \(known.joined(separator: ", "))", &mistakes)
      return nil
    }
    if let choice = Choice(rawValue: text) { return choice }
    mistakes.append(
      YAMLMistake(
        line: value.line,
        text: "unknown \(path(key)) \"\(text)\"; \(Suggestion.hint(for: text, in: known))"))
    return nil
  }

  /// Reads a list; an absent one is noted unless it is optional.
  public mutating func list(
    _ key: String, isOptional: Bool = false, _ mistakes: inout [YAMLMistake]
  ) -> [YAMLValue]? {
    guard let value = found(key, isOptional: isOptional, &mistakes) else {
      return isOptional ? [] : nil
    }
    if case .list(let items) = value.content { return items }
    note(key, value, expected: "a list", &mistakes)
    return nil
  }

  /// Reads a list of texts.
  public mutating func texts(
    _ key: String, isOptional: Bool = false, _ mistakes: inout [YAMLMistake]
  ) -> [String]? {
    guard let items = list(key, isOptional: isOptional, &mistakes) else { return nil }
    var texts: [String] = []
    for item in items {
      guard case .scalar(let text) = item.content else {
        note(key, item, expected: "a list of texts", &mistakes)
        return nil
      }
      texts.append(text)
    }
    return texts
  }

  /// Notes that a value is not what was expected.
  public func note(
    _ key: String, _ value: YAMLValue, expected: String, _ mistakes: inout [YAMLMistake]
  ) {
    let found =
      switch value.content {
      case .scalar(let text): "\"\(text)\""
      case .list: "a list"
      case .mapping: "a mapping"
      }
    mistakes.append(
      YAMLMistake(line: value.line, text: "\(path(key)) is \(found); expected \(expected)"))
  }

  private mutating func found(
    _ key: String, isOptional: Bool, _ mistakes: inout [YAMLMistake]
  ) -> YAMLValue? {
    isOptional ? value(key) : required(key, &mistakes)
  }
}
