import DataStore
import Records

extension DatasetLibrary {
  /// Returns what a trial trains and tests on.
  ///
  /// - Throws: an error of the files, or of settings that the dataset does not have.
  func prepared(for spec: TrialSpec) throws -> PreparedDataset {
    var decoded = try load(spec.dataset).decoded
    if let settings = spec.preprocessing {
      decoded = try decoded.replacing(Preprocessing(settings), id: spec.dataset)
    }
    return try decoded.prepared(id: spec.dataset, holdingOut: [])
  }

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
