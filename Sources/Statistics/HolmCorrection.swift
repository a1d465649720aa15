/// Holm's step-down correction of a family of p values.
///
/// - Source: Holm, *Scandinavian Journal of Statistics* 6(2), 1979.
public enum HolmCorrection {
  /// Returns the adjusted p values in the order given.
  ///
  /// The k-th smallest of m is multiplied by `m − k + 1`, raised to the largest before it, and
  /// capped at 1. The family is everything printed together; nothing may be left out of it.
  public static func adjusted(_ pValues: [Double]) -> [Double] {
    precondition(
      pValues.allSatisfy { (0...1).contains($0) }, "p values lie in 0...1, got \(pValues)")
    let order = pValues.indices.sorted { (pValues[$0], $0) < (pValues[$1], $1) }
    var result = pValues
    var largest = 0.0
    for (rank, index) in order.enumerated() {
      largest = max(largest, min(1, Double(pValues.count - rank) * pValues[index]))
      result[index] = largest
    }
    return result
  }
}
