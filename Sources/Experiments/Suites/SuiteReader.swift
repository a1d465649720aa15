import Core
public import DataStore
import Records

/// Says what is wrong with settings of preprocessing, by their value, full name and dataset.
public typealias PreprocessingJudge = (YAMLValue, String, String) -> [YAMLMistake]

/// Reads a suite file and reports every mistake in it at once.
public struct SuiteReader {
  private let path: String
  private let stem: String
  private let datasets: [String]
  private let judge: PreprocessingJudge?
  private var mistakes: [YAMLMistake] = []
  /// Keys that a task lacks; noted at the end, unless a misspelt key stands for them.
  private var missing: [(key: String, path: String, line: Int)] = []

  /// Reads a suite.
  ///
  /// - Parameters:
  ///   - text: the YAML text.
  ///   - path: the file's path, for messages.
  ///   - stem: the file's stem, which the id inside has to equal.
  ///   - datasets: the ids of all datasets.
  ///   - judge: says what is wrong with a task's preprocessing; nil where the data will.
  /// - Returns: a suite with all settings filled in.
  /// - Throws: ``SuiteError/mistakes(path:_:)``.
  public static func read(
    _ text: String, path: String, stem: String, datasets: [String],
    judge: PreprocessingJudge? = nil
  ) throws(SuiteError) -> Suite {
    let value: YAMLValue
    do throws(YAMLMistake) {
      value = try YAMLValue.parse(text)
    } catch {
      throw .mistakes(path: path, [error])
    }
    var reader = SuiteReader(path: path, stem: stem, datasets: datasets, judge: judge)
    let suite = reader.suite(value)
    guard let suite, reader.mistakes.isEmpty else {
      throw .mistakes(
        path: path, Set(reader.mistakes).sorted { ($0.line, $0.text) < ($1.line, $1.text) })
    }
    return suite
  }

  private init(path: String, stem: String, datasets: [String], judge: PreprocessingJudge?) {
    self.path = path
    self.stem = stem
    self.datasets = datasets
    self.judge = judge
  }

  private mutating func suite(_ value: YAMLValue) -> Suite? {
    guard var fields = YAMLFields(value, subject: "", &mistakes) else { return nil }
    if let id = fields.required("id", &mistakes), id.content != .scalar(stem) {
      fields.note("id", id, expected: "\"\(stem)\", the file's stem", &mistakes)
    }
    let title = fields.text("title", &mistakes)
    let seedCount = fields.integer("seeds", in: Suite.seedCounts, default: 6, &mistakes)
    let shared = TaskDefaults(&fields, &mistakes)
    let baseline = fields.required("baseline", &mistakes)
    let candidate = fields.value("candidate")
    let tasks = self.tasks(&fields, shared)
    let tuning = TuningTexts(&fields, &mistakes)
    let texts = armTexts(&fields)
    let arms = self.arms(texts, tuning)
    fields.finish(&mistakes)
    noteMissing()
    guard let title, let seedCount, let tasks, let arms, let baseline else { return nil }
    let ids = arms.map(\.id)
    guard let name = armName(baseline, "baseline", ids) else { return nil }
    let suite = Suite(
      id: stem, title: title, baseline: name, seedCount: seedCount, tasks: tasks, arms: arms,
      candidate: candidate.flatMap { armName($0, "candidate", ids) }, tuning: tuning.tuning)
    guard mistakes.isEmpty else { return nil }
    mistakes += SuiteCheck(suite, texts: texts ?? [], candidate: candidate?.line).mistakes
    return suite
  }

  private mutating func armName(_ value: YAMLValue, _ key: String, _ arms: [String]) -> String? {
    if case .scalar(let name) = value.content, arms.contains(name) { return name }
    let hint =
      if case .scalar(let name) = value.content {
        "\"\(name)\"; \(Suggestion.hint(for: name, in: arms))"
      } else { "not a word; known: \(arms.joined(separator: ", "))" }
    mistakes.append(
      YAMLMistake(line: value.line, text: "\(key) has to be the id of an arm, found \(hint)"))
    return nil
  }

  // MARK: Tasks

  private mutating func tasks(
    _ fields: inout YAMLFields, _ shared: TaskDefaults
  ) -> [SuiteTask]? {
    guard let items = fields.list("tasks", &mistakes) else { return nil }
    if items.isEmpty { noteEmpty("tasks", line: fields.line) }
    var (tasks, readCount): ([SuiteTask], Int) = ([], 0)
    for (index, item) in items.enumerated() {
      guard let read = self.tasks(item, subject: "tasks[\(index)]", shared) else { continue }
      readCount += 1
      for task in read {
        if tasks.contains(where: { $0.isComparedWith(task) }) {
          mistakes.append(
            YAMLMistake(
              line: item.line,
              text: "tasks[\(index)] has the dataset, model and label noise of an earlier task"))
        }
        tasks.append(task)
      }
    }
    return readCount == items.count && !items.isEmpty ? tasks : nil
  }

  /// Reads an entry of `tasks`: one task, or one for each entry of its label noise.
  private mutating func tasks(
    _ value: YAMLValue, subject: String, _ shared: TaskDefaults
  ) -> [SuiteTask]? {
    guard var fields = YAMLFields(value, subject: subject, &mistakes) else { return nil }
    let dataset = self.dataset(&fields)
    let model = fields.component("model", .models, isOptional: false, &mistakes)
    let own = TaskDefaults(&fields, fallback: shared, &mistakes)
    missing += own.missing.map { (key: $0, path: fields.path($0), line: value.line) }
    fields.finish(&mistakes)
    if own.selection == .bestValidation, own.validation == nil {
      mistakes.append(
        YAMLMistake(
          line: value.line,
          text: "\(subject): selection is best-validation and nothing is held out; write "
            + "validation: 0.1 here or for all tasks"))
    }
    if let judge, let dataset, own.preprocessing != nil, let written = own.writtenPreprocessing {
      // The settings of all tasks are judged for each dataset; equal mistakes are told once.
      mistakes += judge(written.value, written.path, dataset)
    }
    guard let dataset, let model, let epochs = own.epochs, let batchSize = own.batchSize,
      let optimizer = own.optimizer, let learningRate = own.learningRate
    else { return nil }
    return (own.labelNoise.isEmpty ? [nil] : own.labelNoise).map { noise in
      SuiteTask(
        dataset: dataset, model: model, epochs: epochs, batchSize: batchSize,
        optimizer: optimizer, learningRate: learningRate, augmentation: own.augmentation,
        preprocessing: own.preprocessing, labelNoise: noise, validation: own.validation,
        selection: own.selection == .lastEpoch ? nil : own.selection)
    }
  }

  /// A misspelt key is one mistake, not one more for each task that lacks the key it stands for.
  private mutating func noteMissing() {
    for (key, path, line) in missing
    where !mistakes.contains(where: { $0.text.hasSuffix("did you mean \"\(key)\"?") }) {
      mistakes.append(
        YAMLMistake(
          line: line, text: "\"\(path)\" is missing, and so is \"\(key)\" for all tasks"))
    }
  }

  private mutating func dataset(_ fields: inout YAMLFields) -> String? {
    guard let value = fields.required("dataset", &mistakes) else { return nil }
    guard case .scalar(let id) = value.content else {
      fields.note("dataset", value, expected: "a dataset's id", &mistakes)
      return nil
    }
    guard datasets.contains(id) else {
      let error = DatasetError.unknownDataset(id: id, known: datasets)
      mistakes.append(YAMLMistake(line: value.line, text: error.description))
      return nil
    }
    return id
  }

  // MARK: Arms

  /// The arms written out in full; nil when there is no list of them.
  private mutating func armTexts(_ fields: inout YAMLFields) -> [ArmTexts.Entry]? {
    guard let items = fields.list("arms", &mistakes) else { return nil }
    if items.isEmpty { noteEmpty("arms", line: fields.line) }
    let before = mistakes.count
    let entries = ArmTexts(items, &mistakes).entries
    return items.isEmpty || mistakes.count > before ? nil : entries
  }

  private mutating func arms(_ texts: [ArmTexts.Entry]?, _ tuning: TuningTexts) -> [SuiteArm]? {
    guard let texts else { return nil }
    var arms: [SuiteArm] = []
    for text in texts {
      guard let arm = SuiteArm(text.value, subject: text.subject, &mistakes) else { continue }
      if arms.contains(where: { $0.id == arm.id }) {
        mistakes.append(
          YAMLMistake(
            line: text.value.line,
            text: "\(text.subject).id \"\(arm.id)\" is used by an earlier arm"))
      }
      arms.append(arm)
    }
    guard arms.count == texts.count else { return nil }
    tuning.tune(&arms, texts: texts, &mistakes)
    return arms
  }

  private mutating func noteEmpty(_ key: String, line: Int) {
    mistakes.append(YAMLMistake(line: line, text: "\(key) is empty; expected at least one entry"))
  }
}
