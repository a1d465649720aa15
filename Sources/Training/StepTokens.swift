public import Core
import Losses
public import Records

/// What an arm decides about one step: two trials alike in all else share every step up to the first
/// at which their tokens differ.
public struct StepToken: Hashable, Sendable {
  /// The loss that acts: a mixed loss at α = 0 acts as cross entropy.
  let loss: String
  /// The bits of α, which the curve records even where the loss has none.
  let alpha: UInt64
  /// The bits of the learning rate.
  let learningRate: UInt64
}

/// The tokens of a trial, a pure function of the step.
public struct StepTokens: Sendable {
  /// The steps of the trial.
  public let count: Int
  private let loss: String
  private let isCrossEntropyAtZero: Bool
  private let trace: StepTrace

  private static let crossEntropy = "cross-entropy"

  /// Reads the tokens of a trial; nil when what it does depends on more than its step.
  ///
  /// - Parameters:
  ///   - spec: the trial.
  ///   - stepCount: its optimizer steps.
  /// - Throws: an error of the registries.
  public init?(_ spec: TrialSpec, stepCount: Int) throws {
    if spec.matchedTrial != nil || spec.arm.learningRateMatches != nil { return nil }
    count = stepCount
    let entry = try LossCatalogue.all.resolve(spec.arm.loss)
    loss =
      entry.component.id == Self.crossEntropy
      ? Self.crossEntropy : try CanonicalJSON.text(entry.component)
    isCrossEntropyAtZero = entry.entry.isCrossEntropyAtZero
    trace = try StepTrace(spec, stepsPerEpoch: stepCount / max(1, spec.epochs))
    if trace.isOfItsOwn { return nil }
  }

  /// Returns the token of a step.
  public subscript(step: Int) -> StepToken {
    let values = trace.values(at: step, epochAlpha: nil)
    return StepToken(
      loss: values.alpha == 0 && isCrossEntropyAtZero ? Self.crossEntropy : loss,
      alpha: values.alpha.bitPattern, learningRate: values.learningRate.bitPattern)
  }

  /// Adds the tokens of some steps to a digest.
  public func addDigest(of steps: Range<Int>, to digest: inout DigestStream) {
    var bytes: [UInt8] = []
    var last: String?
    for step in steps {
      let token = self[step]
      if token.loss != last {
        bytes += Array("\(step) \(token.loss)\n".utf8)
        last = token.loss
      }
      for bits in [token.alpha, token.learningRate] {
        for place in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: bits >> UInt64(8 * place))) }
      }
      if bytes.count > 1 << 16 {
        digest.update(bytes)
        bytes.removeAll(keepingCapacity: true)
      }
    }
    digest.update(bytes)
  }
}
