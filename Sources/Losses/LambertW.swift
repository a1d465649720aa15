import Foundation

/// Lambert's function, the inverse of `w · exp(w)`.
enum LambertW {
  /// Returns the w of at least −1 with `w · exp(w) = x`, for `x ≥ −1/e`.
  ///
  /// Accurate to a few ulp, except that close to `−1/e` the inverse is ill-conditioned: there the
  /// error is at most 1e-8. Anything below `−1/e` counts as `−1/e`; NaN stays NaN.
  ///
  /// - Source: Corless, Gonnet, Hare, Jeffrey and Knuth, *Adv. Comput. Math.* 5, 1996: the series
  ///   at the branch point and Halley's iteration, eqs. 4.22 and 5.9.
  static func principal(_ x: Double) -> Double {
    var w = start(x)
    for _ in 0..<12 {
      let power = exp(w)
      let error = w * power - x
      let slope = power * (w + 1) - (w + 2) * error / (2 * w + 2)
      guard w > -1, error != 0, slope != 0 else { break }
      let step = error / slope
      w = max(-1, w - step)
      if abs(step) <= 1e-15 * (1 + abs(w)) { break }
    }
    return w
  }

  /// A first guess within a few per cent.
  private static func start(_ x: Double) -> Double {
    if x < -0.25 {
      let s = (2 * max(0, 1 + M_E * x)).squareRoot()
      return -1 + s * (1 - s * (1.0 / 3 - s * 11.0 / 72))
    }
    if x < 3 { return log1p(x) * (1 - 0.25 * log1p(x) / (1 + log1p(x))) }
    let logarithm = log(x)
    return logarithm - log(logarithm) * (1 - 1 / logarithm)
  }
}
