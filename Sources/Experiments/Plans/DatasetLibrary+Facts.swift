import Core
import DataStore
import Records

/// What decides how a dataset is prepared: trials that agree in it share one preparation.
struct Preparation: Hashable {
  let dataset: String
  let preprocessing: [String: String]?
  let labelNoise: LabelNoise?
  let validation: Double?
  /// The seed, where something is drawn about the data; nil where all seeds share it.
  let seed: UInt64?

  init(_ spec: TrialSpec) {
    dataset = spec.dataset
    preprocessing = spec.preprocessing
    labelNoise = spec.labelNoise
    validation = spec.validation
    seed = spec.labelNoise == nil && spec.validation == nil ? nil : spec.seed
  }
}

extension DatasetLibrary {
  /// Returns the facts of a dataset that records state, from its manifest alone if it has a digest.
  ///
  /// Loading checks the files against the same manifest, so a loaded dataset has these facts too.
  /// A manifest that nobody could verify yet states no digest of its arrays: it is loaded for it.
  func facts(_ id: String) throws -> DataFacts {
    let manifest = try manifest(id)
    return DataFacts(
      version: manifest.version,
      files: manifest.files.map {
        FileFact(path: $0.path, bytes: $0.bytes, sha256: $0.sha256)
      },
      decodedDigest: try manifest.decodedDigest ?? load(id).decoded.digest,
      trainCount: manifest.counts.train.reduce(0, +),
      testCount: manifest.counts.test.reduce(0, +), classes: manifest.classNames,
      bayesAccuracy: builtInSet(id)?.bayesAccuracy)
  }
}

extension StratifiedSplit {
  /// Returns how many examples are drawn of classes with so many examples each.
  static func drawnCount(_ fraction: Double, ofEach counts: [Int]) -> Int {
    counts.reduce(0) { $0 + drawnCount(fraction, of: $1) }
  }
}
