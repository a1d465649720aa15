/// Bytes that are read once, front to back, in pieces of the reader's choosing.
public protocol ByteSource: ~Copyable {
  /// Where the bytes come from, for messages.
  var path: String { get }
  /// Fills the front of a buffer and returns how many bytes it holds; 0 at the end.
  ///
  /// - Throws: ``ArchiveError`` when the bytes cannot be read or are not what they should be.
  mutating func read(into buffer: inout [UInt8]) throws(ArchiveError) -> Int
}

extension ByteSource where Self: ~Copyable {
  /// Reads up to a number of bytes; fewer are returned only at the end.
  public mutating func read(upTo count: Int) throws(ArchiveError) -> [UInt8] {
    var bytes = [UInt8]()
    bytes.reserveCapacity(count)
    var piece = [UInt8](repeating: 0, count: min(count, ByteSourceSize.piece))
    while bytes.count < count {
      let left = count - bytes.count
      if left < piece.count { piece.removeLast(piece.count - left) }
      let found = try read(into: &piece)
      if found == 0 { break }
      bytes.append(contentsOf: piece[..<found])
    }
    return bytes
  }
}

/// How much is read at once.
public enum ByteSourceSize {
  /// A quarter of a mebibyte: large enough that system calls cost nothing, small enough to stay in
  /// a core's cache and to be taken from memory that is already there.
  public static let piece = 1 << 18
}

/// Bytes in memory behind the interface of a file.
public struct MemorySource: ByteSource, ~Copyable {
  /// The name used in messages.
  public let path: String
  private let bytes: [UInt8]
  private var position = 0

  /// Creates a source that reads the bytes given.
  public init(path: String, bytes: [UInt8]) {
    self.path = path
    self.bytes = bytes
  }

  /// Copies the next bytes.
  public mutating func read(into buffer: inout [UInt8]) throws(ArchiveError) -> Int {
    let count = min(buffer.count, bytes.count - position)
    guard count > 0 else { return 0 }
    buffer.replaceSubrange(..<count, with: bytes[position..<position + count])
    position += count
    return count
  }
}
