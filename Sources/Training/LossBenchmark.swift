public import Core
import Foundation
import Losses

/// The time of one call of a loss beside that of copying its logits to its gradient.
///
/// A copy reads and writes the same bytes, so it is the floor of what any loss costs. Both run by
/// turns in one process, and the ratio is the median over the turns. Times are processor time of
/// this process, which runs one thread here: on an idle machine that is the time that passes, and
/// on a busy one it leaves out the waiting for a turn, which would fall on the longer call alone.
public struct LossBenchmark: Codable, Sendable {
  /// The loss's id.
  public let loss: String
  /// Examples of a call.
  public let rows: Int
  /// Classes.
  public let classes: Int
  /// Timed turns.
  public let turns: Int
  /// The median time of a call, in microseconds.
  public let lossMicroseconds: Double
  /// The median time of a copy, in microseconds.
  public let copyMicroseconds: Double
  /// The median over turns of the time of a call over that of a copy.
  public let ratio: Double

  /// The shapes that the project's speed is judged on.
  public static let shapes: [(rows: Int, classes: Int)] = [
    (128, 10), (128, 100), (4096, 1000),
  ]

  /// Times a loss on random logits of unit variance.
  ///
  /// - Parameters:
  ///   - component: the loss, with any settings; α is 0.5.
  ///   - rows: examples of a call.
  ///   - classes: the number of classes.
  ///   - seconds: how long to measure, after a tenth of it as warm-up; at least 10 turns run.
  /// - Returns: the times.
  /// - Throws: `ComponentError` for an unknown loss or setting.
  public static func measure(
    _ component: Component, rows: Int, classes: Int, seconds: Double
  ) throws(ComponentError) -> LossBenchmark {
    var call = LossCall(try LossCatalogue.make(component), rows: rows, classes: classes)
    // Short calls are timed several at a time, so that reading the clock costs nothing.
    let repeats = max(1, 200_000 / (rows * classes))
    let watch = ContinuousClock()
    let (start, length) = (watch.now, Duration.seconds(1.1 * seconds))
    var turns: [(copy: Double, loss: Double)] = []
    while turns.count < 12 || watch.now - start < length {
      let began = processorMicroseconds()
      for _ in 0..<repeats { call.copy() }
      let copied = processorMicroseconds()
      for _ in 0..<repeats { call.evaluate() }
      let ended = processorMicroseconds()
      turns.append(((copied - began) / Double(repeats), (ended - copied) / Double(repeats)))
    }
    turns.removeFirst(max(2, turns.count / 11))
    return LossBenchmark(
      loss: component.id, rows: rows, classes: classes, turns: turns.count,
      lossMicroseconds: median(turns.map(\.loss)), copyMicroseconds: median(turns.map(\.copy)),
      ratio: median(turns.map { $0.loss / $0.copy }))
  }

  /// The processor time of this process; POSIX counts it in millionths of a second.
  private static func processorMicroseconds() -> Double { Double(clock()) }

  private static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }
}
