/// Where the values of many seeds lie, for tables that cannot list each.
enum SeedQuantiles {
  /// The shares of seeds below each line of a table.
  static let levels: [(name: String, share: Double)] = [
    ("smallest", 0), ("5 %", 0.05), ("25 %", 0.25), ("median", 0.5), ("75 %", 0.75),
    ("95 %", 0.95), ("largest", 1),
  ]

  /// Returns the quantile of sorted numbers, interpolated linearly; nil for none.
  static func value(_ share: Double, of sorted: [Double]) -> Double? {
    guard let last = sorted.last else { return nil }
    let position = share * Double(sorted.count - 1)
    let below = Int(position)
    guard below + 1 < sorted.count else { return last }
    return sorted[below] + (position - Double(below)) * (sorted[below + 1] - sorted[below])
  }
}
