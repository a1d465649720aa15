import Core
import DataStore
import Experiments
import Foundation
import TestSupport
import Testing

@Suite("docs/manifest.schema.json")
struct ManifestSchemaTests {
  private let schema: JSONSchema

  init() throws {
    schema = try JSONSchema(Repository.root.appending(path: "docs/manifest.schema.json"))
  }

  @Test("every manifest of the project satisfies it")
  func manifests() throws {
    let folder = ManifestFolder(Repository.root.appending(path: "data-manifests"))
    for id in try folder.ids() {
      let file = folder.url.appending(path: "\(id).yaml")
      let value = try YAMLValue.parse(try String(contentsOf: file, encoding: .utf8))
      #expect(schema.mistakes(value) == [], "\(id)")
    }
  }

  @Test(
    "a wrong manifest does not",
    arguments: [
      ("version: 1", "version: one"), ("title: Iris", "titel: Iris"), ("bytes: 4551", "bytes: -1"),
      ("official", "official"), ("kind: class}", "kind: klass}"), ("6f608b71", "6F608B71"),
      ("https://archive.ics.uci.edu/ml", "ftp://archive.ics.uci.edu/ml"),
      ("format: csv", "format: xls"),
    ])
  func rejects(right: String, wrong: String) throws {
    let file = Repository.root.appending(path: "data-manifests/iris.yaml")
    let text = try String(contentsOf: file, encoding: .utf8)
    let value = try YAMLValue.parse(text.replacing(right, with: wrong))
    #expect(schema.mistakes(value).isEmpty == (right == wrong))
  }

  @Test("it has the keys that the reader knows, no more and no fewer")
  func keys() throws {
    let known = try KnownKeys()
    #expect(known.keys(of: "") == schema.keys(nil))
    for (place, definition) in [
      ("files[0]", "file"), ("files[0].alternatives[0]", "alternative"),
      ("files[0].knownBad[0]", "knownBad"), ("classes[0]", "class"), ("splits", "split"),
      ("counts", "counts"),
    ] {
      #expect(known.keys(of: place) == schema.keys(definition), "\(place)")
    }
    let formats = try KnownKeys.formats()
    #expect(formats == schema.decoderFormats)
    for format in formats {
      let known = try KnownKeys(format: format)
      #expect(known.keys(of: "decoder") == schema.keys(format), "\(format)")
    }
    // What may be asked for depends on whether the path is a pattern.
    let members = known.keys(of: "files[0].members[0]") + known.keys(of: "files[0].members[1]")
    #expect(Set(members).sorted() == schema.keys("member"))
    #expect(try KnownKeys(format: "csv").keys(of: "decoder.columns[0]") == schema.keys("column"))
  }

  @Test("the manifests in docs/datasets.md can be read and satisfy it")
  func examples() throws {
    let page = Repository.root.appending(path: "docs/datasets.md")
    let text = try String(contentsOf: page, encoding: .utf8)
    let examples = text.components(separatedBy: "```yaml\n").dropFirst()
      .map { $0.components(separatedBy: "```")[0] }
    #expect(examples.count >= 2)
    for example in examples {
      #expect(schema.mistakes(try YAMLValue.parse(example)) == [])
      let id = try #require(example.split(separator: "\n").first?.dropFirst("id: ".count))
      try KnownKeys.withLibrary(["\(id)": example]) { library in
        let manifest = try library.manifest("\(id)")
        #expect(manifest.id == id)
      }
    }
  }
}

/// The keys that the manifest reader knows, as it lists them when it is asked for an absurd one.
private struct KnownKeys {
  private static let absurd = "qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq"
  private let message: String

  /// Reads a manifest that has the absurd key everywhere and nothing else.
  init(format: String = "csv") throws {
    let key = "\(Self.absurd): 1"
    message = try Self.message(
      """
      \(key)
      files:
        - \(key)
          path: a.tar
          members: [{\(key), path: a}, {\(key), path: "a*"}]
          alternatives: [{\(key)}]
          knownBad: [{\(key)}]
      classes: [{\(key)}]
      splits: {\(key)}
      counts: {\(key)}
      decoder: {format: \(format), \(key), columns: [{\(key), kind: ordered}]}
      """)
  }

  /// The keys of a mapping, sorted.
  func keys(of place: String) -> [String] {
    let path = place.isEmpty ? Self.absurd : "\(place).\(Self.absurd)"
    let mark = "unknown key \"\(path)\"; known: "
    guard let start = message.range(of: mark)?.upperBound else { return [] }
    return Self.words(message[start...])
  }

  /// The names of all formats, sorted.
  static func formats() throws -> [String] {
    let message = try message("decoder: {format: \(absurd)}")
    guard let start = message.range(of: "unknown decoder.format \"\(absurd)\"; known: ")?.upperBound
    else { return [] }
    return words(message[start...])
  }

  /// Lends a library of manifests by id.
  static func withLibrary<Result>(
    _ manifests: [String: String], _ body: (DatasetLibrary) throws -> Result
  ) throws -> Result {
    try withTemporaryFolder { folder in
      for name in ["suites", "data-manifests"] {
        try FileManager.default.createDirectory(
          at: folder.appending(path: name), withIntermediateDirectories: true)
      }
      for (id, text) in manifests {
        try Data(text.utf8).write(to: folder.appending(path: "data-manifests/\(id).yaml"))
      }
      return try body(
        .standard(Home(folder: folder), cache: folder.appending(path: "cache")))
    }
  }

  private static func message(_ text: String) throws -> String {
    try withLibrary(["probe": text]) { library in
      let error = #expect(throws: ManifestError.self) { try library.manifest("probe") }
      return error?.description ?? ""
    }
  }

  private static func words(_ text: Substring) -> [String] {
    Set(text.prefix { $0 != "\n" }.components(separatedBy: ", ")).sorted()
  }
}
