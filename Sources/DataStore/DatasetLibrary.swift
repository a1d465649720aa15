public import Foundation
import Synchronization

/// All datasets that can be named: those with a manifest and the generated ones.
///
/// A dataset is loaded at most once in the life of a library and shared by all who ask for it.
public final class DatasetLibrary: Sendable {
  private let folder: ManifestFolder
  private let locator: FileLocator
  private let builtInStore: BuiltInStore
  private let decoders: [any DatasetDecoder.Type]
  private let builtIn: [any BuiltInSet.Type]
  private let decodedCache: DecodedCache?
  private let loaded = Mutex<[String: LoadedDataset]>([:])

  /// Creates a library; nothing is read yet.
  ///
  /// - Parameters:
  ///   - manifests: the folder of `<id>.yaml` files.
  ///   - mirror: a folder with `<id>/<file>` that is looked at before the cache.
  ///   - cache: the folder for files and generated sets, see ``CacheFolder``.
  ///   - hashesAll: whether files are hashed even if they have not changed since they were verified.
  ///   - decoders: the registries of the domain modules.
  ///   - builtIn: the generated sets.
  ///   - storesDecoded: whether decoded arrays are stored in the cache and taken from there.
  public init(
    manifests: URL, mirror: URL? = nil, cache: URL = CacheFolder.standard(),
    hashesAll: Bool = false, decoders: [any DatasetDecoder.Type],
    builtIn: [any BuiltInSet.Type], storesDecoded: Bool = true
  ) {
    folder = ManifestFolder(manifests)
    locator = FileLocator(mirror: mirror, cache: cache, hashesAll: hashesAll)
    builtInStore = BuiltInStore(cache: cache)
    self.decoders = decoders
    self.builtIn = builtIn
    // Who asks for a full check does not want what an earlier start decoded.
    decodedCache = storesDecoded && !hashesAll ? DecodedCache(cache: cache) : nil
  }

  /// The ids of all datasets, sorted.
  public func ids() throws(DatasetError) -> [String] {
    (builtIn.map { $0.id } + (try folder.ids())).sorted()
  }

  /// The generated set with an id; nil when the id is a manifest's or unknown.
  public func builtInSet(_ id: String) -> (any BuiltInSet.Type)? {
    builtIn.first { $0.id == id }
  }

  /// Returns what is known of a dataset without opening its files; a generated set is generated.
  ///
  /// - Throws: ``DatasetError/unknownDataset(id:known:)``, or ``ManifestError`` with all mistakes.
  public func manifest(_ id: String) throws -> DatasetManifest {
    if let set = builtInSet(id) { return try builtInStore.load(set).0 }
    return try written(id)
  }

  /// The decoder of a format; nil for one that is not registered.
  func decoder(of choice: DecoderChoice) -> (any DatasetDecoder.Type)? {
    decoders.first { $0.format == choice.format }
  }

  /// Whether any file of a dataset is in the mirror or the cache; generated sets always are.
  public func hasFiles(_ id: String) throws -> Bool {
    if builtInSet(id) != nil { return true }
    let manifest = try written(id)
    return manifest.files.contains { entry in
      locator.places(entry, of: manifest).contains { FileLocator.isFile($0) }
    }
  }

  /// Verifies, decodes and checks a dataset.
  ///
  /// - Throws: an error that names the file or dataset, what was found and what was expected.
  public func load(_ id: String) throws -> LoadedDataset {
    try loaded.withLock { loaded in
      if let dataset = loaded[id] { return dataset }
      var decoding = LoadTime()
      let dataset = try fresh(id, decoding: &decoding)
      loaded[id] = dataset
      return dataset
    }
  }

  /// Loads a dataset whatever was loaded before, and adds how long its decoder took.
  func fresh(_ id: String, decoding: inout LoadTime) throws -> LoadedDataset {
    if let set = builtInSet(id) {
      let (manifest, files) = try builtInStore.load(set)
      return try decoded(manifest, files, bayesAccuracy: set.bayesAccuracy, &decoding)
    }
    let manifest = try written(id)
    return try decoded(
      manifest, try locator.verifiedFiles(of: manifest), bayesAccuracy: nil, &decoding)
  }

  private func written(_ id: String) throws -> DatasetManifest {
    let known = try ids()
    guard known.contains(id) else { throw DatasetError.unknownDataset(id: id, known: known) }
    return try folder.manifest(id, decoders: decoders)
  }

  private func decoded(
    _ manifest: DatasetManifest, _ files: VerifiedFiles, bayesAccuracy: Double?,
    _ decoding: inout LoadTime
  ) throws -> LoadedDataset {
    guard let decoder = decoder(of: manifest.decoder) else {
      preconditionFailure("\(manifest.id): no decoder for \(manifest.decoder.format)")
    }
    return LoadedDataset(
      manifest: manifest, decoded: try stored(manifest, files, decoder, &decoding),
      files: files.all.map(\.entry), bayesAccuracy: bayesAccuracy)
  }

  /// Takes the arrays from the cache, or decodes, checks and stores them.
  private func stored(
    _ manifest: DatasetManifest, _ files: VerifiedFiles, _ decoder: any DatasetDecoder.Type,
    _ decoding: inout LoadTime
  ) throws -> any DecodedDataset {
    if let kind = decoder.cacheable, let dataset = decodedCache?.dataset(kind, for: manifest) {
      try manifest.check(dataset)
      return dataset
    }
    let decoded = try decoding.measure { try decoder.decode(manifest, files: files) }
    try manifest.check(decoded)
    if let dataset = decoded as? any CacheableDataset {
      decodedCache?.store(dataset, for: manifest)
    }
    return decoded
  }
}

/// A dataset that was verified, decoded and checked against its manifest.
public struct LoadedDataset: Sendable {
  /// What was known beforehand.
  public let manifest: DatasetManifest
  /// The examples, before preprocessing.
  public let decoded: any DecodedDataset
  /// The files they came from, with the sizes and digests found.
  public let files: [ManifestFile]
  /// The best accuracy any classifier can reach, where the generator knows it.
  public let bayesAccuracy: Double?

  /// Creates a loaded dataset.
  public init(
    manifest: DatasetManifest, decoded: any DecodedDataset, files: [ManifestFile],
    bayesAccuracy: Double?
  ) {
    self.manifest = manifest
    self.decoded = decoded
    self.files = files
    self.bayesAccuracy = bayesAccuracy
  }

  /// Counts the test examples that also occur in the training part and compares their number with
  /// the manifest's.
  ///
  /// - Returns: the number found.
  /// - Throws: ``DatasetError/wrongDuplicates(dataset:found:expected:)``.
  public func checkedDuplicateCount() throws(DatasetError) -> Int {
    let found = decoded.duplicateCount()
    try manifest.check(duplicates: found)
    return found
  }
}
