import CISAL

/// One ISA-L stream that unpacks gzip.
@safe
struct Inflater: ~Copyable {
  /// What a call did; after damage the counts are 0.
  struct Progress {
    var consumed: Int
    var produced: Int
    var outcome: Outcome
  }

  /// Where the stream stands after a call.
  enum Outcome: Equatable {
    case goesOn
    case memberEnded
    case notGzip
    case damaged(String)
  }

  private let stream: OpaquePointer

  /// Creates a stream at the start of a gzip member; nil when there is no memory.
  init?() {
    // SAFETY: freed once, in `deinit`.
    guard let stream = unsafe lb_inflater_make() else { return nil }
    unsafe self.stream = stream
  }

  deinit {
    // SAFETY: `init` succeeded, and this value is the only owner.
    unsafe lb_inflater_free(stream)
  }

  /// Expects another gzip member.
  mutating func restart() {
    // SAFETY: the stream is alive for the whole life of `self`.
    unsafe lb_inflater_restart(stream)
  }

  /// Unpacks as much of `input` into `output` as fits.
  mutating func unpack(_ input: ArraySlice<UInt8>, into output: inout [UInt8]) -> Progress {
    // The library counts in 32 bits; what does not fit is left for the next call.
    let (inputCount, room) = (UInt32(clamping: input.count), UInt32(clamping: output.count))
    var (inputLeft, roomLeft) = (inputCount, room)
    // SAFETY: the library reads `inputLeft` and writes at most `roomLeft` bytes, both within the
    // closures that lend the pointers, and keeps neither pointer.
    let status = unsafe input.withUnsafeBufferPointer { source in
      unsafe output.withUnsafeMutableBufferPointer { target in
        unsafe lb_inflater_unpack(
          stream, source.baseAddress, &inputLeft, target.baseAddress, &roomLeft)
      }
    }
    let outcome = Self.outcome(status)
    guard outcome == .goesOn || outcome == .memberEnded else {
      return Progress(consumed: 0, produced: 0, outcome: outcome)
    }
    return Progress(
      consumed: Int(inputCount - inputLeft), produced: Int(room - roomLeft), outcome: outcome)
  }

  private static func outcome(_ status: lb_inflate_status) -> Outcome {
    switch status {
    case LB_INFLATE_GOES_ON: .goesOn
    case LB_INFLATE_MEMBER_ENDED: .memberEnded
    case LB_INFLATE_NOT_GZIP: .notGzip
    case LB_INFLATE_UNKNOWN_METHOD: .damaged("unknown method or flags")
    case LB_INFLATE_WRONG_HEADER_SUM: .damaged("wrong checksum of the header")
    case LB_INFLATE_WRONG_SUM: .damaged("wrong checksum or length")
    default: .damaged("impossible block, code or distance")
    }
  }
}
