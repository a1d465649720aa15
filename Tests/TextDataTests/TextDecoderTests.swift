import Archives
import Core
import DataStore
import Foundation
import TestSupport
import Testing

@testable import TextData

@Suite("Text decoders")
struct TextDecoderTests {
  /// Decodes a tar.gz of the files given, all with the role that their folder names.
  private func decode(
    _ files: [(String, String)], decoder: String, classes: String = "[a, b]",
    splits: String = "official", counts: String = "{train: [1, 1], test: [1, 0]}"
  ) throws -> DecodedText {
    try withTemporaryFolder { folder in
      var writer = TarWriter()
      for (name, content) in files { writer.add(name, Array(content.utf8)) }
      let tar = writer.finished()
      let packed = try GzipWriter.packed(tar, path: "x.tar.gz")
      let mirror = folder.appending(path: "mirror/toy")
      try FileManager.default.createDirectory(at: mirror, withIntermediateDirectories: true)
      try Data(packed).write(to: mirror.appending(path: "x.tar.gz"))
      var digest = DigestStream()
      digest.update(packed)
      let members = files.map { name, _ in
        "{role: \(name.split(separator: "/")[0]), path: \(name), maxBytes: 1000}"
      }
      let text = """
        id: toy
        version: 1
        title: Toy
        domain: text
        task: classification
        licence: MIT
        redistribution: yes
        citation: none
        homepage: none
        files:
          - path: x.tar.gz
            urls: []
            bytes: \(packed.count)
            sha256: \(digest.hexadecimal())
            unpackedBytes: \(tar.count)
            members: [\(members.joined(separator: ", "))]
        decoder: \(decoder)
        classes: \(classes)
        splits: \(splits)
        counts: \(counts)
        verified: no
        """
      let manifests = folder.appending(path: "manifests")
      try FileManager.default.createDirectory(at: manifests, withIntermediateDirectories: true)
      try Data(text.utf8).write(to: manifests.appending(path: "toy.yaml"))
      let library = DatasetLibrary(
        manifests: manifests, mirror: folder.appending(path: "mirror"),
        cache: folder.appending(path: "cache"), decoders: TextRegistry.decoders, builtIn: [])
      let decoded = try library.load("toy").decoded
      return try #require(decoded as? DecodedText)
    }
  }

  private func texts(_ decoded: DecodedText) -> [String] {
    decoded.trainLabels.indices.map { decoded.trainText($0) }
  }

  /// The one line of the error of decoding, from the member's name on.
  private func failure(_ files: [(String, String)], decoder: String) -> String {
    do {
      _ = try decode(files, decoder: decoder)
      return "decoded"
    } catch {
      let line = "\(error)"
      #expect(!line.contains("\n"))
      return line.components(separatedBy: "x.tar.gz/").last ?? line
    }
  }

  private static let csv = "{format: text-csv, columns: [class, text, text]}"
  private static let tsv =
    "{format: text-csv, separator: tab, quote: none, header: [s, l], columns: [text, class]}"

  @Test("quoted fields hold separators, quotes and line ends; texts are joined with a space")
  func readsCSV() throws {
    let decoded = try decode(
      [
        ("train/x.csv", "\"b\",\"one, \"\"two\"\"\",\"three\nfour\"\r\n\na,\" five\",\n"),
        ("test/x.csv", "a,x,y"),
      ], decoder: Self.csv)
    #expect(decoded.trainLabels == [1, 0])
    #expect(texts(decoded) == ["one, \"two\" three\nfour", " five "])
    #expect(decoded.testLabels == [0])
  }

  @Test("a header is compared and passed over; without quotes, quotes stand for themselves")
  func readsTSV() throws {
    let decoded = try decode(
      [("train/x.tsv", "s\tl\nit's \"so\tb\n\"x\ta\n"), ("test/x.tsv", "s\tl\r\ny\ta\r\n")],
      decoder: Self.tsv)
    #expect(decoded.trainLabels == [1, 0])
    #expect(texts(decoded) == ["it's \"so", "\"x"])
  }

  @Test(
    "a broken row is an error with file and line",
    arguments: [
      (csv, "a,b,c\nb,x\n", "train/x.csv:2: has 2 fields; expected 3"),
      (csv, "a,\"b\n\n", "train/x.csv:1: a quote opens here and never closes"),
      (csv, "a,\"b\"c,d\n", "train/x.csv:1: text follows the closing quote of field 2"),
      (csv, "c,x,y\n", "train/x.csv:1: unknown class \"c\"; "),
      (csv, "", "train/x.csv: has no examples"),
      (csv, "\u{0}", "train/x.csv:1: a zero byte at offset 0"),
      (tsv, "s\tL\nx\ta\n", "train/x.csv:1: the header is \"s\", \"L\"; expected \"s\", \"l\""),
      (
        "{format: text-labelled-lines, separator: tab}", "a\tx\n\nb\n",
        "train/x.csv:3: no separator after a label"
      ),
      (
        "{format: text-files, classFrom: file, examples: lines}", "x",
        "train/x.csv: its class would be \"x.csv\", which is unknown"
      ),
    ])
  func refusesBrokenRows(decoder: String, text: String, expected: String) {
    let line = failure([("train/x.csv", text), ("test/x.csv", "a,b,c")], decoder: decoder)
    #expect(line.hasPrefix(expected), "\(line)")
    #expect(line.split(separator: "; ").count >= 2, "\(line)")
  }

  @Test("labels end at the separator, or before it at the label's end; text keeps its spaces")
  func readsLabelledLines() throws {
    let files = [("train/l", "a:x What ?\r\nb:y  Who : ?\n"), ("test/l", "a:z Where ?")]
    let decoded = try decode(
      files, decoder: "{format: text-labelled-lines, separator: space, labelEnd: \":\"}")
    #expect(decoded.trainLabels == [0, 1])
    #expect(texts(decoded) == ["What ?", " Who : ?"])
    let fine = try decode(
      files, decoder: "{format: text-labelled-lines, separator: space}",
      classes: "[\"a:x\", \"b:y\", \"a:z\"]",
      counts: "{train: [1, 1, 0], test: [0, 0, 1]}")
    #expect(fine.testLabels == [2])
  }

  @Test("a folder names the class, and examples follow each other in the order of their names")
  func readsFolders() throws {
    let decoded = try decode(
      [("train/b/2.txt", "two"), ("test/a/1", "x"), ("train/b/1.txt", ""), ("train/a/9", "a\nb")],
      decoder: "{format: text-files, classFrom: folder, examples: files}",
      counts: "{train: [1, 2], test: [1, 0]}")
    #expect(decoded.trainLabels == [0, 1, 1])
    #expect(texts(decoded) == ["a\nb", "", "two"])
  }

  @Test("a derived split covers all examples, class by class")
  func derivesSplit() throws {
    let lines = (0..<10).map { "\($0)" }.joined(separator: "\n")
    let decoded = try decode(
      [("data/a", lines), ("data/b", lines)],
      decoder: "{format: text-files, classFrom: file, examples: lines}",
      splits: "{algorithm: stratified, testFraction: 0.3, seed: 1}",
      counts: "{train: [7, 7], test: [3, 3]}")
    #expect(texts(decoded).count == 14)
    #expect(decoded.testLabels == [0, 0, 0, 1, 1, 1])
  }

  @Test("the digest tells where one text ends and which class it has")
  func digestsTexts() throws {
    let decoder = "{format: text-files, classFrom: file, examples: lines}"
    let digests = try [
      ("x\ny", "z"), ("xy", "z"), ("xy\n", "z"), ("y\nx", "z"),
    ].map { first, second in
      try decode(
        [("train/a", first), ("train/b", second), ("test/a", "t")], decoder: decoder,
        counts: "{train: [\(first.split(separator: "\n").count), 1], test: [1, 0]}"
      ).digest
    }
    #expect(digests[1] == digests[2])
    #expect(Set(digests).count == 3)
  }

  @Test("ids go by frequency, ties by code point; the rest is unknown; held-out words do not count")
  func numbersWords() throws {
    let decoded = try decode(
      [
        ("train/a", "b c C\nzz zz zz zz\n--\n"), ("train/b", "d c b e f g h"),
        ("test/a", "zz h C x\n"),
      ],
      decoder: "{format: text-files, classFrom: file, examples: lines, length: 3, vocabulary: 5}",
      counts: "{train: [3, 1], test: [1, 0]}")
    let prepared = try decoded.prepared(id: "toy", holdingOut: [1])
    #expect(prepared.shape == .tokens(length: 3, vocabulary: 5))
    func rows(_ source: (any ExampleSource)?) throws -> [Float] {
      let source = try #require(source)
      let indices = (0..<source.count).map { Int32($0) }
      var batch = [Float](repeating: -1, count: source.count * 3)
      var view = batch.mutableSpan
      source.gather(indices.span, into: &view)
      return batch
    }
    // Counted: c 3, b 2, then d, e, f, g, h once each; ids c 2, b 3, d 4.
    #expect(try rows(prepared.train) == [3, 2, 2, 1, 0, 0, 4, 2, 3])
    #expect(try rows(prepared.validation) == [1, 1, 1])
    #expect(try rows(prepared.test) == [1, 1, 2])
    #expect(prepared.train.labels == [0, 0, 1])
    let kept = try decode(
      [("train/a", "C c"), ("train/b", "c"), ("test/a", "C")],
      decoder: "{format: text-files, classFrom: file, examples: lines, lowercase: no, length: 2}"
    ).prepared(id: "toy", holdingOut: [])
    #expect(kept.shape == .tokens(length: 2, vocabulary: 4))
  }

  @Test(
    "mistakes in the decoder's keys are named with their line",
    arguments: [
      ("{format: text-csv, columns: [text]}", "expected one class, at least one text"),
      ("{format: text-csv, columns: [class, txt]}", "expected one class, at least one text"),
      ("{format: text-csv, columns: [class, text], header: [a]}", "a name for each of the columns"),
      (
        "{format: text-csv, columns: [class, text], separator: xy}",
        "decoder.separator is \"xy\"; expected one character"
      ),
      (
        "{format: text-files, classFrom: name, examples: files}",
        "unknown decoder.classFrom \"name\""
      ),
      (
        "{format: text-files, classFrom: file, examples: files, encoding: utf8}",
        "unknown decoder.encoding \"utf8\"; did you mean \"utf-8\"?"
      ),
      (
        "{format: text-labelled-lines, separator: tab, vocabulary: 2}",
        "decoder.vocabulary is \"2\"; expected a whole number from 3 to 16777216"
      ),
      ("{format: text-labelled-lines}", "\"decoder.separator\" is missing"),
      ("{format: text-labelled-lines, separator: tab, lenght: 2}", "did you mean \"length\"?"),
    ])
  func refusesSettings(decoder: String, expected: String) {
    #expect {
      try decode([("train/a", "x"), ("test/a", "x")], decoder: decoder)
    } throws: { error in
      let text = "\(error)"
      return error is ManifestError && text.contains("toy.yaml:") && text.contains(expected)
    }
  }
}
