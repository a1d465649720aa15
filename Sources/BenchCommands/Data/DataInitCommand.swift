import ArgumentParser
import Core
import DataStore
import Experiments
import Foundation

/// `bench data init`: the first version of a manifest.
struct DataInitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Draft the manifest of a new dataset from its files.",
    discussion: """
      Measures sizes and digests, guesses the format and its settings, finds classes and counts, and \
      reads the files once with the drafted manifest. What only a person knows stands as FILL IN.

      EXAMPLES
        bench data init wine.csv --class quality > data-manifests/wine.yaml
        bench data init --id letters train.data test.data
        bench data init train-images-idx3-ubyte.gz train-labels-idx1-ubyte.gz \\
          t10k-images-idx3-ubyte.gz t10k-labels-idx1-ubyte.gz --id digits
      """)

  @Argument(help: "The files; training before test.", completion: .file())
  var files: [String]

  @Option(help: "The dataset's id; default: the first file's stem.")
  var id: String?

  @Option(name: .customLong("class"), help: "The class column, by name or by number from 1.")
  var classColumn: String?

  func validate() throws {
    guard !files.isEmpty else { throw ValidationError("name at least one file") }
  }

  func run() throws {
    let urls = files.map { URL(filePath: $0) }
    let stem = urls[0].lastPathComponent.split(separator: ".").first.map(String.init) ?? "dataset"
    let drafted = try DatasetLibrary.draft(
      id: id ?? stem.lowercased(), files: urls, hints: DraftHints(classColumn: classColumn))
    print(drafted.text, terminator: "")
  }
}
