/// Work of known size, spread over places so that the fullest has little more than the others.
enum LongestFirst {
  /// Returns the place of each piece of work: longest first, each where least lies so far.
  ///
  /// Equal pieces keep their order and equal places are taken from the first, so everyone who asks
  /// gets the same answer. No place holds more than 4/3 − 1/(3·places) of what the best spread needs.
  ///
  /// - Source: Graham, Bounds on multiprocessing timing anomalies, SIAM J. Appl. Math. 17(2), 1969.
  ///
  /// - Parameters:
  ///   - costs: the size of each piece, finite and not negative.
  ///   - count: the places, at least 1.
  /// - Returns: a place from 0 for each piece.
  static func places(of costs: [Double], count: Int) -> [Int] {
    precondition(count >= 1, "work cannot be spread over \(count) places")
    precondition(costs.allSatisfy { $0.isFinite && $0 >= 0 }, "a cost of \(costs) is no size")
    let order = costs.indices.sorted { (costs[$1], $0) < (costs[$0], $1) }
    var (loads, places) = (
      [Double](repeating: 0, count: count), [Int](repeating: 0, count: costs.count)
    )
    for piece in order {
      let place = loads.indices.min { (loads[$0], $0) < (loads[$1], $1) } ?? 0
      places[piece] = place
      loads[place] += costs[piece]
    }
    return places
  }
}
