/// What a file is, judged by how it begins.
///
/// A download that is not what it should be is mostly a page: a quota notice, a login, a 404 with
/// status 200. Saying so saves its reader an hour.
public enum FirstBytes: String, CaseIterable, Sendable {
  /// Nothing at all.
  case empty = "nothing"
  /// A page for people.
  case html = "an HTML page"
  /// XML, such as the error of a storage service.
  case xml = "an XML document"
  /// JSON, such as the error of an API.
  case json = "a JSON document"
  /// The pointer that Git LFS keeps in place of a file.
  case gitPointer = "a Git LFS pointer"
  /// gzip.
  case gzip = "a gzip file"
  /// zip.
  case zip = "a zip archive"
  /// xz.
  case xz = "an xz file"
  /// bzip2.
  case bzip2 = "a bzip2 file"
  /// 7-Zip.
  case sevenZip = "a 7z archive"
  /// Printable text.
  case text = "text"
  /// None of these.
  case binary = "binary data"

  /// How many bytes are enough to judge by.
  public static let count = 512

  private static let marks: [(bytes: [UInt8], kind: FirstBytes)] = [
    ([0x1f, 0x8b], .gzip), (Array("PK\u{3}\u{4}".utf8), .zip), (Array("PK\u{5}\u{6}".utf8), .zip),
    ([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0], .xz), (Array("BZh".utf8), .bzip2),
    ([0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c], .sevenZip),
    (Array("version https://git-lfs".utf8), .gitPointer),
  ]

  /// Judges the first bytes of a file.
  public init(_ bytes: some Collection<UInt8>) {
    let start = Array(bytes.prefix(Self.count))
    if start.isEmpty {
      self = .empty
    } else if let mark = Self.marks.first(where: { start.starts(with: $0.bytes) }) {
      self = mark.kind
    } else {
      self = Self.textKind(start)
    }
  }

  private static func textKind(_ start: [UInt8]) -> FirstBytes {
    let isText = start.allSatisfy { $0 >= 0x20 && $0 != 0x7f || (0x09...0x0d).contains($0) }
    guard isText else { return .binary }
    let text = String(decoding: start, as: UTF8.self).lowercased()
      .drop { $0.isWhitespace || $0 == "\u{feff}" }
    if text.hasPrefix("<!doctype html") || text.contains("<html") || text.contains("<head") {
      return .html
    }
    if text.hasPrefix("<?xml") { return .xml }
    return text.hasPrefix("{\"") || text.hasPrefix("[{") ? .json : .text
  }
}
