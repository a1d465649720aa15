/// Help for misspelt names.
public enum Suggestion {
  /// Returns the known name nearest to a misspelt one, if it is near enough to be meant.
  ///
  /// Near is an edit distance of at most a third of the name's length, and at least 1.
  public static func nearest(to name: String, in known: [String]) -> String? {
    let scored = known.map { (distance(name.lowercased(), $0.lowercased()), $0) }
    guard let best = scored.min(by: { $0 < $1 }), best.0 <= max(1, name.count / 3) else {
      return nil
    }
    return best.1
  }

  /// Returns `; did you mean "x"?` or, when nothing is near, the list of known names.
  public static func hint(for name: String, in known: [String]) -> String {
    if let nearest = nearest(to: name, in: known) { return "did you mean \"\(nearest)\"?" }
    return "known: " + known.sorted().joined(separator: ", ")
  }

  /// The optimal string alignment distance: insertions, deletions, substitutions, swaps.
  ///
  /// - Source: Damerau, CACM 7(3), 1964, restricted form.
  static func distance(_ left: String, _ right: String) -> Int {
    let (a, b) = (Array(left.utf8), Array(right.utf8))
    var table = [[Int]](repeating: [Int](repeating: 0, count: b.count + 1), count: a.count + 1)
    for i in 0...a.count { table[i][0] = i }
    for j in 0...b.count { table[0][j] = j }
    for i in a.indices {
      for j in b.indices {
        var best = min(table[i][j + 1] + 1, table[i + 1][j] + 1)
        best = min(best, table[i][j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
          best = min(best, table[i - 1][j - 1] + 1)
        }
        table[i + 1][j + 1] = best
      }
    }
    return table[a.count][b.count]
  }
}
