import ArgumentParser
import Core
import DataStore
import Experiments
import Foundation

/// Ids as a shell completes them.
enum IdCompletion {
  /// The models.
  static let models = CompletionKind.list(ComponentFamily.models.entries.map { $0.id })
  /// The losses.
  static let losses = CompletionKind.list(ComponentFamily.losses.entries.map { $0.id })
  /// The datasets.
  static let datasets = CompletionKind.custom { _, _, _ in datasetIds() }
  /// The suites, and files of one's own.
  static let suites = CompletionKind.custom { _, _, prefix in suiteIds() + files(prefix) }
  /// Everything that `bench info` knows.
  static let all = CompletionKind.custom { _, _, prefix in
    suiteIds() + datasetIds() + ComponentFamily.all.flatMap(\.entries).map { $0.id }
      + files(prefix)
  }

  // Nothing can be told here; what is wrong shows when the command runs.

  private static func suiteIds() -> [String] { (try? Home.find().suites.ids()) ?? [] }

  private static func datasetIds() -> [String] {
    (try? DatasetLibrary.standard(Home.find()).ids()) ?? []
  }

  /// Folders and YAML files that a path may go on with.
  static func files(_ prefix: String) -> [String] {
    let folder = prefix.lastIndex(of: "/").map { String(prefix[...$0]) } ?? ""
    let names = try? FileManager.default.contentsOfDirectory(atPath: folder.isEmpty ? "." : folder)
    return (names ?? []).sorted().compactMap { name in
      if name.hasSuffix(".yaml") || name.hasSuffix(".yml") { return folder + name }
      let attributes = try? FileManager.default.attributesOfItem(atPath: folder + name)
      let isFolder = attributes?[.type] as? FileAttributeType == .typeDirectory
      return isFolder && !name.hasPrefix(".") ? "\(folder)\(name)/" : nil
    }
  }
}
