/// The data a trial used, by digest.
public struct DataFacts: Codable, Hashable, Sendable {
  /// The version of the dataset's manifest.
  public var version: Int
  /// The verified files.
  public var files: [FileFact]
  /// The SHA-256 of the decoded arrays.
  public var decodedDigest: String
  /// Training examples.
  public var trainCount: Int
  /// Test examples.
  public var testCount: Int
  /// Class names in label order.
  public var classes: [String]
  /// The best accuracy any classifier can reach, where the generator knows it.
  public var bayesAccuracy: Double?

  /// Creates the facts of a dataset.
  public init(
    version: Int, files: [FileFact], decodedDigest: String, trainCount: Int, testCount: Int,
    classes: [String], bayesAccuracy: Double?
  ) {
    self.version = version
    self.files = files
    self.decodedDigest = decodedDigest
    self.trainCount = trainCount
    self.testCount = testCount
    self.classes = classes
    self.bayesAccuracy = bayesAccuracy
  }
}

/// One verified file.
public struct FileFact: Codable, Hashable, Sendable {
  /// The name below the dataset's folder.
  public var path: String
  /// The size.
  public var bytes: Int
  /// 64 hexadecimal digits.
  public var sha256: String

  /// Creates a fact.
  public init(path: String, bytes: Int, sha256: String) {
    self.path = path
    self.bytes = bytes
    self.sha256 = sha256
  }
}

/// What computed a trial: enough to know when two records may be compared.
public struct EnvironmentFacts: Codable, Hashable, Sendable {
  /// The version of LossBench.
  public var lossBench: String
  /// Counts up whenever results may change for the same spec.
  public var numerics: Int
  /// The source commit, or "unknown" outside a checkout.
  public var commit: String
  /// Whether tracked files differed from the commit.
  public var isDirty: Bool
  /// Library versions by name, such as `oneDNN: 2.6.3`.
  public var libraries: [String: String]
  /// The processor's model name.
  public var processor: String
  /// The instruction set oneDNN dispatches to, such as `avx512_core_vnni`.
  public var instructionSet: String
  /// The operating system and its version.
  public var system: String

  /// Creates the facts of a machine and build.
  public init(
    lossBench: String, numerics: Int, commit: String, isDirty: Bool, libraries: [String: String],
    processor: String, instructionSet: String, system: String
  ) {
    self.lossBench = lossBench
    self.numerics = numerics
    self.commit = commit
    self.isDirty = isDirty
    self.libraries = libraries
    self.processor = processor
    self.instructionSet = instructionSet
    self.system = system
  }
}

/// When and how long; never part of what makes two records equal.
public struct TimingFacts: Codable, Hashable, Sendable {
  /// The start, in ISO 8601.
  public var startedAt: String
  /// Seconds in training steps, batches included, as if the trial were trained alone.
  public var trainingSeconds: Double
  /// Seconds in evaluation.
  public var evaluationSeconds: Double
  /// Seconds from start to finish.
  public var totalSeconds: Double
  /// Trials that ran side by side.
  public var jobs: Int
  /// The one-minute load average at the start.
  public var loadAverage: Double
  /// The trial's part of the seconds that were spent on training; nil in records that do not say.
  ///
  /// A stretch that several trials share counts in equal parts, so parts add up to what was spent.
  public var attributedSeconds: Double?
  /// The trial's part of the steps that were trained, in the same way.
  public var attributedSteps: Double?
  /// The steps of the trial if it were trained alone; ``trainingSeconds`` are its seconds alone.
  public var standAloneSteps: Int?

  /// Creates the times of a trial.
  public init(
    startedAt: String, trainingSeconds: Double, evaluationSeconds: Double, totalSeconds: Double,
    jobs: Int, loadAverage: Double, attributedSeconds: Double? = nil,
    attributedSteps: Double? = nil, standAloneSteps: Int? = nil
  ) {
    self.attributedSeconds = attributedSeconds
    self.attributedSteps = attributedSteps
    self.standAloneSteps = standAloneSteps
    self.startedAt = startedAt
    self.trainingSeconds = trainingSeconds
    self.evaluationSeconds = evaluationSeconds
    self.totalSeconds = totalSeconds
    self.jobs = jobs
    self.loadAverage = loadAverage
  }
}
