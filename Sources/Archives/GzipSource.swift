/// The content of a gzip file, unpacked piece by piece.
///
/// Members that follow each other are read as one content, as `gzip -d` does (RFC 1952, 2.2).
public struct GzipSource<Packed: ByteSource & ~Copyable>: ByteSource, ~Copyable {
  /// The packed file's path.
  public var path: String { packed.path }
  private var packed: Packed
  private var inflater: Inflater
  private var input: [UInt8]
  private var available: Range<Int> = 0..<0
  private var state = State.expectingMember
  private var membersRead = 0
  private var memberOffset = 0
  private var consumed = 0

  private enum State { case expectingMember, inMember, ended }

  /// Unpacks what another source reads.
  ///
  /// - Throws: ``ArchiveError/libraryFailure(path:reason:)`` when there is no memory.
  public init(_ packed: consuming Packed, pieceBytes: Int = 1 << 16) throws(ArchiveError) {
    precondition(pieceBytes > 0, "a piece of \(pieceBytes) bytes cannot be read")
    guard let inflater = Inflater() else {
      throw .libraryFailure(path: packed.path, reason: "out of memory")
    }
    self.packed = packed
    self.inflater = inflater
    input = [UInt8](repeating: 0, count: pieceBytes)
  }

  /// Fills the front of a buffer with unpacked bytes; 0 means that every checksum was right.
  public mutating func read(into buffer: inout [UInt8]) throws(ArchiveError) -> Int {
    precondition(!buffer.isEmpty, "an empty buffer cannot tell the end of a file")
    while state != .ended {
      if available.isEmpty { try refill() }
      if state == .expectingMember {
        guard try startMember() else { break }
      }
      // What was read may still have to be written, so the end of the file is not yet an error.
      let isAtEnd = available.isEmpty
      let produced = try unpack(into: &buffer)
      if produced > 0 { return produced }
      if isAtEnd, state == .inMember { throw .truncated(path: path, compressedBytes: consumed) }
    }
    return 0
  }

  private mutating func refill() throws(ArchiveError) {
    available = 0..<(try packed.read(into: &input))
  }

  /// Looks for one more member and returns whether there is one.
  private mutating func startMember() throws(ArchiveError) -> Bool {
    if available.isEmpty {
      state = .ended
      if membersRead == 0 { throw .truncated(path: path, compressedBytes: 0) }
      return false
    }
    guard input[available.lowerBound] == 0x1f else { throw wrongStart() }
    if membersRead > 0 { inflater.restart() }
    memberOffset = consumed
    state = .inMember
    return true
  }

  private mutating func unpack(into buffer: inout [UInt8]) throws(ArchiveError) -> Int {
    let progress = inflater.unpack(input[available], into: &buffer)
    available = (available.lowerBound + progress.consumed)..<available.upperBound
    consumed += progress.consumed
    switch progress.outcome {
    case .goesOn: break
    case .memberEnded:
      membersRead += 1
      state = .expectingMember
    case .notGzip: throw wrongStart()
    case .damaged(let reason):
      throw .damaged(path: path, compressedBytes: consumed, reason: reason)
    }
    return progress.produced
  }

  private func wrongStart() -> ArchiveError {
    let start = state == .inMember ? memberOffset : consumed
    guard membersRead == 0 else { return .trailingBytes(path: path, offset: start) }
    return .notGzip(path: path, found: Array(input[..<available.upperBound].prefix(2)))
  }
}
