import Core
public import DataStore
import Records
import Training

/// How long a run will take, from a few steps of each kind of network.
public struct RunEstimate: Codable, Hashable, Sendable {
  /// Seconds from start to end with the workers asked for.
  public var seconds: Double
  /// Seconds of all steps and scores, as if one worker did everything.
  public var workSeconds: Double
  /// The same without sharing.
  public var separateWorkSeconds: Double
  /// Kinds of networks that could not be timed, for lack of data or of time; their trials are left out.
  public var unmeasuredCount: Int

  /// The longest that one kind of network is timed, beside loading its data and compiling it.
  static let mostTime = Duration.milliseconds(800)
  /// The longest that all are timed together.
  static let mostTimeInAll = Duration.seconds(15)

  /// Times the steps of a tree; nil when there is nothing to train or nothing could be timed.
  ///
  /// - Parameters:
  ///   - tree: what will be trained.
  ///   - library: where datasets come from; those that are not there are passed over.
  ///   - jobs: stretches side by side.
  /// - Throws: what is wrong with the suite, such as a model that cannot read a dataset.
  public init?(_ tree: StageTree, library: DatasetLibrary, jobs: Int) throws {
    let clock = ContinuousClock()
    let start = clock.now
    var stepSeconds: [CompilationKey: Double?] = [:]
    for stage in tree.stages {
      let spec = tree.trials[stage.leader].spec
      let key = CompilationKey(spec)
      guard stepSeconds[key] == nil else { continue }
      let hasTime = clock.now - start < Self.mostTimeInAll
      do {
        stepSeconds[key] = .some(
          hasTime ? try Self.secondsPerStep(of: tree.trials[stage.leader], library) : nil)
      } catch let error as any ReportableError where error.kind == .usage {
        throw error
      } catch {
        stepSeconds[key] = .some(nil)
      }
    }
    func seconds(_ trial: PlannedTrial, steps: Int, scores: Int) -> Double {
      guard let step = stepSeconds[CompilationKey(trial.spec)] ?? nil else { return 0 }
      // A step costs about three forward passes.
      let examples = trial.data.trainCount + trial.data.testCount
      let scoring = Double(examples) / Double(trial.spec.batchSize) / 3
      return step * (Double(steps) + Double(scores) * scoring)
    }
    let works = tree.stages.map { stage in
      seconds(
        tree.trials[stage.leader], steps: stage.steps.count, scores: min(1, stage.endings.count))
    }
    var paths = works
    for index in tree.stages.indices.reversed() {
      paths[index] += tree.stages[index].children.map { paths[$0] }.max() ?? 0
    }
    workSeconds = works.reduce(0, +)
    guard workSeconds > 0 else { return nil }
    separateWorkSeconds = tree.trials.reduce(0) {
      $0 + seconds($1, steps: $1.stepCount, scores: 1)
    }
    self.seconds = max(workSeconds / Double(max(1, jobs)), paths.max() ?? 0)
    unmeasuredCount = stepSeconds.values.count { $0 == nil }
  }

  /// The mean seconds of a step on real examples, after two that are not timed.
  private static func secondsPerStep(of trial: PlannedTrial, _ library: DatasetLibrary) throws
    -> Double?
  {
    var spec = trial.spec
    if spec.matchedTrial != nil || spec.arm.learningRateMatches != nil {
      (spec.matchedTrial, spec.arm.learningRateMatches) = (nil, nil)
    }
    var loop = try TrainingLoop(spec, on: try library.prepared(for: trial.spec))
    let clock = ContinuousClock()
    for _ in 0..<min(2, loop.totalSteps) { _ = try loop.advance() }
    let (start, first) = (clock.now, loop.step)
    while loop.step < loop.totalSteps, clock.now - start < mostTime, loop.step < first + 50 {
      guard try loop.advance() else { break }
    }
    guard loop.step > first else { return nil }
    return (clock.now - start) / .seconds(1) / Double(loop.step - first)
  }
}
