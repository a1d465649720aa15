import Core
import DataStore
import Records
import Training

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
  /// Returns what a trial trains and tests on.
  ///
  /// - Throws: an error of the files, or of settings that the dataset does not have.
  func prepared(for spec: TrialSpec) throws -> PreparedDataset {
    var decoded = try load(spec.dataset).decoded
    if let settings = spec.preprocessing {
      decoded = try decoded.replacing(Preprocessing(settings), id: spec.dataset)
    }
    let heldOut =
      spec.validation.map { share in
        // By the labels of the dataset, noisy or not: the same examples at every level of noise.
        StratifiedSplit.draw(
          share, of: decoded.trainLabels, classCount: decoded.classes.count,
          stream: spec.dataStream.split("validation"))
      } ?? []
    let dataset = try decoded.prepared(id: spec.dataset, holdingOut: heldOut)
    guard let noise = spec.labelNoise else { return dataset }
    // The whole part, so that what is held out changes no flip.
    let whole =
      heldOut.isEmpty ? dataset : try decoded.prepared(id: spec.dataset, holdingOut: [])
    let noisy = NoisyLabels(
      noise, of: whole.train, shape: whole.shape, classCount: whole.classes.count,
      stream: spec.dataStream.split("label noise"))
    return dataset.relabelled(noisy, heldOut: heldOut)
  }

  /// Returns how many training examples are held out, from the manifest's counts.
  func heldOutCount(_ spec: TrialSpec) throws -> Int {
    guard let share = spec.validation else { return 0 }
    return try manifest(spec.dataset).counts.train.reduce(0) {
      $0 + StratifiedSplit.drawnCount(share, of: $1)
    }
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
