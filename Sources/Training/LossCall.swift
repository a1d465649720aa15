import Core
public import Losses

/// A loss with everything that a call of it reads and writes.
public struct LossCall {
  private let loss: any Loss
  private let logits: [Float]
  private let labels: [Int32]
  private let classes: Int
  private var gradient: [Float]
  private var cases: CaseOutputs

  /// Draws logits of unit variance and labels.
  public init(_ loss: any Loss, rows: Int, classes: Int) {
    self.loss = loss
    self.classes = classes
    var stream = RandomStream(seed: 1)
    logits = (0..<rows * classes).map { _ in Float(stream.normal()) }
    labels = (0..<rows).map { _ in Int32(stream.index(below: classes)) }
    gradient = [Float](repeating: 0, count: rows * classes)
    cases = CaseOutputs(capacity: rows)
  }

  /// Copies the logits over the gradient.
  public mutating func copy() {
    let logits = logits  // A span must come from a local value.
    let source = logits.span
    var target = gradient.mutableSpan
    for i in source.indices { target[i] = source[i] }
  }

  /// Evaluates the loss and its gradient.
  public mutating func evaluate() {
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
