public import DataStore
public import Engine
public import Records
import Statistics

/// Trains and scores one trial.
public enum TrialTraining {
  /// Trains the network of a trial from its initial weights to its last step, then scores it.
  ///
  /// Everything but the two durations is a pure function of the spec and the dataset: the same call
  /// gives the same bits. It blocks the calling thread and uses `spec.threads` kernel threads.
  ///
  /// - Parameters:
  ///   - spec: what to train, with resolved components.
  ///   - dataset: what to train and test on.
  ///   - matched: the curve of the trial that `spec.matchedTrial` names; nil where it names none.
  ///   - shouldStop: asked before each step and each evaluated batch.
  ///   - progress: told the steps finished and their total, after each step.
  ///   - finished: lent the network as it was scored, unless the trial diverged.
  /// - Returns: the scores, the curve and the seconds.
  /// - Throws: ``TrainingError``, or an error of the registries, the model or the engine.
  public static func run(
    _ spec: TrialSpec, on dataset: PreparedDataset, matched: [TrialRecord.EpochPoint]? = nil,
    shouldStop: () -> Bool = { false },
    progress: (_ finishedSteps: Int, _ totalSteps: Int) -> Void = { _, _ in },
    finished: (CompiledNetwork) throws -> Void = { _ in }
  ) throws -> TrainingResult {
    let clock = ContinuousClock()
    let start = clock.now
    var loop = try TrainingLoop(spec, on: dataset, matched: matched)
    let divergedAt = try train(&loop, shouldStop: shouldStop, progress: progress)
    let trained = clock.now
    var result =
      if let divergedAt { diverged(loop, at: divergedAt, on: dataset) } else {
        try score(loop, on: dataset, shouldStop: shouldStop, finished: finished)
      }
    result.trainingTime = trained - start
    return result
  }

  /// Returns what came of a trial whose loss stopped being finite.
  ///
  /// - Parameters:
  ///   - loop: where it stopped.
  ///   - step: the step whose loss was not finite, counted from 0.
  ///   - dataset: what it trained on.
  /// - Returns: the curve and the outcome.
  public static func diverged(_ loop: TrainingLoop, at step: Int, on dataset: PreparedDataset)
    -> TrainingResult
  {
    result(of: loop, .diverged(step: step), on: dataset)
  }

  /// What a loop tells before it is scored.
  private static func result(
    of loop: TrainingLoop, _ outcome: TrialRecord.Outcome, on dataset: PreparedDataset
  ) -> TrainingResult {
    var result = TrainingResult(
      outcome: outcome, curve: loop.state.curve, parameterCount: loop.network.parameterCount)
    result.selection = loop.state.selection?.facts
    if loop.spec.labelNoise != nil { result.labelNoise = NoiseFacts(of: dataset) }
    return result
  }

  /// Scores a trial that has finished its steps; the loop can go on afterwards as if nothing had been.
  ///
  /// - Parameters:
  ///   - loop: at the trial's last step.
  ///   - dataset: what it trained on.
  ///   - shouldStop: asked before each evaluated batch.
  ///   - finished: lent the network as it was scored, unless the trial diverged.
  /// - Returns: the scores and the curve, without the time of training.
  /// - Throws: ``TrainingError/interrupted(step:totalSteps:)``, or an error of the engine.
  public static func score(
    _ loop: TrainingLoop, on dataset: PreparedDataset, shouldStop: () -> Bool = { false },
    finished: (CompiledNetwork) throws -> Void = { _ in }
  ) throws -> TrainingResult {
    let clock = ContinuousClock()
    let start = clock.now
    var result = result(of: loop, .completed, on: dataset)
    try loop.withScoredWeights {
      let scored = try FinalScores.measured(
        loop.network, on: dataset, readsTest: loop.spec.isTuning != true, shouldStop: shouldStop)
      result.evaluationTime = clock.now - start
      guard let scored else {
        // Every loss was finite, and the last update was too much for the weights.
        result.outcome = .diverged(step: loop.step)
        return
      }
      scored.write(to: &result)
      try finished(loop.network)
    }
    return result
  }

  /// Runs every step; returns the step at which the loss stopped being finite, if it did.
  private static func train(
    _ loop: inout TrainingLoop, shouldStop: () -> Bool, progress: (Int, Int) -> Void
  ) throws -> Int? {
    while loop.step < loop.totalSteps {
      if shouldStop() {
        throw TrainingError.interrupted(step: loop.step, totalSteps: loop.totalSteps)
      }
      guard try loop.advance() else { return loop.step }
      progress(loop.step, loop.totalSteps)
    }
    return nil
  }
}
