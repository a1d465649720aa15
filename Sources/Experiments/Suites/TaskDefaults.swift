import Core
import DataStore
import Records

/// How long and with what to train: written at the top of a suite for all tasks, or in one task.
struct TaskDefaults {
  private(set) var epochs: Int?
  private(set) var batchSize: Int?
  private(set) var optimizer: Component?
  private(set) var learningRate: Component?
  /// How training pictures are changed at random; nil where nothing is written, or `none`.
  private(set) var augmentation: Augmentation?
  /// Settings of preprocessing that replace the manifest's; nil where nothing is written.
  private(set) var preprocessing: [String: String]?
  /// The same as they are written, with their full name, so that the dataset can judge them.
  private(set) var writtenPreprocessing: (value: YAMLValue, path: String)?
  /// How labels are changed at random, one task for each entry; empty where nothing is written.
  private(set) var labelNoise: [LabelNoise?] = []
  /// The share held out; nil where nothing is written, or `none`.
  private(set) var validation: Double?
  /// Which weights are scored; nil where nothing is written.
  private(set) var selection: SelectionRule?
  /// The keys written here or in the fallback, also those whose value is wrong.
  private var written: [String] = []

  /// Reads the keys of one mapping.
  ///
  /// - Parameters:
  ///   - fields: the suite or a task.
  ///   - fallback: what the suite says, for a task.
  ///   - mistakes: grows by what is wrong.
  init(
    _ fields: inout YAMLFields, fallback: TaskDefaults? = nil, _ mistakes: inout [YAMLMistake]
  ) {
    written = Self.keys.filter { fields.value($0) != nil } + (fallback?.written ?? [])
    epochs = Self.integer("epochs", in: 1...100_000, &fields, &mistakes) ?? fallback?.epochs
    batchSize =
      Self.integer("batchSize", in: 1...65_536, &fields, &mistakes) ?? fallback?.batchSize
    optimizer =
      fields.component("optimizer", .optimizers, isOptional: true, &mistakes)
      ?? fallback?.optimizer
    learningRate =
      fields.component("learningRate", .learningRates, isOptional: true, &mistakes)
      ?? fallback?.learningRate
    augmentation = fallback?.augmentation
    if let value = fields.value("augmentation") {
      augmentation = Augmentation(value, subject: fields.path("augmentation"), &mistakes)
    }
    preprocessing = fallback?.preprocessing
    writtenPreprocessing = fallback?.writtenPreprocessing
    if let value = fields.value("preprocessing") {
      writtenPreprocessing = (value, fields.path("preprocessing"))
      preprocessing = Self.words(value, "preprocessing", fields, &mistakes)
    }
    labelNoise = fallback?.labelNoise ?? []
    if let value = fields.value("labelNoise") {
      labelNoise = LabelNoise.list(value, subject: fields.path("labelNoise"), &mistakes)
    }
    validation = fallback?.validation
    if let value = fields.value("validation") {
      validation =
        value.scalar == "none" ? nil : fields.share("validation", default: nil, &mistakes)
    }
    selection = fallback?.selection
    if fields.value("selection") != nil {
      selection = fields.choice("selection", SelectionRule.self, &mistakes)
    }
  }

  /// Reads a mapping of words; which of them mean something, the dataset knows, see
  /// ``SuiteReader``.
  private static func words(
    _ value: YAMLValue, _ key: String, _ fields: YAMLFields, _ mistakes: inout [YAMLMistake]
  ) -> [String: String]? {
    var words: [String: String] = [:]
    if case .mapping(let entries) = value.content {
      for entry in entries {
        guard case .scalar(let text) = entry.value.content else { continue }
        words[entry.key] = text
      }
      if words.count == entries.count, !words.isEmpty { return words }
    }
    fields.note(
      key, value, expected: "settings such as {scaling: robust} or {length: 128}", &mistakes)
    return nil
  }

  /// The keys that neither the task nor the suite has.
  var missing: [String] { Self.keys.filter { !written.contains($0) } }

  private static let keys = ["epochs", "batchSize", "optimizer", "learningRate"]

  private static func integer(
    _ key: String, in range: ClosedRange<Int>, _ fields: inout YAMLFields,
    _ mistakes: inout [YAMLMistake]
  ) -> Int? {
    guard fields.value(key) != nil else { return nil }
    return fields.integer(key, in: range, &mistakes)
  }
}
