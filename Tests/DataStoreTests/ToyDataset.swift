import Archives
import Core
import DataStore
import Foundation

/// A dataset of bytes: each is a label, for tests of everything around a decoder.
struct ToyDataset: DecodedDataset {
  let classes: [String]
  let trainLabels: [Int32]
  let testLabels: [Int32]

  var digest: String {
    var stream = DigestStream()
    stream.update(trainLabels)
    stream.update(testLabels)
    return stream.hexadecimal()
  }

  var byteCount: Int { 4 * (trainLabels.count + testLabels.count) }

  func appendValues(of example: Int, in part: DatasetPart, to bytes: inout [UInt8]) {
    bytes.append(littleEndian: (part == .train ? trainLabels : testLabels)[example])
  }

  func prepared(id: String, holdingOut validation: [Int]) throws -> PreparedDataset {
    preconditionFailure("no test asks for it")
  }
}

enum ToyDecoder: DatasetDecoder {
  static let format = "toy"

  static func roles(for splits: SplitRule) -> [String]? {
    splits == .official ? ["train", "test"] : nil
  }

  static func check(_ settings: inout YAMLFields, _ mistakes: inout [YAMLMistake]) {
    _ = settings.integer("base", in: 0...9, default: 0, &mistakes)
  }

  static func decode(
    _ manifest: DatasetManifest, files: VerifiedFiles
  ) throws -> any DecodedDataset {
    var parts: [[Int32]] = []
    for role in ["train", "test"] {
      var content = try files[role].open()
      parts.append(try content.read(upTo: 1000).map { Int32($0) })
      try content.checkContent()
    }
    return ToyDataset(
      classes: manifest.classNames, trainLabels: parts[0], testLabels: parts[1])
  }
}

enum Toy {
  static func sha256(_ bytes: [UInt8]) -> String {
    var stream = DigestStream()
    stream.update(bytes)
    return stream.hexadecimal()
  }

  /// A manifest whose two files lie in `DIR/toy` as `train.gz` and `test`.
  static func manifest(train: [UInt8], test: [UInt8], packed: [UInt8]) -> String {
    let decoded = ToyDataset(
      classes: ["zero", "one"], trainLabels: train.map { Int32($0) },
      testLabels: test.map { Int32($0) })
    let counts = ExpectedCounts(
      trainLabels: decoded.trainLabels, testLabels: decoded.testLabels, classCount: 2)
    return """
      id: toy
      version: 3
      title: Toy
      domain: tables
      task: classification
      licence: CC0-1.0
      redistribution: yes
      citation: none
      homepage: none
      files:
        - path: train.gz
          role: train
          urls: [https://example.org/train.gz]
          bytes: \(packed.count)
          sha256: \(sha256(packed))
          unpackedBytes: \(train.count)
          contentSha256: \(sha256(train))
        - path: test
          role: test
          urls: []
          bytes: \(test.count)
          sha256: \(sha256(test))
      decoder:
        format: toy
      classes: [zero, {name: one, spellings: [ONE]}]
      splits: official
      counts:
        train: \(counts.train)
        test: \(counts.test)
      decodedDigest: \(decoded.digest)
      """
  }

  /// Writes manifest and files below a folder and returns a library of them.
  static func library(
    in folder: URL, train: [UInt8] = [0, 1, 1], test: [UInt8] = [1], packed: [UInt8]? = nil,
    edit: (String) -> String = { $0 }
  ) throws -> DatasetLibrary {
    let packed = try packed ?? GzipWriter.packed(train, path: "train.gz")
    let files = FileManager.default
    for name in ["manifests", "mirror/toy"] {
      try files.createDirectory(
        at: folder.appending(path: name), withIntermediateDirectories: true)
    }
    let text = edit(manifest(train: train, test: test, packed: packed))
    try Data(text.utf8).write(to: folder.appending(path: "manifests/toy.yaml"))
    try Data(packed).write(to: folder.appending(path: "mirror/toy/train.gz"))
    try Data(test).write(to: folder.appending(path: "mirror/toy/test"))
    return DatasetLibrary(
      manifests: folder.appending(path: "manifests"), mirror: folder.appending(path: "mirror"),
      cache: folder.appending(path: "cache"), decoders: [ToyDecoder.self],
      builtIn: [ToyBuiltIn.self])
  }
}

/// A generated set of four bytes.
enum ToyBuiltIn: BuiltInSet {
  static let id = "builtin-toy"
  static let version = 2
  static let summary = "four bytes"
  static let domain = DatasetDomain.tables
  static let trainCount = 3
  static let testCount = 1
  static let classCount = 2
  static let bayesAccuracy = 0.75
  static let decoder = DecoderChoice(format: "toy", settings: ["format": "toy"])

  static func write(to folder: URL) throws -> DatasetManifest {
    let train: [UInt8] = [0, 1, 1]
    let files = [
      try BuiltInFile.write(train, path: "train.gz", role: "train", to: folder),
      try BuiltInFile.write([1], path: "test.gz", role: "test", to: folder),
    ]
    let decoded = ToyDataset(
      classes: ["zero", "one"], trainLabels: train.map { Int32($0) }, testLabels: [1])
    return DatasetManifest(
      id: id, version: version, title: "Toy", domain: domain, task: .classification,
      licence: "CC0-1.0", redistribution: true, citation: "none", homepage: "none", notes: "",
      files: files, decoder: decoder,
      classes: [ClassName("zero"), ClassName("one")], splits: .official,
      counts: ExpectedCounts(train: [1, 2], test: [0, 1]), decodedDigest: decoded.digest)
  }
}
