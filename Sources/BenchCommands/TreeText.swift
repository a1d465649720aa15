import Experiments

/// A tree of stages as text: indented ranges of steps, arms at their ends.
enum TreeText {
  /// Returns the lines of some tasks, each ending with a line end.
  static func text(_ outlines: [StageOutline]) -> String {
    outlines.map { outline in
      "\n  \(outline.title), \(seeds(outline.seeds))\n"
        + outline.branches.map { text($0, depth: 2) }.joined()
    }.joined()
  }

  private static func text(_ branch: StageOutline.Branch, depth: Int) -> String {
    let indent = String(repeating: "  ", count: depth)
    let arms = branch.arms.isEmpty ? "" : "  \(branch.arms.joined(separator: ", "))"
    return "\(indent)\(branch.start)–\(branch.end)\(arms)\n"
      + branch.branches.map { text($0, depth: depth + 1) }.joined()
  }

  /// Returns seeds in words, such as `seeds 1–4, 7`.
  static func seeds(_ seeds: [UInt64]) -> String {
    var ranges: [ClosedRange<UInt64>] = []
    for seed in seeds.sorted() {
      if let last = ranges.last, last.upperBound + 1 == seed {
        ranges[ranges.count - 1] = last.lowerBound...seed
      } else {
        ranges.append(seed...seed)
      }
    }
    let words = ranges.map { range in
      range.count == 1 ? "\(range.lowerBound)" : "\(range.lowerBound)–\(range.upperBound)"
    }
    return "seed\(seeds.count == 1 ? "" : "s") " + words.joined(separator: ", ")
  }
}
