import Training

/// The stages of one task whatever the seed: arms and lengths merged by their tokens.
struct StageTemplate {
  /// Where the stretch ends; it starts where its parent ends.
  let end: Int
  /// The variants that need it.
  let variants: Set<Int>
  /// The variants that end with it.
  let endings: Set<Int>
  /// What goes on from its end.
  let children: [StageTemplate]

  /// Returns the trees of some variants, in the order of the variants.
  static func forest(of tokens: [StepTokens]) -> [StageTemplate] {
    grow(Array(tokens.indices), from: 0, tokens)
  }

  private static func grow(_ variants: [Int], from start: Int, _ tokens: [StepTokens])
    -> [StageTemplate]
  {
    let end = commonEnd(variants, from: start, tokens)
    let endings = variants.filter { tokens[$0].count == end }
    let children = parts(variants.filter { tokens[$0].count > end }, at: end, tokens).flatMap {
      grow($0, from: end, tokens)
    }
    if end == start { return children }
    return [
      StageTemplate(
        end: end, variants: Set(variants), endings: Set(endings), children: children)
    ]
  }

  /// The first step from `start` on at which the variants differ, or one of them has ended.
  private static func commonEnd(_ variants: [Int], from start: Int, _ tokens: [StepTokens]) -> Int {
    let shortest = variants.map { tokens[$0].count }.min() ?? start
    if variants.count == 1 { return shortest }
    var step = start
    while step < shortest {
      let token = tokens[variants[0]][step]
      guard variants.dropFirst().allSatisfy({ tokens[$0][step] == token }) else { break }
      step += 1
    }
    return step
  }

  /// The variants that go on alike at a step, in the order of their first members.
  private static func parts(_ variants: [Int], at step: Int, _ tokens: [StepTokens]) -> [[Int]] {
    var known: [StepToken: Int] = [:]
    var parts: [[Int]] = []
    for variant in variants {
      let token = tokens[variant][step]
      if let part = known[token] {
        parts[part].append(variant)
      } else {
        known[token] = parts.count
        parts.append([variant])
      }
    }
    return parts
  }
}
