public import DataStore
public import Foundation
import ImageData
import SequenceData
import TabularData
import TextData

extension DatasetLibrary {
  /// Creates the library of every dataset that the domain modules and the manifests know.
  ///
  /// - Parameters:
  ///   - home: where the manifests are.
  ///   - mirror: a folder with `<id>/<file>` that is looked at before the cache.
  ///   - cache: the folder for files and generated sets.
  ///   - hashesAll: whether files are hashed even if they have not changed since they were verified.
  ///   - storesDecoded: whether decoded arrays are stored in the cache and taken from there.
  /// - Returns: a library; nothing is read yet.
  public static func standard(
    _ home: Home, mirror: URL? = nil, cache: URL = CacheFolder.standard(),
    hashesAll: Bool = false, storesDecoded: Bool = true
  ) -> DatasetLibrary {
    DatasetLibrary(
      manifests: home.manifests, mirror: mirror, cache: cache, hashesAll: hashesAll,
      decoders: ImageRegistry.decoders + TextRegistry.decoders + TableRegistry.decoders
        + SequenceRegistry.decoders,
      builtIn: ImageRegistry.builtInSets + TextRegistry.builtInSets + TableRegistry.builtInSets
        + SequenceRegistry.builtInSets, storesDecoded: storesDecoded)
  }

  /// Drafts the manifest of a new dataset with every format that can be drafted.
  ///
  /// - Throws: ``DraftError``, or an error of a drafter or decoder.
  public static func draft(id: String, files: [URL], hints: DraftHints) throws -> DraftedManifest {
    try DraftedManifest(
      id: id, files: files, hints: hints,
      // Tables come last: nearly every file of rows can be read as one.
      drafters: ImageRegistry.drafters + SequenceRegistry.drafters + TextRegistry.drafters
        + TableRegistry.drafters,
      decoders: ImageRegistry.decoders + TextRegistry.decoders + TableRegistry.decoders
        + SequenceRegistry.decoders)
  }
}
