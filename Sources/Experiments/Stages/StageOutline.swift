import Core
import Records

/// A task's stages for people: once for all seeds that look alike, with arms instead of trials.
public struct StageOutline: Codable, Hashable, Sendable {
  /// The dataset and the model, such as `mnist × cnn-small`.
  public var title: String
  /// The seeds whose missing trials make this tree.
  public var seeds: [UInt64]
  /// What starts from initial weights.
  public var branches: [Branch]

  /// A stretch of training.
  public struct Branch: Codable, Hashable, Sendable {
    /// The first step, counted from 0.
    public var start: Int
    /// The step before which it ends.
    public var end: Int
    /// The arms that end with it.
    public var arms: [String]
    /// What goes on from its end.
    public var branches: [Branch]
  }

  /// Returns the outlines of a tree, in the order of its trials.
  public static func outlines(of tree: StageTree) -> [StageOutline] {
    struct Place: Hashable {
      var task: TrialSpec
      var seed: UInt64
    }
    var places: [Place] = []
    var roots: [Place: [Int]] = [:]
    for root in tree.roots {
      let spec = tree.trials[tree.stages[root].leader].spec
      let place = Place(task: spec.task, seed: spec.seed)
      if roots[place] == nil { places.append(place) }
      roots[place, default: []].append(root)
    }
    var outlines: [StageOutline] = []
    var known: [TrialSpec: [[Branch]: Int]] = [:]
    for place in places {
      let branches = (roots[place] ?? []).map { branch($0, tree) }
      if let index = known[place.task]?[branches] {
        outlines[index].seeds.append(place.seed)
      } else {
        known[place.task, default: [:]][branches] = outlines.count
        outlines.append(
          StageOutline(title: title(place.task), seeds: [place.seed], branches: branches))
      }
    }
    return outlines
  }

  private static func branch(_ index: Int, _ tree: StageTree) -> Branch {
    let stage = tree.stages[index]
    return Branch(
      start: stage.steps.lowerBound, end: stage.steps.upperBound,
      arms: stage.endings.map { tree.trials[$0].spec.arm.id },
      branches: stage.children.map { branch($0, tree) })
  }

  private static func title(_ spec: TrialSpec) -> String {
    let noise = spec.labelNoise.map { ", \($0.title)" } ?? ""
    return "\(spec.dataset) × \(spec.model.id)\(noise)"
  }
}

extension TrialSpec {
  /// What is compared in one table: everything but arm, seed and length.
  fileprivate var task: TrialSpec {
    let nothing = Component("")
    return TrialSpec(
      dataset: dataset, model: model,
      arm: ArmSpec(
        id: "", loss: nothing, schedule: nothing, optimizer: nothing,
        learningRateSchedule: nothing),
      seed: 0, epochs: 0, batchSize: batchSize, threads: threads, precision: precision,
      augmentation: augmentation, preprocessing: preprocessing, labelNoise: labelNoise,
      validation: validation)
  }
}
