import CArchive
import Foundation

/// Bytes handed to libarchive, unpacked by us so that gzip's checksum and the limits hold.
///
/// libarchive's own gzip filter does not compare the checksum.
@safe
final class ArchiveInput {
  /// Why reading stopped; libarchive only learns that it did.
  private(set) var failure: ArchiveError?
  private var file: UnpackedFile
  private var piece: [UInt8]
  private var total = 0
  private let ratioBytes: Int
  private let ratio: Int
  /// What libarchive sees; it may hold on to it until the next call.
  private let window: UnsafeMutablePointer<UInt8>

  /// Opens a tar.
  init(
    _ url: URL, packing: Packing, packedBytes: Int, limits: ArchiveLimits
  ) throws(ArchiveError) {
    file = try UnpackedFile(url, packing: packing, limit: limits.totalBytes)
    ratioBytes = packing == .none ? .max : limits.bytes(fromPacked: packedBytes)
    ratio = limits.ratio
    piece = [UInt8](repeating: 0, count: Self.pieceBytes)
    // SAFETY: freed once, in `deinit`.
    unsafe window = .allocate(capacity: Self.pieceBytes)
  }

  deinit {
    // SAFETY: allocated in `init`, and libarchive is closed before its input.
    unsafe window.deallocate()
  }

  /// Reads what is left, so that the packed file is checked to its last byte.
  func drain() throws(ArchiveError) {
    while try advance() > 0 {}
  }

  /// Reads the next piece into `piece` and returns its size.
  private func advance() throws(ArchiveError) -> Int {
    let count = try file.read(into: &piece)
    total += count
    if total > ratioBytes { throw .suspiciousRatio(path: file.path, limit: ratio) }
    return count
  }

  /// Makes the next piece visible to libarchive; -1 when reading failed.
  private func next(_ target: UnsafeMutablePointer<UnsafeRawPointer?>) -> Int {
    do throws(ArchiveError) {
      let count = try advance()
      // SAFETY: a piece holds at most `pieceBytes` bytes, the capacity of the window, which lives
      // as long as `self`.
      unsafe piece.withUnsafeBufferPointer { source in
        if let start = source.baseAddress {
          unsafe window.update(from: start, count: count)
        }
      }
      unsafe target.pointee = UnsafeRawPointer(window)
      return count
    } catch {
      failure = error
      return -1
    }
  }

  /// Lets an open reader take its bytes from here; `self` has to outlive the handle.
  func attach(to handle: OpaquePointer) -> Int32 {
    // SAFETY: the caller keeps `self` alive until the handle is freed; the callback gets back the
    // pointer given here.
    unsafe archive_read_open(
      handle, Unmanaged.passUnretained(self).toOpaque(), nil,
      { handle, data, target in
        guard let data = unsafe data, let target = unsafe target else { return -1 }
        // SAFETY: `data` is the pointer made above.
        let input = unsafe Unmanaged<ArchiveInput>.fromOpaque(data).takeUnretainedValue()
        return unsafe input.next(target)
      }, nil)
  }

  private static let pieceBytes = 1 << 18
}
