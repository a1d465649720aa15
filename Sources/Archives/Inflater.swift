import CZlib

/// One zlib stream that unpacks gzip.
///
/// The C structure lives at a fixed address, because zlib keeps a pointer back to it.
@safe
struct Inflater: ~Copyable {
  /// What a call did.
  struct Progress {
    var consumed: Int
    var produced: Int
    var outcome: Outcome
  }

  /// Where the stream stands after a call.
  enum Outcome {
    case goesOn
    case memberEnded
    case damaged(String)
    case failed(String)
  }

  private let stream: UnsafeMutablePointer<z_stream>

  /// Creates a stream at the start of a gzip member; nil when zlib has no memory.
  init?() {
    // SAFETY: one zeroed structure, freed in `deinit` or right here when zlib refuses it.
    unsafe stream = .allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    guard unsafe lossbench_inflate_init_gzip(stream) == Z_OK else {
      unsafe stream.deallocate()
      return nil
    }
  }

  deinit {
    // SAFETY: `init` succeeded, so the structure is allocated and initialised.
    unsafe inflateEnd(stream)
    unsafe stream.deallocate()
  }

  /// Expects another gzip member.
  mutating func reset() {
    // SAFETY: the structure is initialised for the whole life of `self`.
    unsafe inflateReset(stream)
  }

  /// Unpacks as much of `input` into `output` as fits.
  mutating func unpack(_ input: ArraySlice<UInt8>, into output: inout [UInt8]) -> Progress {
    let room = output.count
    var status = Z_OK
    // SAFETY: zlib reads `input.count` and writes at most `output.count` bytes, both within the
    // closures that lend the pointers; it never writes through `next_in`.
    unsafe input.withUnsafeBufferPointer { source in
      unsafe output.withUnsafeMutableBufferPointer { target in
        unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: source.baseAddress)
        unsafe stream.pointee.avail_in = UInt32(source.count)
        unsafe stream.pointee.next_out = target.baseAddress
        unsafe stream.pointee.avail_out = UInt32(target.count)
        status = unsafe inflate(stream, Z_NO_FLUSH)
        unsafe stream.pointee.next_in = nil
        unsafe stream.pointee.next_out = nil
      }
    }
    // SAFETY: the counters were set above and lowered by zlib.
    let left = unsafe (Int(stream.pointee.avail_in), Int(stream.pointee.avail_out))
    return Progress(
      consumed: input.count - left.0, produced: room - left.1, outcome: outcome(status))
  }

  private func outcome(_ status: Int32) -> Outcome {
    switch status {
    case Z_OK, Z_BUF_ERROR: .goesOn
    case Z_STREAM_END: .memberEnded
    case Z_DATA_ERROR: .damaged(message)
    case Z_NEED_DICT: .damaged("a preset dictionary is asked for")
    case Z_MEM_ERROR: .failed("out of memory")
    default: .failed("status \(status)")
    }
  }

  private var message: String {
    // SAFETY: zlib's messages are static C strings.
    unsafe stream.pointee.msg.map { unsafe String(cString: $0) } ?? "no reason given"
  }
}
