import Statistics

/// The map of a column's numbers to one feature, fitted on the training values present.
///
/// A column without a value or without spread says nothing and becomes 0 everywhere.
enum NumberScale: Equatable, Sendable {
  /// Everything becomes 0.
  case zero
  /// `(value − center) / scale`.
  case affine(center: Double, scale: Double)
  /// The place of the value among quantiles, ascending, the first and last of them the extremes.
  case quantiles([Double], isNormal: Bool)

  /// At most so many quantiles are kept, as in scikit-learn.
  static let quantileCount = 1000
  /// Places are kept so far from 0 and 1 before the normal quantile is taken, as in scikit-learn.
  static let smallestPlace = 1e-7

  /// Fits a scale.
  init(_ scaling: TableScaling, fitting values: [Double]) {
    guard let first = values.first, values.contains(where: { $0 != first }) else {
      self = .zero
      return
    }
    switch scaling {
    case .standard: self = Self.standard(values)
    case .robust: self = Self.robust(values)
    case .quantileNormal, .quantileUniform:
      let sorted = values.sorted()
      let count = min(Self.quantileCount, sorted.count)
      let quantiles = (0..<count).map { Self.quantile(sorted, $0, of: count - 1) }
      self = .quantiles(quantiles, isNormal: scaling == .quantileNormal)
    }
  }

  /// The feature of a missing cell: where the middle of the column lies.
  var missing: Float {
    if case .quantiles(_, isNormal: false) = self { return 0.5 }
    return 0
  }

  /// The feature of a value.
  func feature(_ value: Double) -> Float {
    switch self {
    case .zero: return 0
    case .affine(let center, let scale): return Float((value - center) / scale)
    case .quantiles(let quantiles, let isNormal):
      let place = Self.place(of: value, in: quantiles)
      guard isNormal else { return Float(place) }
      let inside = min(max(place, Self.smallestPlace), 1 - Self.smallestPlace)
      return Float(StandardNormal.quantile(inside))
    }
  }

  private static func standard(_ values: [Double]) -> NumberScale {
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return .affine(center: mean, scale: (squares / count).squareRoot())
  }

  /// Where half of the values or more are equal, the interquartile range can be 0; the standard
  /// deviation takes its place then, or the few other values would dwarf every other column.
  private static func robust(_ values: [Double]) -> NumberScale {
    let sorted = values.sorted()
    let range = quantile(sorted, 3, of: 4) - quantile(sorted, 1, of: 4)
    guard range > 0 else {
      guard case .affine(_, let deviation) = standard(values) else { return .zero }
      return .affine(center: quantile(sorted, 1, of: 2), scale: deviation)
    }
    return .affine(center: quantile(sorted, 1, of: 2), scale: range)
  }

  /// The quantile at a fraction, by linear interpolation between order statistics.
  ///
  /// The place is worked out in whole numbers: rounding would make unequal quantiles of equal
  /// values.
  ///
  /// - Source: Hyndman and Fan, The American Statistician 50(4), 1996, definition 7.
  private static func quantile(_ sorted: [Double], _ numerator: Int, of parts: Int) -> Double {
    let (below, rest) = (numerator * (sorted.count - 1)).quotientAndRemainder(dividingBy: parts)
    if rest == 0 { return sorted[below] }
    let step = sorted[below + 1] - sorted[below]
    return sorted[below] + step * (Double(rest) / Double(parts))
  }

  /// The value's place from 0 to 1: the mean of the interpolations from below and from above.
  ///
  /// They differ only where quantiles are equal, and the mean is then the middle of the tie.
  private static func place(of value: Double, in quantiles: [Double]) -> Double {
    let last = quantiles.count - 1
    if value <= quantiles[0] { return 0 }
    if value >= quantiles[last] { return 1 }
    let lower = firstIndex(in: quantiles) { $0 >= value }
    let upper = firstIndex(in: quantiles) { $0 > value }
    if lower < upper {  // Equal to the quantiles lower..<upper.
      return Double(lower + upper - 1) / 2 / Double(last)
    }
    let (left, right) = (quantiles[lower - 1], quantiles[lower])
    return (Double(lower - 1) + (value - left) / (right - left)) / Double(last)
  }

  /// The first index of ascending values at which a condition holds from there on.
  private static func firstIndex(
    in values: [Double], where holds: (Double) -> Bool
  ) -> Int {
    var (low, high) = (0, values.count)
    while low < high {
      let middle = (low + high) / 2
      if holds(values[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
