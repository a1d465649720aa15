import Foundation

/// The one number by which logits are divided so that their probabilities fit held-out labels best.
///
/// It minimises the mean negative log likelihood of `softmax(z / T)`. In `β = 1 / T` that is a convex
/// function of one variable with slope `mean(Σ_k p_k z_k − z_y)`, whose root is found by Newton steps
/// in `ln β` inside a shrinking bracket. The predicted classes do not change.
///
/// Some data have no best temperature: when every example is right, colder is better without end;
/// when the logits say less than nothing, hotter is. Then, and when the best one lies outside
/// ``range``, the temperature is 1, which leaves the scores as they are, and ``isFitted`` is false.
///
/// - Source: Platt, 1999; Guo et al., ICML 2017, section 4.2.
public struct TemperatureScaling: Hashable, Sendable {
  /// The temperatures that are looked at.
  public static let range = 1e-3...1e3

  /// The temperature; above 1 where the classifier was too sure.
  public let temperature: Double
  /// Whether a best temperature exists.
  public let isFitted: Bool

  /// Fits the temperature to the logits of examples that were not trained on.
  ///
  /// - Parameters:
  ///   - logits: `[count, classes]`, row-major, finite.
  ///   - labels: `[count]`, each in `0..<classes`.
  ///   - classes: the number of columns.
  public init(logits: Span<Float>, labels: Span<Int32>, classes: Int) {
    precondition(
      classes > 0 && logits.count == labels.count * classes,
      "\(labels.count) labels of \(classes) classes with \(logits.count) logits")
    var low = -log(Self.range.upperBound)
    var high = -log(Self.range.lowerBound)
    let ends = (
      Self.slope(exp(low), logits, labels, classes), Self.slope(exp(high), logits, labels, classes)
    )
    guard ends.0.first < 0, ends.1.first > 0 else {
      (temperature, isFitted) = (1, false)
      return
    }
    var position = 0.0
    for _ in 0..<200 {
      let beta = exp(position)
      let (first, second) = Self.slope(beta, logits, labels, classes)
      if first < 0 { low = position } else { high = position }
      let middle = (low + high) / 2
      var next = position - first / (second * beta)
      // Where the slope is flat a Newton step leads nowhere; halving always gets on.
      if !(next > low && next < high) || abs(next - position) > (high - low) / 2 { next = middle }
      let step = abs(next - position)
      position = next
      if first == 0 || step <= 1e-13 { break }
    }
    (temperature, isFitted) = (exp(-position), true)
  }

  /// The first and second derivative in β of the mean negative log likelihood.
  private static func slope(
    _ beta: Double, _ logits: Span<Float>, _ labels: Span<Int32>, _ classes: Int
  ) -> (first: Double, second: Double) {
    var (first, second) = (0.0, 0.0)
    for example in labels.indices {
      let start = example * classes
      var peak = logits[start]
      for k in 1..<max(classes, 1) { peak = max(peak, logits[start + k]) }
      var (total, sum, squares) = (0.0, 0.0, 0.0)
      for k in 0..<classes {
        let distance = Double(logits[start + k]) - Double(peak)
        let share = exp(beta * distance)
        total += share
        sum += share * distance
        squares += share * distance * distance
      }
      let mean = sum / total
      first += mean - (Double(logits[start + Int(labels[example])]) - Double(peak))
      second += max(0, squares / total - mean * mean)
    }
    let n = Double(max(1, labels.count))
    return (first / n, second / n)
  }
}
