/// What is known about a dataset before any of its files is opened.
public struct DatasetManifest: Codable, Hashable, Sendable {
  /// The stable id, equal to the manifest's file stem.
  public var id: String
  /// Counts up whenever the decoded examples change.
  public var version: Int
  /// The folder of the files below a mirror or the cache; the id unless files are shared.
  public var folder: String
  /// The name people use.
  public var title: String
  /// The kind of input.
  public var domain: DatasetDomain
  /// What is predicted.
  public var task: DatasetTask
  /// The licence, as an SPDX id or in words.
  public var licence: String
  /// Whether the licence lets others pass the files on.
  public var redistribution: Bool
  /// What to cite.
  public var citation: String
  /// Where the dataset is described.
  public var homepage: String
  /// What a user should know about the files; empty when there is nothing to say.
  public var notes: String
  /// The files, each with its role.
  public var files: [ManifestFile]
  /// How the files are read.
  public var decoder: DecoderChoice
  /// The classes in label order.
  public var classes: [ClassName]
  /// Which examples are for testing.
  public var splits: SplitRule
  /// How many examples of each class each part has to have.
  public var counts: ExpectedCounts
  /// The SHA-256 that the decoded arrays have to have, see ``DecodedDataset/digest``.
  ///
  /// Nil for a set whose files were never at hand (`verified: no`): its counts come from its
  /// publisher, and nobody has decoded it yet.
  public var decodedDigest: String?
  /// How many test examples have decoded values that also occur in the training part.
  ///
  /// See ``DecodedDataset/duplicateCount()``; nil where nobody has counted.
  public var duplicates: Int?

  /// Creates a manifest.
  public init(
    id: String, version: Int, title: String, domain: DatasetDomain, task: DatasetTask,
    licence: String, redistribution: Bool, citation: String, homepage: String, notes: String,
    files: [ManifestFile], decoder: DecoderChoice, classes: [ClassName], splits: SplitRule,
    counts: ExpectedCounts, decodedDigest: String?, duplicates: Int? = nil,
    folder: String? = nil
  ) {
    self.id = id
    self.version = version
    self.folder = folder ?? id
    self.title = title
    self.domain = domain
    self.task = task
    self.licence = licence
    self.redistribution = redistribution
    self.citation = citation
    self.homepage = homepage
    self.notes = notes
    self.files = files
    self.decoder = decoder
    self.classes = classes
    self.splits = splits
    self.counts = counts
    self.decodedDigest = decodedDigest
    self.duplicates = duplicates
  }

  /// Class names in label order.
  public var classNames: [String] { classes.map(\.name) }
}

/// The kind of input an example is.
public enum DatasetDomain: String, Codable, CaseIterable, Sendable {
  /// Pictures.
  case images
  /// Running text.
  case text
  /// Rows of columns.
  case tables
  /// Time series.
  case sequences
}

/// What is predicted.
public enum DatasetTask: String, Codable, CaseIterable, Sendable {
  /// One of several classes.
  case classification
}

/// The decoder of a dataset and its settings, which only that decoder understands.
public struct DecoderChoice: Codable, Hashable, Sendable {
  /// The format's name in the decoder registry.
  public var format: String
  /// The whole `decoder` mapping of the manifest, the format included.
  public var settings: YAMLValue

  /// Creates a choice.
  public init(format: String, settings: YAMLValue) {
    self.format = format
    self.settings = settings
  }
}

/// A class and the ways files spell it.
public struct ClassName: Codable, Hashable, Sendable {
  /// The name in reports.
  public var name: String
  /// Other spellings in the files, such as `<=50K.` for `<=50K`.
  public var spellings: [String]

  /// Creates a class.
  public init(_ name: String, spellings: [String] = []) {
    self.name = name
    self.spellings = spellings
  }
}

/// Which examples are for testing.
public enum SplitRule: Codable, Hashable, Sendable {
  /// The publisher's own split, one file or more for each part.
  case official
  /// Drawn from one file, class by class, see ``StratifiedSplit``.
  case stratified(testFraction: Double, seed: UInt64)
}

/// How many examples of each class each part has, in label order.
public struct ExpectedCounts: Codable, Hashable, Sendable {
  /// The training part.
  public var train: [Int]
  /// The test part.
  public var test: [Int]

  /// Creates counts.
  public init(train: [Int], test: [Int]) {
    self.train = train
    self.test = test
  }

  /// Counts labels.
  public init(trainLabels: [Int32], testLabels: [Int32], classCount: Int) {
    train = Self.counts(trainLabels, classCount)
    test = Self.counts(testLabels, classCount)
  }

  private static func counts(_ labels: [Int32], _ classCount: Int) -> [Int] {
    var counts = [Int](repeating: 0, count: classCount)
    for label in labels { counts[Int(label)] += 1 }
    return counts
  }
}
