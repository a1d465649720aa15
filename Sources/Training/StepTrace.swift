import Core
import Engine
import Losses
public import Records

/// What of a trial's settings acts in one optimizer step.
public struct StepValues: Hashable, Sendable {
  /// The mixing coefficient.
  public var alpha: Double
  /// The learning rate.
  public var learningRate: Double
}

/// α and the learning rate of every step of a trial: a pure function of the step and of what is
/// recorded.
///
/// Plain schedules depend on the step alone. An adaptive one also depends on the curve so far; its α
/// holds for a whole epoch. The learning rate of a matched trial is multiplied, epoch by epoch, by
/// the mean weights that another trial recorded.
public struct StepTrace: Sendable {
  /// The optimizer steps of the whole trial.
  public let totalSteps: Int
  /// The optimizer steps of an epoch.
  public let stepsPerEpoch: Int

  private enum Mixing {
    case plain(any MixingSchedule)
    case adaptive(any AdaptiveMixingSchedule)
  }

  private let mixing: Mixing
  private let rates: any LearningRateSchedule
  /// What the learning rate is multiplied by, one an epoch; empty for a trial that matches none.
  private let factors: [Double]

  /// Creates the trace of a trial.
  ///
  /// - Parameters:
  ///   - spec: the trial.
  ///   - stepsPerEpoch: the optimizer steps of an epoch.
  ///   - matched: the curve of the trial that this one matches; nil for a trial that matches none.
  /// - Throws: an error of the registries, or ``TrainingError/unmatched(arm:found:epochs:)``.
  public init(
    _ spec: TrialSpec, stepsPerEpoch: Int, matched: [TrialRecord.EpochPoint]? = nil
  ) throws {
    let arm = spec.arm
    mixing =
      AdaptiveMixingCatalogue.contains(arm.schedule.id)
      ? .adaptive(try AdaptiveMixingCatalogue.make(arm.schedule))
      : .plain(try MixingScheduleCatalogue.make(arm.schedule))
    rates = try LearningRateCatalogue.make(arm.learningRateSchedule)
    factors = matched?.map(\.meanWeight) ?? []
    if arm.learningRateMatches != nil || spec.matchedTrial != nil,
      factors.count != spec.epochs || !factors.allSatisfy({ $0.isFinite && $0 >= 0 })
    {
      throw TrainingError.unmatched(
        arm: arm.learningRateMatches ?? "another", found: factors.count, epochs: spec.epochs)
    }
    self.stepsPerEpoch = stepsPerEpoch
    totalSteps = spec.epochs * stepsPerEpoch
  }

  /// Whether the values depend on recorded epochs: such a trial shares no step with another.
  public var isOfItsOwn: Bool {
    if case .adaptive = mixing { return true }
    return !factors.isEmpty
  }

  /// Returns the α that an adaptive schedule holds in the epoch after the recorded ones; nil for a
  /// plain schedule.
  ///
  /// Called once an epoch, so that a step allocates nothing.
  public func epochAlpha(after curve: [TrialRecord.EpochPoint]) -> Double? {
    guard case .adaptive(let schedule) = mixing else { return nil }
    return schedule.alpha(
      after: curve.map {
        EpochFacts(
          alpha: $0.alpha, loss: $0.meanLoss, accuracy: $0.runningAccuracy, weight: $0.meanWeight)
      })
  }

  /// Returns what acts in a step.
  ///
  /// - Parameters:
  ///   - step: from 0.
  ///   - epochAlpha: what ``epochAlpha(after:)`` returned for the step's epoch; read by adaptive
  ///     schedules only.
  /// - Returns: α and the learning rate.
  public func values(at step: Int, epochAlpha: Double?) -> StepValues {
    let alpha =
      switch mixing {
      case .plain(let schedule): schedule.alpha(at: Double(step) / Double(totalSteps))
      case .adaptive: epochAlpha ?? 0
      }
    var rate = rates.rate(at: step, of: totalSteps)
    if !factors.isEmpty { rate *= factors[step / stepsPerEpoch] }
    return StepValues(alpha: alpha, learningRate: rate)
  }

  /// Returns what acts in a step of a trial that is on its way.
  ///
  /// - Parameters:
  ///   - step: from 0.
  ///   - curve: the points of the epochs before the step's.
  /// - Returns: α and the learning rate.
  public func values(at step: Int, after curve: [TrialRecord.EpochPoint]) -> StepValues {
    values(at: step, epochAlpha: epochAlpha(after: curve))
  }
}
