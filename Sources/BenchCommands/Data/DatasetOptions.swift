import ArgumentParser
import DataStore
import Experiments
import Foundation

/// Which datasets a command is about, and where their files are.
struct DatasetOptions: ParsableArguments {
  @Argument(
    help: "Datasets: ids; `bench list datasets` prints them.", completion: IdCompletion.datasets)
  var ids: [String] = []

  @Flag(help: "All datasets.")
  var all = false

  @Option(
    help: ArgumentHelp(
      "A folder with files as <dataset>/<file>, looked at before the cache.", valueName: "dir"),
    completion: .directory)
  var mirror: String?

  func validate() throws {
    if all != ids.isEmpty {
      throw ValidationError(all ? "--all and ids exclude each other" : "name a dataset, or --all")
    }
  }

  /// The library, with the mirror if there is one.
  func library(_ home: Home, hashesAll: Bool = false) throws -> DatasetLibrary {
    DatasetLibrary.standard(home, mirror: try mirrorFolder(), hashesAll: hashesAll)
  }

  /// The ids asked for.
  func chosen(_ library: DatasetLibrary) throws -> [String] {
    let known = try library.ids()
    if all { return known }
    for id in ids where !known.contains(id) {
      throw DatasetError.unknownDataset(id: id, known: known)
    }
    return ids
  }

  /// The mirror, which has to exist.
  func mirrorFolder() throws -> URL? {
    try RunSession.folder(mirror, "--mirror")
  }

  /// Returns a folder named on the command line.
  ///
  /// - Throws: ``CommandError/noFolder(option:path:)``.
  static func folder(_ path: String, option: String) throws -> URL {
    let url = URL(filePath: path, directoryHint: .isDirectory)
    let attributes = try? FileManager.default.attributesOfItem(
      atPath: url.resolvingSymlinksInPath().path)
    guard attributes?[.type] as? FileAttributeType == .typeDirectory else {
      throw CommandError.noFolder(option: option, path: path)
    }
    return url
  }
}
