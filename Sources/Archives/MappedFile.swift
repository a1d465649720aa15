public import Foundation

/// A whole file mapped into memory for reading.
///
/// Pages are read when they are first touched and shared by all processes that map the file. The
/// file has to be replaced by renaming another over it, never written or cut in place: a mapping
/// keeps the file it was made of, but cannot keep bytes that are taken from that file.
@safe
public final class MappedFile: Sendable {
  /// The file's path.
  public let path: String
  /// The number of bytes.
  public let count: Int
  /// Where the mapping begins, as a number because a pointer is not `Sendable`; 0 when it is empty.
  private let address: Int

  /// Maps a file.
  ///
  /// - Throws: ``ArchiveError/cannotRead(path:reason:)``.
  public init(_ url: URL) throws(ArchiveError) {
    path = url.path
    // SAFETY: the path is a Swift string, bridged to a C string for the length of the call.
    let descriptor = unsafe open(url.path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Self.lastError(url.path) }
    defer { _ = close(descriptor) }
    var status = stat()
    // SAFETY: `fstat` fills the one structure it is lent.
    guard unsafe fstat(descriptor, &status) == 0 else { throw Self.lastError(url.path) }
    count = Int(status.st_size)
    guard count > 0 else {
      address = 0
      return
    }
    // SAFETY: a new private mapping of `count` bytes, unmapped in `deinit` and nowhere else.
    let start = unsafe mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0)
    guard unsafe start != MAP_FAILED else { throw Self.lastError(url.path) }
    address = Int(bitPattern: start)
  }

  deinit {
    // SAFETY: the mapping was made in `init` with this address and length.
    if address != 0 { unsafe munmap(UnsafeMutableRawPointer(bitPattern: address), count) }
  }

  /// Lends elements that lie in the file.
  ///
  /// The offset has to be aligned and the elements have to lie inside, which `contains` tells.
  func withElements<Element: BitwiseCopyable, Result, Failure: Error>(
    at offset: Int, count elementCount: Int,
    _ body: (Span<Element>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    precondition(
      contains(Element.self, at: offset, count: elementCount),
      "\(path): \(elementCount) elements at \(offset) are not in the file's \(count) bytes")
    // SAFETY: the precondition bounds and aligns the elements within the mapping, which lives as
    // long as `self`, and `self` lives until after the call.
    let start = unsafe UnsafePointer<Element>(bitPattern: address + offset)
    defer { extendLifetime(self) }
    return try body(
      unsafe Span(_unsafeElements: UnsafeBufferPointer(start: start, count: elementCount)))
  }

  /// Whether so many elements lie at an aligned offset of the file.
  func contains<Element: BitwiseCopyable>(
    _: Element.Type, at offset: Int, count elementCount: Int
  ) -> Bool {
    let (bytes, overflow) = elementCount.multipliedReportingOverflow(
      by: MemoryLayout<Element>.stride)
    guard offset >= 0, elementCount >= 0, !overflow, offset <= count else { return false }
    return bytes <= count - offset && offset % MemoryLayout<Element>.alignment == 0
  }

  private static func lastError(_ path: String) -> ArchiveError {
    // SAFETY: `strerror` returns a static or thread-local string that is copied at once.
    .cannotRead(path: path, reason: unsafe String(cString: strerror(errno)))
  }
}
