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
      reads the files once with the drafted manifest. What only a person knows stands as FILL IN. \
      Drafts tables and texts in one file or in a training and a test file, archives with a folder \
      or a file of texts for each class, .ts files of the UCR and UEA archives as they are or in a \
      zip, UCR text files, archives of a file a channel, strings of symbols, the four IDX files of a \
      set of pictures, and CIFAR archives. Comments at the top name what was guessed.

      EXAMPLES
        bench data init wine.csv --class quality > data-manifests/wine.yaml
        bench data init --id letters train.data test.data
        bench data init reviews.tar.gz --url https://example.org/reviews.tar.gz
        bench data init Wafer.zip --id tsc-wafer
        bench data init Univariate2018_ts.zip --problem Wafer --id tsc-wafer
        bench data init train-images-idx3-ubyte.gz train-labels-idx1-ubyte.gz \\
          t10k-images-idx3-ubyte.gz t10k-labels-idx1-ubyte.gz --id digits
      """)

  @Argument(help: "The files; training before test.", completion: .file())
  var files: [String]

  @Option(help: "The dataset's id; default: the first file's stem.")
  var id: String?

  @Option(name: .customLong("class"), help: "The class column, by name or by number from 1.")
  var classColumn: String?

  @Option(help: "The kind of input, where a file could be read in two ways: \(Self.domains).")
  var domain: String?

  @Option(help: "The problem to read from an archive of many, such as Wafer.")
  var problem: String?

  @Option(help: "Where a file is from; repeat it in the order of the files.")
  var url: [String] = []

  private static let domains = DatasetDomain.allCases.map(\.rawValue).joined(separator: ", ")

  func validate() throws {
    if let domain, DatasetDomain(rawValue: domain) == nil {
      throw ValidationError("--domain is \(domain); expected one of \(Self.domains)")
    }

    guard !files.isEmpty else { throw ValidationError("name at least one file") }
  }

  func run() throws {
    let urls = files.map { URL(filePath: $0) }
    let stem = urls[0].lastPathComponent.split(separator: ".").first.map(String.init) ?? "dataset"
    let drafted = try DatasetLibrary.draft(
      id: id ?? Self.id(stem), files: urls,
      hints: DraftHints(
        classColumn: classColumn, domain: domain.flatMap { DatasetDomain(rawValue: $0) },
        problem: problem, addresses: url))
    try print(drafted.text, terminator: "")
  }

  /// An id made of a file's stem: lower-case letters and digits with hyphens between them.
  static func id(_ stem: String) -> String {
    stem.lowercased().split { !$0.isASCII || !($0.isLetter || $0.isNumber) }.joined(separator: "-")
  }
}
