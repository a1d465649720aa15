import DataStore
import Experiments

/// A dataset in a list: what it is, how large, and on what terms.
struct DatasetSummary: Encodable, Equatable {
  let family = "dataset"
  let id: String
  /// One line for people.
  let summary: String
  let title: String
  let domain: DatasetDomain
  let task: DatasetTask
  /// The size of the files as they are downloaded; nil for a generated set.
  let bytes: Int?
  let train: Int
  let test: Int
  let classes: Int
  /// Who made the split; what is held out for validation is drawn from the training part.
  let split: Split
  let licence: String
  /// Whether somebody has decoded the files and noted the digest.
  let verified: Bool
  /// Test examples that also occur in the training part; nil where nobody has counted.
  let duplicates: Int?
  /// The best accuracy any classifier can reach, where the generator knows it.
  let bayesAccuracy: Double?

  /// How training and test part came about.
  struct Split: Encodable, Equatable {
    /// `official`, or the algorithm that draws the test part.
    let algorithm: String
    /// The part of each class that is drawn for testing.
    let testFraction: Double?
    let seed: UInt64?

    init(_ rule: SplitRule) {
      switch rule {
      case .official: (algorithm, testFraction, seed) = ("official", nil, nil)
      case .stratified(let fraction, let seed):
        (algorithm, testFraction, self.seed) = ("stratified", fraction, seed)
      }
    }

    /// The split in a column of a table.
    var text: String {
      testFraction.map { "\(InfoText.number(100 * $0)) %" } ?? algorithm
    }
  }

  /// Describes a dataset without generating or opening it.
  init(_ id: String, in library: DatasetLibrary) throws {
    let summary = try CatalogueEntry(dataset: id, in: library).summary
    if let set = library.builtInSet(id) {
      self.init(set, summary: summary)
    } else {
      self.init(try library.manifest(id), summary: summary)
    }
  }

  init(_ manifest: DatasetManifest, summary: String) {
    id = manifest.id
    self.summary = summary
    title = manifest.title
    domain = manifest.domain
    task = manifest.task
    bytes = manifest.files.reduce(0) { $0 + $1.bytes }
    train = manifest.counts.train.reduce(0, +)
    test = manifest.counts.test.reduce(0, +)
    classes = manifest.classes.count
    split = Split(manifest.splits)
    licence = manifest.licence
    verified = manifest.decodedDigest != nil
    duplicates = manifest.duplicates
    bayesAccuracy = nil
  }

  init(_ set: any BuiltInSet.Type, summary: String) {
    id = set.id
    self.summary = summary
    title = summary
    domain = set.domain
    task = .classification
    bytes = nil
    train = set.trainCount
    test = set.testCount
    classes = set.classCount
    split = Split(.official)
    licence = set.licence
    verified = true
    duplicates = nil
    bayesAccuracy = set.bayesAccuracy
  }
}
