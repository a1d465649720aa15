/// What a server says before the bytes of a file.
public struct ResponseHead: Hashable, Sendable {
  /// The status code, such as 200, or 206 for a part of a file.
  public private(set) var status = 0
  /// The number of bytes that follow, if the server knows it.
  public private(set) var contentLength: Int?
  /// The first byte and the size of the whole file, from `Content-Range`; size nil when unknown.
  public private(set) var range: ContentRange?
  /// The strong validator of the file's present state, for ``TransferRequest/validator``.
  public private(set) var validator: String?
  /// The seconds after which the server asks to be tried again.
  public private(set) var retryAfterSeconds: Int?

  /// Which part of a file follows.
  public struct ContentRange: Hashable, Sendable {
    /// The offset of the first byte that follows.
    public let firstByte: Int
    /// The size of the whole file; nil when the server does not know it.
    public let totalBytes: Int?
  }

  /// Creates the head of a response without any line.
  public init() {}

  /// Reads one line; a status line starts over, because each redirect has a head of its own.
  public mutating func read(_ line: String) {
    if line.hasPrefix("HTTP/") {
      self = ResponseHead()
      let words = line.split(separator: " ")
      status = words.count > 1 ? Int(words[1]) ?? 0 : 0
      return
    }
    guard let colon = line.firstIndex(of: ":") else { return }
    let value = Self.trimmed(line[line.index(after: colon)...])
    switch line[..<colon].lowercased() {
    case "content-length": contentLength = Self.count(value)
    case "content-range": range = Self.range(value)
    case "retry-after": retryAfterSeconds = Self.count(value)
    // Weak validators (W/) do not promise equal bytes, so they cannot guard a range.
    case "etag" where value.hasPrefix("\""): validator = value
    default: break
    }
  }

  /// Reads `bytes 100-199/200`; an answer `bytes */200` names no part.
  private static func range(_ value: String) -> ContentRange? {
    guard value.lowercased().hasPrefix("bytes ") else { return nil }
    let halves = value.dropFirst(6).split(separator: "/")
    guard halves.count == 2,
      let firstByte = count(trimmed(halves[0].prefix { $0 != "-" }))
    else { return nil }
    return ContentRange(firstByte: firstByte, totalBytes: count(trimmed(halves[1])))
  }

  private static func count(_ text: String) -> Int? {
    guard !text.isEmpty, text.allSatisfy({ $0.isASCII && $0.isNumber }) else { return nil }
    return Int(text)
  }

  private static func trimmed(_ text: some StringProtocol) -> String {
    let isSpace: (Character) -> Bool = { $0.isWhitespace }
    return String(text.drop(while: isSpace).reversed().drop(while: isSpace).reversed())
  }
}
