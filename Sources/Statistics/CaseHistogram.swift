import Foundation

/// How sure a classifier is of the true classes: counts of `p_y` and of the margin in fixed bins.
///
/// The margin is the log-odds of the true class, `ln(p_y / (1 − p_y)) = z_y − ln Σ_{k≠y} exp(z_k)`:
/// above 0 where the true class has more probability than all others together, and for two classes
/// the difference of the logits. Both are functions of `ln p_y`, so an example is placed once, by
/// comparing its `ln p_y` in 32 bits with the bins' edges in 32 bits.
///
/// A bin holds its lower edge and not its upper one.
public struct CaseHistogram: Hashable, Sendable {
  /// What separates the bins of `p_y`: 0.05, 0.10 … 0.95.
  public static let probabilityEdges = (1..<20).map { Double($0) / 20 }
  /// What separates the bins of the margin: −10, −9 … 10; the outer bins are open.
  public static let marginEdges = (-10...10).map { Double($0) }

  /// Counts between neighbours of ``edges``, the edges of both kinds together.
  private var counts = [Int](repeating: 0, count: edges.count + 1)

  /// Creates an empty histogram.
  public init() {}

  /// The examples counted.
  public var count: Int { counts.reduce(0, +) }

  /// The examples in each of the 20 bins of `p_y`, from 0 up.
  public var probabilityCounts: [Int] {
    sums(bins: Self.probabilityEdges.count + 1, edges: Self.probabilityThresholds)
  }

  /// The examples in each of the 22 bins of the margin, from minus infinity up.
  public var marginCounts: [Int] {
    sums(bins: Self.marginEdges.count + 1, edges: Self.marginThresholds)
  }

  /// Counts the first `count` examples of a batch by their `ln p_y`.
  public mutating func add(_ logProbabilities: [Float], count: Int) {
    precondition(count <= logProbabilities.count, "\(count) of \(logProbabilities.count) examples")
    let edges = Self.edges
    for example in 0..<count { counts[Self.bin(of: logProbabilities[example], edges)] += 1 }
  }

  /// Counts one example by its `ln p_y`.
  mutating func add(_ logProbability: Float) {
    counts[Self.bin(of: logProbability, Self.edges)] += 1
  }

  /// Forgets every example.
  public mutating func reset() {
    for bin in counts.indices { counts[bin] = 0 }
  }

  private func sums(bins: Int, edges: [Float]) -> [Int] {
    var result = [Int](repeating: 0, count: bins)
    for (bin, count) in counts.enumerated() where count > 0 {
      let lower = bin == 0 ? -Float.infinity : Self.edges[bin - 1]
      result[edges.count { $0 <= lower }] += count
    }
    return result
  }

  /// The count of edges at or below a value, by six comparisons; 0 for a value that is no number.
  private static func bin(of value: Float, _ edges: [Float]) -> Int {
    var bin = 0
    var step = (edges.count + 1) / 2
    while step > 0 {
      if edges[bin + step - 1] <= value { bin += step }
      step /= 2
    }
    return bin
  }

  private static let probabilityThresholds = probabilityEdges.map { Float(log($0)) }
  private static let marginThresholds = marginEdges.map { Float(-log1p(exp(-$0))) }

  /// The edges of both kinds as `ln p_y`, ascending, and infinities up to one less than a power of 2.
  private static let edges: [Float] = {
    let known = Set(probabilityThresholds + marginThresholds).sorted()
    precondition(known.count < 64, "\(known.count) edges take more than six comparisons")
    return known + [Float](repeating: .infinity, count: 63 - known.count)
  }()
}

extension CaseHistogram: Codable {
  /// Reads the counts of a histogram with the same edges.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let read = try container.decode([Int].self)
    guard read.count == counts.count, read.allSatisfy({ $0 >= 0 }) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "\(read.count) counts; expected \(counts.count)")
    }
    counts = read
  }

  /// Writes the counts between neighbouring edges.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(counts)
  }
}
