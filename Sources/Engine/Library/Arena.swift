/// One aligned block of floats: parameters, gradients, optimizer state, or the tensors of a plan.
///
/// The only type of the package that allocates numeric memory. Snapshot, fork and checkpoint are
/// copies of arenas.
@safe final class Arena {
  /// The number of floats.
  let floatCount: Int
  let base: UnsafeMutablePointer<Float>

  /// Allocates zeros, aligned to a cache line.
  init(floatCount: Int) {
    precondition(floatCount >= 0, "an arena cannot hold \(floatCount) floats")
    self.floatCount = floatCount
    let capacity = max(floatCount, 16)
    let raw = UnsafeMutableRawPointer.allocate(
      byteCount: capacity * MemoryLayout<Float>.stride, alignment: 64)
    // SAFETY: `raw` spans exactly `capacity` floats, is aligned for them, and has one owner.
    unsafe base = raw.bindMemory(to: Float.self, capacity: capacity)
    unsafe base.initialize(repeating: 0, count: capacity)
  }

  // SAFETY: allocated in `init`, owned by this object alone, freed once.
  deinit { unsafe base.deallocate() }

  /// Calls a closure with all floats.
  func withSpan<Result>(_ body: (inout MutableSpan<Float>) throws -> Result) rethrows -> Result {
    try withSpan(0, floatCount, body)
  }

  /// Calls a closure with some of the floats.
  func withSpan<Result>(
    _ offset: Int, _ count: Int, _ body: (inout MutableSpan<Float>) throws -> Result
  ) rethrows -> Result {
    precondition(offset >= 0 && count >= 0 && offset + count <= floatCount, "outside the arena")
    // SAFETY: the range was just checked; the span cannot outlive the closure, nor `self`.
    var span = unsafe MutableSpan(_unsafeStart: base + offset, count: count)
    return try body(&span)
  }

  /// Copies all floats of an arena of the same size.
  func copy(from other: Arena) {
    precondition(other.floatCount == floatCount, "arenas of different sizes")
    // SAFETY: both blocks hold `floatCount` initialised floats and do not overlap.
    unsafe base.update(from: other.base, count: floatCount)
  }
}
