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
    var result = TrainingResult(
      outcome: .completed, curve: loop.curve, parameterCount: loop.network.parameterCount,
      trainingTime: trained - start)
    result.selection = loop.selection?.facts
    if spec.labelNoise != nil { result.labelNoise = NoiseFacts(of: dataset) }
    if let divergedAt {
      result.outcome = .diverged(step: divergedAt)
      return result
    }
    try loop.selection?.restoreBest(in: loop.network)
    let scored = try loop.network.withAveragedWeights {
      try FinalScores.measured(
        loop.network, on: dataset, readsTest: spec.isTuning != true, shouldStop: shouldStop)
    }
    result.evaluationTime = clock.now - trained
    guard let scored else {
      // Every loss was finite, and the last update was too much for the weights.
      result.outcome = .diverged(step: loop.totalSteps)
      return result
    }
    scored.write(to: &result)
    try loop.network.withAveragedWeights { try finished(loop.network) }
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
