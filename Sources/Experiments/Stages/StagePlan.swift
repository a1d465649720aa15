import Records
import Training

/// Where a stage starts from.
enum StageStart: Sendable {
  /// Initial weights.
  case initial
  /// A checkpoint in the run folder.
  case file(CheckpointName)
  /// A fork that could not be written.
  case memory(TrainingSnapshot)
}

/// A stage that can run now.
struct StageJob: Sendable {
  /// The stage, by its place in the tree.
  let stage: Int
  /// Where it starts from.
  let start: StageStart
}

/// Which stages of a tree have to run, given the checkpoints of an earlier process.
///
/// A checkpoint inside a stage saves the steps before it. A stage all of whose followers have
/// checkpoints of their own need not run at all.
struct StagePlan: Sendable {
  /// The tree.
  let tree: StageTree
  /// For each stage, the children that wait for its end; others have a checkpoint of their own.
  let followers: [[Int]]
  /// For each stage, whether it has to run.
  let isNeeded: [Bool]
  /// For each stage, the step at which it starts.
  let firstSteps: [Int]
  /// The stages that can run at once.
  let ready: [StageJob]

  /// Plans a tree.
  ///
  /// - Parameters:
  ///   - tree: the missing trials, merged.
  ///   - checkpoints: for each stage, the checkpoint in it that has the most steps.
  init(_ tree: StageTree, checkpoints: [CheckpointName?]) {
    self.tree = tree
    let stages = tree.stages
    var needed = [Bool](repeating: false, count: stages.count)
    var followers = [[Int]](repeating: [], count: stages.count)
    for index in stages.indices.reversed() {  // Children before their parents.
      followers[index] = stages[index].children.filter {
        needed[$0] && checkpoints[$0] == nil
      }
      needed[index] = !stages[index].endings.isEmpty || !followers[index].isEmpty
    }
    self.followers = followers
    isNeeded = needed
    firstSteps = stages.indices.map { checkpoints[$0]?.step ?? stages[$0].steps.lowerBound }
    ready = stages.indices.compactMap { index in
      guard needed[index] else { return nil }
      if let name = checkpoints[index] { return StageJob(stage: index, start: .file(name)) }
      return stages[index].parent == nil ? StageJob(stage: index, start: .initial) : nil
    }
  }

  /// The trials that cannot end if a stage does not.
  func trials(dependingOn stage: Int) -> [Int] {
    tree.stages[stage].endings + followers[stage].flatMap { trials(dependingOn: $0) }
  }

  /// The stages that cannot run if a stage does not reach its end, itself included.
  func stages(dependingOn stage: Int) -> [Int] {
    [stage] + followers[stage].flatMap { stages(dependingOn: $0) }
  }

  /// Returns, for each stage, the whole checkpoint in it that has the most steps.
  ///
  /// - Parameters:
  ///   - tree: the stages.
  ///   - names: gives places of the tree their names.
  ///   - folder: what is there; damaged files are removed.
  ///   - note: told of each damaged file.
  /// - Returns: a name for each stage, nil where there is none.
  /// - Throws: an error of the registries.
  static func checkpoints(
    of tree: StageTree, named names: StageNames, in folder: CheckpointFolder,
    note: (String) -> Void
  ) throws -> [CheckpointName?] {
    var known = Set(folder.names())
    let steps = Set(known.map(\.step)).sorted(by: >)
    return try tree.stages.indices.map { index in
      let stage = tree.stages[index]
      for step in steps where stage.steps.lowerBound <= step && step <= stage.steps.upperBound {
        // At its end a stage has nothing left to train, and its children start from the same file.
        if step == stage.steps.upperBound && stage.endings.isEmpty { continue }
        let name = try names.name(of: index, at: step)
        guard known.contains(name) else { continue }
        do {
          _ = try TrainingSnapshot(of: folder.file(name))
          return name
        } catch {
          note("\(error); it is removed, and its steps are trained again")
          folder.remove(name.file)
          known.remove(name)
        }
      }
      return nil
    }
  }
}
