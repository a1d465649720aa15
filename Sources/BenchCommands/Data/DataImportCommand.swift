import ArgumentParser
import DataStore
import Experiments
import Foundation

/// `bench data import`: copies files that were obtained elsewhere into the cache.
struct DataImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Copy verified files from a folder into the cache.",
    discussion: """
      For machines without a network, and for files that have to be obtained by hand. A file is \
      looked for as DIR/<dataset>/<file> and as DIR/<file>, and copied only when its size and \
      SHA-256 are right. With --all, datasets of which DIR has no file are passed over.

      EXAMPLES
        bench data import ~/Downloads adult
        bench data import /media/usb --all
      """)

  @Argument(help: "The folder to copy from.", completion: .directory)
  var folder: String

  @Argument(help: "Datasets: ids.", completion: IdCompletion.datasets)
  var ids: [String] = []

  @Flag(help: "All datasets that the folder has files of.")
  var all = false

  func validate() throws {
    if all != ids.isEmpty {
      throw ValidationError(all ? "--all and ids exclude each other" : "name a dataset, or --all")
    }
  }

  func run() throws {
    let source = try DatasetOptions.folder(folder, option: "DIR")
    let library = DatasetLibrary.standard(try Home.find())
    let known = try library.ids().filter { library.builtInSet($0) == nil }
    for id in ids where !known.contains(id) {
      throw DatasetError.unknownDataset(id: id, known: known)
    }
    let fetcher = DatasetFetcher()
    try EachDataset.perform(all ? known : ids) { id in
      let manifest = try library.manifest(id)
      if all, !Self.holdsAny(source, of: manifest) { return }
      try fetcher.importFiles(of: manifest, from: source) { event in
        if let line = FetchReporter.line(event) { StandardError.write(line + "\n") }
      }
      try print("\(id): \(ProgressText.count(manifest.files.count, "file")) in the cache, verified")
    }
  }

  private static func holdsAny(_ folder: URL, of manifest: DatasetManifest) -> Bool {
    manifest.files.contains { file in
      [folder.appending(path: manifest.folder), folder].contains {
        FileManager.default.fileExists(atPath: $0.appending(path: file.path).path)
      }
    }
  }
}
