/// Counts as a row of blocks, one character each.
enum Sparkline {
  private static let blocks = Array("▁▂▃▄▅▆▇█")

  /// Returns blocks in proportion to the largest count; a count of 0 is a dot, and no other is.
  static func text(_ counts: [Int]) -> String {
    let largest = counts.max() ?? 0
    return String(
      counts.map { count in
        guard count > 0 else { return "·" }
        // Rounded up, so that the least count shows and only the largest is a full block.
        let height = (count * blocks.count + largest - 1) / largest
        return blocks[height - 1]
      })
  }
}
