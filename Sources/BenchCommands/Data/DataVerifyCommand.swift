import ArgumentParser
import DataStore
import Experiments

/// `bench data verify`: reads datasets and compares everything with their manifests.
struct DataVerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Check the files and the decoded examples of datasets.",
    discussion: """
      Sizes and digests of files, the number of examples of each class in each part, the \
      digest of the decoded arrays and the number of test examples that also occur in the training \
      part are compared with the manifest. A file that was verified before \
      and has not changed is not hashed again, unless --full asks for it. Uses no network. With \
      --all, datasets of which no file is here are named and passed over.

      EXAMPLES
        bench data verify mnist
        bench data verify --all --mirror /data/mirror --full
      """)

  @OptionGroup var datasets: DatasetOptions

  @Flag(help: "Hash every file again.")
  var full = false

  @Flag(help: "Print one JSON document.")
  var json = false

  func run() throws {
    let home = try Home.find()
    let ids = try datasets.chosen(try datasets.library(home))
    var reports: [VerifiedDataset] = []
    do {
      try check(ids, home, &reports)
    } catch {
      if json { try JSONOutput.write(reports) }
      throw error
    }
    if json { try JSONOutput.write(reports) }
  }

  private func check(_ ids: [String], _ home: Home, _ reports: inout [VerifiedDataset]) throws {
    try EachDataset.perform(ids) { id in
      // A library of its own for each, so that no more than one dataset is in memory.
      let library = try datasets.library(home, hashesAll: full)
      if datasets.all, try !library.hasFiles(id) {
        StandardError.note("\(id): not checked, because none of its files is here")
        return
      }
      let report = try VerifiedDataset(library.load(id))
      reports.append(report)
      if !json { try print(report.line) }
    }
  }
}

/// What was found of a dataset, equal to its manifest.
struct VerifiedDataset: Encodable, Equatable {
  let id: String
  let domain: DatasetDomain
  let files: Int
  let bytes: Int
  let classes: [String]
  let train: [Int]
  let test: [Int]
  let decodedDigest: String
  /// Whether the manifest has the digest; without one there is nothing to compare it with.
  let isDigestKnown: Bool
  /// How many test examples occur in the training part.
  let duplicates: Int

  init(_ dataset: LoadedDataset) throws {
    let decoded = dataset.decoded
    let counts = ExpectedCounts(
      trainLabels: decoded.trainLabels, testLabels: decoded.testLabels,
      classCount: decoded.classes.count)
    id = dataset.manifest.id
    domain = dataset.manifest.domain
    files = dataset.files.count
    bytes = dataset.files.reduce(0) { $0 + $1.bytes }
    classes = decoded.classes
    train = counts.train
    test = counts.test
    decodedDigest = decoded.digest
    duplicates = try dataset.checkedDuplicateCount()
    isDigestKnown = dataset.manifest.decodedDigest != nil
  }

  /// The dataset in one line, such as
  /// `iris: tables, 4551 bytes in 1 file, 105 train (35 + 35 + 35), 45 test (15 + 15 + 15), …`.
  var line: String {
    "\(id): \(domain.rawValue), \(bytes) bytes in \(ProgressText.count(files, "file")), "
      + "\(Self.part("train", train)), \(Self.part("test", test)), "
      + (duplicates == 0 ? "" : "\(duplicates) of them in train, ")
      + (isDigestKnown ? "digest ok" : "digest \(decodedDigest), not in the manifest")
  }

  private static func part(_ name: String, _ counts: [Int]) -> String {
    let total = "\(counts.reduce(0, +)) \(name)"
    guard counts.count <= 20, let least = counts.min(), let most = counts.max() else {
      return "\(total) in \(counts.count) classes of \(counts.min() ?? 0) to \(counts.max() ?? 0)"
    }
    let sizes =
      least == most ? "\(counts.count) × \(most)" : counts.map(String.init).joined(separator: " + ")
    return "\(total) (\(sizes))"
  }
}
