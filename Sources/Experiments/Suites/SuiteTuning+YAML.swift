import Core
import DataStore
import Records

/// What a suite writes about tuning: the rule for all arms, and the grids.
struct TuningTexts {
  /// Seeds and share held out; nil where the suite tunes nothing, or what it writes is wrong.
  private(set) var tuning: SuiteTuning?
  private var shared: [[SettingChange]] = []
  private var budget: Int?
  private let line: Int
  private let isWritten: Bool

  /// Reads `tune` at the top of a suite.
  init(_ suite: inout YAMLFields, _ mistakes: inout [YAMLMistake]) {
    let value = suite.value("tune")
    (line, isWritten) = (value?.line ?? suite.line, value != nil)
    guard let value, var fields = YAMLFields(value, subject: "tune", &mistakes) else { return }
    let seedCount = fields.integer("seeds", in: 1...1000, default: 1, &mistakes)
    let validation = fields.share("validation", default: 0.2, &mistakes)
    if fields.value("budget") != nil {
      budget = fields.integer("budget", in: 1...100_000, &mistakes)
    }
    if let grid = fields.value("grid") {
      shared = Self.configurations(grid, path: "tune.grid", &mistakes)
    }
    fields.finish(&mistakes)
    guard let seedCount, let validation else { return }
    tuning = SuiteTuning(seedCount: seedCount, validation: validation)
  }

  /// Gives each arm its configurations, the same number to all.
  ///
  /// Arms that take their settings from another one are not tuned: they use what was chosen for it.
  func tune(
    _ arms: inout [SuiteArm], texts: [ArmTexts.Entry], _ mistakes: inout [YAMLMistake]
  ) {
    var counts: [(arm: Int, line: Int, count: Int)] = []
    for index in arms.indices {
      let own = texts[index].value["tune"]
      if let own, !isWritten || arms[index].source != nil {
        mistakes.append(
          YAMLMistake(
            line: own.line,
            text: isWritten
              ? "\(texts[index].subject).tune has no effect: its settings are those of "
                + "\"\(arms[index].source ?? "")\""
              : "\(texts[index].subject).tune needs tune: at the top of the suite, such as "
                + "tune: {seeds: 2, validation: 0.2}"))
        continue
      }
      guard isWritten, arms[index].source == nil else { continue }
      let grid = own.map {
        Self.configurations($0, path: "\(texts[index].subject).tune", &mistakes)
      }
      arms[index].configurations = grid ?? shared
      counts.append((index, own?.line ?? line, arms[index].configurations.count))
    }
    check(counts, texts, &mistakes)
    draw(&arms)
  }

  /// An arm that may try more settings than another one wins by that.
  private func check(
    _ counts: [(arm: Int, line: Int, count: Int)], _ texts: [ArmTexts.Entry],
    _ mistakes: inout [YAMLMistake]
  ) {
    guard mistakes.isEmpty, let first = counts.first else { return }
    for entry in counts {
      let found = "\(texts[entry.arm].subject) has \(entry.count) configurations to tune"
      if let budget {
        guard entry.count < budget else { continue }
        mistakes.append(
          YAMLMistake(
            line: entry.line, text: "\(found); expected at least the budget of \(budget)"))
      } else if entry.count != first.count || entry.count == 0 {
        mistakes.append(
          YAMLMistake(
            line: entry.line,
            text: "\(found) and \(texts[first.arm].subject) has \(first.count); expected the same "
              + "number, at least 1, for each arm; or write tune.budget, and as many are drawn"))
      }
    }
  }

  /// Draws as many configurations as the budget says, in the order of the grid.
  private func draw(_ arms: inout [SuiteArm]) {
    guard let budget else { return }
    for index in arms.indices where arms[index].configurations.count > budget {
      var places = Array(arms[index].configurations.indices)
      var stream = RandomStream(seed: 0).split("tune").split(arms[index].id)
      stream.shuffle(&places)
      arms[index].configurations = places.prefix(budget).sorted().map {
        arms[index].configurations[$0]
      }
    }
  }

  /// Every combination of a mapping of settings to lists, the last list quickest.
  private static func configurations(
    _ grid: YAMLValue, path: String, _ mistakes: inout [YAMLMistake]
  ) -> [[SettingChange]] {
    guard let axes = ArmGrid.axes(grid, path: path, &mistakes) else { return [] }
    var result: [[SettingChange]] = [[]]
    for axis in axes {
      let names = axis.key.split(separator: ".").map(String.init)
      guard names.count == 2, let part = SettingChange.Part(rawValue: names[0]) else {
        mistakes.append(
          YAMLMistake(
            line: axis.line,
            text: "\(path) has the key \"\(axis.key)\"; expected a setting, such as "
              + "learningRate.peak"))
        continue
      }
      let changes = axis.values.compactMap {
        SettingChange(part, names[1], $0, path: "\(path).\(names[0])", &mistakes)
      }
      if Set(changes).count < changes.count {
        mistakes.append(
          YAMLMistake(
            line: axis.line,
            text: "\(path).\(axis.key) has a value twice; expected different ones, since every arm "
              + "tries as many configurations"))
      }
      result = result.flatMap { configuration in changes.map { configuration + [$0] } }
    }
    return result
  }
}
