import Core
import Records
import Training

/// Trials merged where they train alike: each stage is trained once, whoever needs it.
///
/// Two trials share their steps from the first on for as long as everything that determines a step is
/// equal: data, preparation, model, optimizer, batch size, seed, precision, threads, augmentation,
/// and the ``StepToken`` of each step. Names of arms and the number of epochs are no part of that.
public struct StageTree: Sendable {
  /// The trials, in the order of the plan.
  public let trials: [PlannedTrial]
  /// The stages; a parent comes before its children.
  public let stages: [Stage]

  /// Merges trials.
  ///
  /// Tokens do not depend on the seed, so they are compared once for each task.
  ///
  /// - Parameters:
  ///   - trials: what to train.
  ///   - isShared: whether equal stretches are merged; otherwise each trial is a stage of its own.
  /// - Throws: an error of the registries, or ``TrainingError/emptyPart(dataset:part:)`` for a trial with
  ///   nothing to train on.
  public init(_ trials: [PlannedTrial], isShared: Bool = true) throws {
    self.trials = trials
    for trial in trials where trial.stepCount == 0 {
      throw TrainingError.emptyPart(dataset: trial.spec.dataset, part: "training")
    }
    var builder = Builder()
    var tasks: [TrialSpec: Int] = [:]
    var members: [[Int]] = []
    for (index, trial) in trials.enumerated() {
      guard isShared, let task = trial.spec.sharedPart else {
        builder.add(0..<trial.stepCount, parent: nil, endings: [index], trials: [index])
        continue
      }
      let known = tasks[task] ?? members.count
      tasks[task] = known
      if known == members.count { members.append([]) }
      members[known].append(index)
    }
    for task in members { try builder.grow(task, of: trials) }
    stages = builder.stages
  }

  /// The stages that start from initial weights.
  public var roots: [Int] { stages.indices.filter { stages[$0].parent == nil } }

  /// The steps that are trained.
  public var stepCount: Int { stages.reduce(0) { $0 + $1.steps.count } }

  /// The steps of the trials if each were trained alone.
  public var separateStepCount: Int { trials.reduce(0) { $0 + $1.stepCount } }
}

extension TrialSpec {
  /// What trials of one task and all its seeds have in common if they can share steps; nil for a
  /// trial that depends on more than its step.
  ///
  /// Everything is kept but what tokens compare, so a setting that is added to trials or arms later
  /// separates trials until it is known not to.
  var sharedPart: TrialSpec? {
    var part = self
    part.seed = 0
    part.epochs = 0
    part.arm.id = ""
    part.arm.loss = Component("")
    part.arm.schedule = Component("")
    part.arm.learningRateSchedule = Component("")
    return part
  }
}

/// Collects the stages of a tree.
private struct Builder {
  var stages: [Stage] = []

  /// Adds a stage and returns its index.
  @discardableResult
  mutating func add(_ steps: Range<Int>, parent: Int?, endings: [Int], trials: [Int]) -> Int {
    stages.append(
      Stage(steps: steps, parent: parent, children: [], endings: endings, trials: trials))
    if let parent { stages[parent].children.append(stages.count - 1) }
    return stages.count - 1
  }

  /// Adds the stages of one task's trials, seed by seed.
  mutating func grow(_ members: [Int], of trials: [PlannedTrial]) throws {
    var variants: [TrialSpec: Int] = [:]
    var tokens: [StepTokens] = []
    var seeds: [UInt64] = []
    var byseed: [UInt64: [(variant: Int, trial: Int)]] = [:]
    for index in members {
      var spec = trials[index].spec
      let seed = spec.seed
      spec.seed = 0
      if variants[spec] == nil {
        guard let made = try StepTokens(spec, stepCount: trials[index].stepCount) else {
          add(0..<trials[index].stepCount, parent: nil, endings: [index], trials: [index])
          continue
        }
        variants[spec] = tokens.count
        tokens.append(made)
      }
      if byseed[seed] == nil { seeds.append(seed) }
      byseed[seed, default: []].append((variants[spec] ?? 0, index))
    }
    let forest = StageTemplate.forest(of: tokens)
    for seed in seeds {
      let present = byseed[seed] ?? []
      for template in forest { add(template, from: 0, parent: nil, present) }
    }
  }

  /// Adds the part of a template that some trials need, without forks at which nothing parts.
  private mutating func add(
    _ template: StageTemplate, from start: Int, parent: Int?,
    _ present: [(variant: Int, trial: Int)]
  ) {
    let mine = present.filter { template.variants.contains($0.variant) }
    guard !mine.isEmpty else { return }
    let endings = mine.filter { template.endings.contains($0.variant) }
    let onward = template.children.filter { child in
      mine.contains { child.variants.contains($0.variant) }
    }
    if endings.isEmpty, onward.count == 1 {
      return add(onward[0], from: start, parent: parent, mine)
    }
    let stage = add(
      start..<template.end, parent: parent, endings: endings.map(\.trial),
      trials: mine.map(\.trial))
    for child in onward { add(child, from: template.end, parent: stage, mine) }
  }
}
