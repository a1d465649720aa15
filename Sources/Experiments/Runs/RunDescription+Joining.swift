import Core
import Records

extension RunDescription {
  /// Joins the descriptions of parts of a run, such as shards.
  ///
  /// - Parameter parts: descriptions with the folders they are from, at least one.
  /// - Returns: one with the trials of all parts; a trial that is in several is there once.
  /// - Throws: ``RunError/cannotJoin(path:first:reason:)`` when the parts belong to different suites
  ///   or give the same trial different settings.
  static func joined(
    _ parts: [(path: String, description: RunDescription)]
  ) throws(RunError) -> RunDescription {
    precondition(!parts.isEmpty, "no run descriptions to join")
    var joined = parts[0].description
    joined.shard = nil
    let first = parts[0].path
    var settings = Settings()
    for entry in joined.trials { _ = settings.add(entry) }
    for part in parts.dropFirst() {
      let description = part.description
      for (name, left, right) in [
        ("suite", joined.suite, description.suite), ("title", joined.title, description.title),
        ("baseline", joined.baselineArm, description.baselineArm),
        (
          "arms", joined.armOrder.joined(separator: ", "),
          description.armOrder.joined(separator: ", ")
        ),
      ] where left != right {
        throw .cannotJoin(
          path: part.path, first: first,
          reason: "its \(name) is \"\(right)\", and that of \(first) is \"\(left)\"")
      }
      for entry in description.trials {
        switch settings.add(entry) {
        case .isNew: joined.trials.append(entry)
        case .isKnown: break
        case .differs(let reason): throw .cannotJoin(path: part.path, first: first, reason: reason)
        }
      }
      let known = Set((joined.tuning ?? []).map(\.key))
      let more = (description.tuning ?? []).filter { !known.contains($0.key) }
      if !more.isEmpty { joined.tuning = (joined.tuning ?? []) + more }
      guard joined.add(description.choices ?? []) else {
        throw .cannotJoin(
          path: part.path, first: first, reason: "tuning chose other settings than in \(first)")
      }
      joined.failures += description.failures.filter { !joined.failures.contains($0) }
    }
    return joined
  }

  /// Takes in what tuning chose elsewhere; false when it chose otherwise about the same arm.
  private mutating func add(_ more: [TuningChoice]) -> Bool {
    for choice in more {
      let known = (choices ?? []).first {
        $0.dataset == choice.dataset && $0.model == choice.model
          && $0.labelNoise == choice.labelNoise && $0.arm == choice.arm
      }
      if let known, known != choice { return false }
      if known == nil { choices = (choices ?? []) + [choice] }
    }
    return true
  }
}

/// What the trials seen so far agree in.
private struct Settings {
  enum Answer {
    case isNew
    case isKnown
    case differs(String)
  }

  private struct Cell: Hashable {
    var dataset: String
    var model: String
    var labelNoise: LabelNoise?
    var arm: String
  }

  private struct Place: Hashable {
    var cell: Cell
    var seed: UInt64
  }

  private var specs: [Cell: [TrialSpec]] = [:]
  private var keys: [String: TrialSpec] = [:]
  private var places: [Place: [String]] = [:]

  mutating func add(_ entry: RunDescription.Entry) -> Answer {
    if keys.updateValue(entry.spec, forKey: entry.key) != nil { return .isKnown }
    let spec = entry.spec
    let cell = Cell(
      dataset: spec.dataset, model: spec.model.id, labelNoise: spec.labelNoise, arm: spec.arm.id)
    var plain = spec
    plain.seed = 0
    plain.matchedTrial = nil
    let title = "\(spec.dataset) × \(spec.model.id), \(spec.arm.id)"
    let same = specs[cell, default: []].filter { $0.model == spec.model }
    if let other = same.first, other != plain {
      let fields = FieldDifferences.between(other, plain).joined(separator: ", ")
      return .differs("\(title): settings differ in \(fields)")
    }
    if same.isEmpty { specs[cell, default: []].append(plain) }
    let place = Place(cell: cell, seed: spec.seed)
    let others = places[place, default: []].compactMap { keys[$0] }
    if others.contains(where: { $0.model == spec.model }) {
      return .differs(
        "\(title), seed \(spec.seed): the same settings have another key, so the data or the "
          + "version that computes differ")
    }
    places[place, default: []].append(entry.key)
    return .isNew
  }
}
