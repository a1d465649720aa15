/// The rate of a transfer over its last seconds.
struct TransferRate {
  /// How far back the rate looks.
  static let window = Duration.seconds(5)
  private var samples: [(time: Duration, bytes: Int)] = []

  /// Notes how many bytes are here at a time.
  mutating func note(_ bytes: Int, at time: Duration) {
    samples.append((time, bytes))
    // One sample from before the window stays, so that the rate spans all of it.
    while samples.count > 2, time - samples[1].time >= Self.window { samples.removeFirst() }
  }

  /// Bytes in a second; 0 when no time has passed.
  var bytesPerSecond: Double {
    guard let first = samples.first, let last = samples.last, last.time > first.time else {
      return 0
    }
    return Double(last.bytes - first.bytes) / ((last.time - first.time) / .seconds(1))
  }

  /// The time that a number of bytes takes; nil when nothing moves.
  func duration(of bytes: Int) -> Duration? {
    let rate = bytesPerSecond
    return rate > 0 ? .seconds(Double(bytes) / rate) : nil
  }
}
