import DataStore
import Foundation
import TestSupport

@testable import Experiments

/// Files of given contents, drafted and loaded with the manifest as it is printed.
struct Drafted {
  let text: String
  let loaded: LoadedDataset

  init(_ files: [(name: String, bytes: [UInt8])], _ hints: DraftHints) throws {
    (text, loaded) = try withTemporaryFolder { folder in
      let mirror = folder.appending(path: "mirror/trial")
      let manifests = folder.appending(path: "data-manifests")
      for url in [mirror, manifests] {
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
      }
      let urls = try files.map { file in
        let url = mirror.appending(path: file.name)
        try Data(file.bytes).write(to: url)
        return url
      }
      let text = try DatasetLibrary.draft(id: "trial", files: urls, hints: hints).text
      try Data(text.utf8).write(to: manifests.appending(path: "trial.yaml"))
      let library = DatasetLibrary.standard(
        Home(folder: folder), mirror: folder.appending(path: "mirror"),
        cache: folder.appending(path: "cache"))
      let loaded = try library.load("trial")
      _ = try loaded.checkedDuplicateCount()
      return (text, loaded)
    }
  }

  /// Whether the manifest has a line.
  func has(_ line: String) -> Bool { text.split(separator: "\n").contains { $0 == line } }
}
