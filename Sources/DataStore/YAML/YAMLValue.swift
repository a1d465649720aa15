import Yams

/// A YAML value that remembers the line it was written on.
///
/// Scalars stay text until someone asks for a number, so `1e3` or `no` means what its reader wants.
public struct YAMLValue: Codable, Hashable, Sendable {
  /// What was written.
  public var content: Content
  /// The line, from 1; 0 for a value that was not read from a file.
  public var line: Int

  /// The three forms of a value.
  public enum Content: Codable, Hashable, Sendable {
    /// A text, a number or a flag.
    case scalar(String)
    /// A sequence.
    case list([YAMLValue])
    /// Keys and values in the order written.
    case mapping([Entry])
  }

  /// One key of a mapping.
  public struct Entry: Codable, Hashable, Sendable {
    /// The key.
    public var key: String
    /// The line of the key.
    public var line: Int
    /// The value.
    public var value: YAMLValue

    /// Creates an entry.
    public init(key: String, line: Int = 0, value: YAMLValue) {
      self.key = key
      self.line = line
      self.value = value
    }
  }

  /// Creates a value.
  public init(_ content: Content, line: Int = 0) {
    self.content = content
    self.line = line
  }
}

extension YAMLValue {
  /// Parses a text.
  ///
  /// - Throws: ``YAMLMistake`` with the line where the text stops being YAML.
  public static func parse(_ text: String) throws(YAMLMistake) -> YAMLValue {
    do {
      // Some editors begin a file with a byte order mark.
      let text = text.hasPrefix("\u{FEFF}") ? String(text.unicodeScalars.dropFirst()) : text
      guard let node = try Yams.compose(yaml: text) else {
        throw YAMLMistake(line: 1, text: "nothing is written here")
      }
      return try YAMLValue(node)
    } catch let mistake as YAMLMistake {
      throw mistake
    } catch {
      throw YAMLMistake(error)
    }
  }

  private init(_ node: Node) throws(YAMLMistake) {
    let line = node.mark?.line ?? 0
    switch node {
    case .scalar(let scalar): self.init(.scalar(scalar.string), line: line)
    case .sequence(let nodes):
      var items: [YAMLValue] = []
      for node in nodes { items.append(try YAMLValue(node)) }
      self.init(.list(items), line: line)
    case .mapping(let pairs):
      var entries: [Entry] = []
      for pair in pairs {
        guard case .scalar(let key) = pair.key else {
          throw YAMLMistake(line: pair.key.mark?.line ?? line, text: "a key has to be a word")
        }
        entries.append(
          Entry(
            key: key.string, line: pair.key.mark?.line ?? line, value: try YAMLValue(pair.value)))
      }
      self.init(.mapping(entries), line: line)
    case .alias(let alias):
      throw YAMLMistake(
        line: alias.mark?.line ?? line, text: "anchors are not supported; write the value out")
    }
  }
}

/// One mistake in a YAML file.
public struct YAMLMistake: Error, Hashable, Sendable {
  /// The line, from 1.
  public let line: Int
  /// What was found and what was expected.
  public let text: String

  /// Creates a mistake.
  public init(line: Int, text: String) {
    self.line = line
    self.text = text
  }

  init(_ error: any Error) {
    switch error as? YamlError {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      self.init(line: mark.line, text: "not YAML: \(Self.explained(problem))")
    case .duplicatedKeysInMapping(let keys, let context):
      let list = keys.sorted().map { "\"\($0)\"" }.joined(separator: ", ")
      self.init(line: context.mark.line, text: "\(list) is written twice")
    default:
      self.init(line: 1, text: "not YAML: \(Self.firstLine(of: "\(error)"))")
    }
  }

  /// The parser does not say which character; nearly always it is a tab before a key.
  private static func explained(_ problem: String) -> String {
    let isCharacter = problem == "found character that cannot start any token"
    return isCharacter
      ? "found a tab, @, ` or % where a value begins; indent with spaces, or quote the value"
      : problem
  }

  private static func firstLine(of text: String) -> String {
    text.split(separator: "\n").first.map(String.init) ?? text
  }
}
