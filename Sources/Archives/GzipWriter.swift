import CZlib

/// Packs bytes into one gzip member without name or time stamp.
///
/// The same bytes, level and zlib give the same file; another zlib may pack differently.
public enum GzipWriter {
  /// Returns a gzip file that holds the content.
  ///
  /// - Parameters:
  ///   - content: what is packed, below 4 GiB.
  ///   - path: the file's name, for messages.
  ///   - level: 0 (stored) to 9 (smallest).
  /// - Returns: the bytes of the file.
  /// - Throws: ``ArchiveError/libraryFailure(path:reason:)`` when zlib has no memory.
  public static func packed(
    _ content: [UInt8], path: String, level: Int = 6
  ) throws(ArchiveError) -> [UInt8] {
    precondition((0...9).contains(level), "gzip level \(level) is not between 0 and 9")
    precondition(content.count < 1 << 32, "\(content.count) bytes do not fit one call")
    // SAFETY: a zeroed structure is what `deflateInit2` expects.
    var stream = unsafe z_stream()
    // SAFETY: `stream` stays where it is until `deflateEnd`: all calls are in this scope.
    let status = unsafe withUnsafeMutablePointer(to: &stream) { stream -> (Int32, [UInt8]) in
      guard unsafe lossbench_deflate_init_gzip(stream, Int32(level)) == Z_OK else {
        return (Z_MEM_ERROR, [])
      }
      defer { unsafe deflateEnd(stream) }
      return unsafe deflated(content, stream)
    }
    guard status.0 == Z_STREAM_END else {
      throw .libraryFailure(path: path, reason: "status \(status.0)")
    }
    return status.1
  }

  private static func deflated(
    _ content: [UInt8], _ stream: UnsafeMutablePointer<z_stream>
  ) -> (Int32, [UInt8]) {
    // SAFETY: the bound is zlib's own for this stream, so one call writes everything.
    let bound = unsafe Int(deflateBound(stream, UInt(content.count)))
    var status = Z_OK
    // SAFETY: zlib reads `content.count` and writes at most `bound` bytes within the closures.
    let packed = unsafe [UInt8](unsafeUninitializedCapacity: bound) { target, count in
      unsafe content.withUnsafeBufferPointer { source in
        unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: source.baseAddress)
        unsafe stream.pointee.avail_in = UInt32(source.count)
        unsafe stream.pointee.next_out = target.baseAddress
        unsafe stream.pointee.avail_out = UInt32(target.count)
        status = unsafe deflate(stream, Z_FINISH)
        count = unsafe target.count - Int(stream.pointee.avail_out)
      }
    }
    return (status, packed)
  }
}
