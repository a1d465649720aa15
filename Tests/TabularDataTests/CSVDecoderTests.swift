import Archives
import Core
import DataStore
import Foundation
import TestSupport
import Testing

@testable import TabularData

@Suite("CSVDecoder")
struct CSVDecoderTests {
  private static let zeros = String(repeating: "0", count: 64)

  /// Loads one file through a library whose manifest has the file's true size and digest.
  private static func load(
    _ text: String, packed: Bool = false, decoder: String = "", splits: String? = nil,
    counts: String = "{train: [1, 1], test: [1, 1]}", digest: String = zeros
  ) throws -> (decoded: any DecodedDataset, path: String) {
    try withTemporaryFolder { folder in
      let name = packed ? "a.csv.gz" : "a.csv"
      let content = Array(text.utf8)
      let bytes = packed ? try GzipWriter.packed(content, path: name) : content
      var stream = DigestStream()
      stream.update(bytes)
      let manifest = """
        id: toy
        version: 1
        title: Toy
        domain: tables
        task: classification
        licence: CC0-1.0
        redistribution: yes
        citation: none
        homepage: none
        files:
          - {path: \(name), role: data, urls: [], bytes: \(bytes.count), sha256: \
        \(stream.hexadecimal()), unpackedBytes: \(content.count)}
        decoder:
          format: csv
          missing: ["?"]
        \(decoder)
          columns:
            - {name: size, kind: numeric}
            - {name: note, kind: ignored}
            - {name: colour, kind: categorical}
            - {name: class, kind: class}
        classes: [{name: yes, spellings: [Y]}, {name: no, spellings: [N]}]
        splits: \(splits ?? "{algorithm: stratified, testFraction: 0.5, seed: 1}")
        counts: \(counts)
        decodedDigest: \(digest)
        """
      for path in ["manifests", "mirror/toy"] {
        try FileManager.default.createDirectory(
          at: folder.appending(path: path), withIntermediateDirectories: true)
      }
      try Data(manifest.utf8).write(to: folder.appending(path: "manifests/toy.yaml"))
      try Data(bytes).write(to: folder.appending(path: "mirror/toy/\(name)"))
      let library = DatasetLibrary(
        manifests: folder.appending(path: "manifests"), mirror: folder.appending(path: "mirror"),
        cache: folder.appending(path: "cache"), decoders: TableRegistry.decoders, builtIn: [])
      return (try library.load("toy").decoded, folder.path)
    }
  }

  /// The one line that loading ends in, with the folder's path left out.
  private static func failure(
    _ text: String, packed: Bool = false, decoder: String = ""
  ) -> String {
    do {
      _ = try load(text, packed: packed, decoder: decoder)
      return "loaded"
    } catch {
      let line = String(describing: error)
      return line.firstRange(of: "mirror/toy/").map { String(line[$0.upperBound...]) } ?? line
    }
  }

  private static let good = "1,x,red,yes\n2.5,y,blue,N\n?,z,?,Y\n-4,,red,no\n"

  @Test("reads plain and packed files to the same arrays", arguments: [false, true])
  func decodes(packed: Bool) throws {
    // By hand: seed 1 tests rows of both classes; the digest is checked by the script for real sets.
    let failure = Self.failure(Self.good, packed: packed)
    let digest = try #require(failure.firstMatch(of: /have SHA-256 ([0-9a-f]{64})/)).1
    let table = try #require(
      Self.load(Self.good, packed: packed, digest: String(digest)).decoded as? DecodedTable)
    let rows = table.train.labels.count
    #expect(rows == 2)
    guard case .categorical("colour", ["blue", "red"], let codes) = table.train.columns[1] else {
      Issue.record("\(table.train.columns)")
      return
    }
    #expect(codes.count == 2)
    #expect(table.trainLabels.sorted() == [0, 1])
    #expect(table.testLabels.sorted() == [0, 1])
  }

  @Test(
    "reports a bad row in one line",
    arguments: [
      (
        "1,x,red,yes\n2,y,blue\n",
        "a.csv:2: has 3 fields; expected 4; complete the row, or correct separator or columns "
          + "in the manifest"
      ),
      (
        "1,x,red,yes\n\n2,y,blue,no,7\n",
        "a.csv:3: has 5 fields; expected 4; complete the row, or correct separator or columns "
          + "in the manifest"
      ),
      (
        "1;x;red;yes\n",
        "a.csv:1: has 1 field; expected 4; complete the row, or correct separator or columns "
          + "in the manifest"
      ),
      (
        "one,x,red,yes\n",
        "a.csv:1: column \"size\" holds \"one\"; expected a finite number; list the token under "
          + "missing in the manifest, or correct the row"
      ),
      (
        "1,x,red,yess\n",
        "a.csv:1: unknown class \"yess\"; did you mean \"yes\"?; list spellings under classes in "
          + "the manifest"
      ),
      ("\n \n", "a.csv: has no rows; expected at least one; replace it with an intact copy"),
      ("", "a.csv: has no rows; expected at least one; replace it with an intact copy"),
    ])
  func badRows(text: String, expected: String) {
    #expect(Self.failure(text) == expected)
  }

  @Test("reports a short row of a packed file by its line")
  func packedShortRow() {
    #expect(Self.failure("1,x,red,yes\n2\n", packed: true).hasPrefix("a.csv.gz:2: has 1 field;"))
  }

  @Test("compares the header with the columns")
  func header() {
    let text = "size,note,color,class\n" + Self.good
    #expect(
      Self.failure(text, decoder: "  header: yes")
        == "a.csv:1: header field 3 is \"color\"; expected \"colour\"; correct columns in the "
        + "manifest or get the right file")
  }

  @Test("reports mistakes in its settings with lines and suggestions")
  func settings() {
    let failure = Self.failure(Self.good, decoder: "  seperator: \";\"\n  header: perhaps")
    let lines = failure.split(separator: "\n").map { $0.drop { $0 != ":" } }
    #expect(
      lines == [
        ":15: unknown key \"decoder.seperator\"; did you mean \"separator\"?",
        ":16: decoder.header is \"perhaps\"; expected yes or no",
      ])
  }
}
