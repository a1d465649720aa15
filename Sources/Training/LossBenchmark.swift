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

/// A loss with everything that a call of it reads and writes.
private struct LossCall {
  private let loss: any Loss
  private let logits: [Float]
  private let labels: [Int32]
  private let classes: Int
  private var gradient: [Float]
  private var cases: CaseOutputs

  init(_ loss: any Loss, rows: Int, classes: Int) {
    self.loss = loss
    self.classes = classes
    var stream = RandomStream(seed: 1)
    logits = (0..<rows * classes).map { _ in Float(stream.normal()) }
    labels = (0..<rows).map { _ in Int32(stream.index(below: classes)) }
    gradient = [Float](repeating: 0, count: rows * classes)
    cases = CaseOutputs(capacity: rows)
  }

  /// Copies the logits over the gradient.
  mutating func copy() {
    let logits = logits  // A span must come from a local value.
    let source = logits.span
    var target = gradient.mutableSpan
    for i in source.indices { target[i] = source[i] }
  }

  mutating func evaluate() {
    Self.evaluate(loss, logits, labels, classes, &gradient, &cases)
  }

  private static func evaluate(
    _ loss: any Loss, _ logits: [Float], _ labels: [Int32], _ classes: Int,
    _ gradient: inout [Float], _ cases: inout CaseOutputs
  ) {
    var target = gradient.mutableSpan
    _ = loss.evaluate(
      logits: logits.span, labels: labels.span, classes: classes, alpha: 0.5,
      gradientScale: 1 / Float(labels.count), gradient: &target, cases: &cases)
  }
}
