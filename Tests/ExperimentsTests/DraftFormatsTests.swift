import Archives
import DataStore
import Foundation
import TestSupport
import Testing

@testable import Experiments

/// Files of every format that can be drafted: the manifest is read back and the data loads with it.
@Suite("Drafts of every format")
struct DraftFormatsTests {
  private static func draft(
    _ files: [(name: String, bytes: [UInt8])], _ hints: DraftHints = DraftHints()
  ) throws -> Drafted {
    try Drafted(files, hints)
  }

  private static func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

  private static func tar(_ members: [(String, String)]) throws -> [UInt8] {
    var tar = TarWriter()
    for (name, text) in members { tar.add(name, bytes(text)) }
    return try GzipWriter.packed(tar.finished(), path: "a.tar.gz")
  }

  /// Lines that repeat their label as real sets do.
  private static func lines(_ make: (_ label: Int, _ number: Int) -> String) -> String {
    (0..<12).map { make($0 % 2, $0) + "\n" }.joined()
  }

  @Test("a label, TAB and a text")
  func tabbed() throws {
    let text = Self.lines { label, number in
      "\(label == 0 ? "ham" : "spam")\tmessage number \(number), \"not quoted"
    }
    let drafted = try Self.draft([("sms.txt", Self.bytes(text))])
    #expect(drafted.has("  format: text-labelled-lines") && drafted.has("  separator: tab"))
    #expect(drafted.loaded.manifest.classNames == ["ham", "spam"])
    #expect(drafted.loaded.decoded.trainLabels.count == 8)
  }

  @Test("label:fine and a text, in Latin-1, in two files")
  func colon() throws {
    let train = Self.lines { label, number in
      "\(label == 0 ? "DESC:manner" : "NUM:date") How did \(number) happen ?"
    }
    let test = Self.bytes("NUM:date When was the caf") + [0xe9] + Self.bytes(" built ?\n")
    let drafted = try Self.draft(
      [("train.label", Self.bytes(train)), ("q_test.label", test)])
    #expect(drafted.has("  separator: space") && drafted.has("  labelEnd: \":\""))
    #expect(drafted.has("  encoding: latin-1"))
    #expect(drafted.loaded.manifest.classNames == ["DESC", "NUM"])
    #expect(drafted.loaded.manifest.counts == ExpectedCounts(train: [6, 6], test: [0, 1]))
  }

  @Test("label:text")
  func plainColon() throws {
    let text = Self.lines { label, number in
      "\(label == 0 ? "good" : "bad"): the film number \(number) was \(number * 31) minutes long"
    }
    let drafted = try Self.draft([("films.txt", Self.bytes(text))])
    #expect(drafted.has("  separator: \":\""))
    #expect(drafted.loaded.manifest.classNames == ["bad", "good"])
  }

  @Test("the marks of fastText are no part of class names")
  func fastText() throws {
    let text = Self.lines { label, number in "__label__\(label) the text with number \(number)" }
    let drafted = try Self.draft([("news.txt", Self.bytes(text))])
    #expect(drafted.loaded.manifest.classes[1] == ClassName("1", spellings: ["__label__1"]))
  }

  @Test("rows with a header, and a column that is neither class nor text")
  func tabSeparatedRows() throws {
    let rows = Self.lines { label, number in
      "\(number)\tA sentence of the number \(number).\t\(label)"
    }
    let drafted = try Self.draft(
      [("reviews.tsv", Self.bytes("id\ttext here\tlabel\n" + rows))])
    #expect(drafted.has("  format: text-csv") && drafted.has("  quote: none"))
    #expect(drafted.has("  header: [id, \"text here\", label]"))
    #expect(drafted.has("  columns: [skip, text, class]"))
    #expect(drafted.loaded.manifest.counts == ExpectedCounts(train: [4, 4], test: [2, 2]))
  }

  @Test("quoted rows without a header, as Zhang et al. write them, in an archive of two files")
  func quotedRows() throws {
    let train = Self.lines { label, number in
      "\"\(label + 1)\",\"Title \(number)\",\"He said \"\"no\"\", and that was number \(number).\""
    }
    let test = Self.lines { label, number in "\"\(label + 1)\",\"Title\",\"Some news, \(number)\"" }
    let drafted = try Self.draft([
      (
        "news.tar.gz",
        try Self.tar([
          ("news/readme.txt", "what this is"), ("news/train.csv", train), ("news/test.csv", test),
        ])
      )
    ])
    #expect(
      drafted.has("  columns: [class, text, text]") || drafted.has("  columns: [class, skip, text]")
    )
    #expect(
      drafted.has("    - {role: test, path: \"news/test.csv\", maxBytes: \(test.utf8.count)}")
        || drafted.text.contains("role: test, path: "))
    #expect(drafted.loaded.manifest.counts == ExpectedCounts(train: [6, 6], test: [6, 6]))
    #expect(drafted.loaded.manifest.classNames == ["1", "2"])
  }

  @Test("a folder a class, unlabelled texts passed over")
  func folders() throws {
    let drafted = try Self.draft([
      (
        "reviews.tgz",
        try Self.tar([
          ("r/README", "what this is"), ("r/train/neg/1.txt", "bad film"),
          ("r/train/neg/2.txt", "a very bad film"), ("r/train/pos/1.txt", "good film"),
          ("r/train/unsup/1.txt", "some film"), ("r/test/neg/9.txt", "bad film"),
          ("r/test/pos/8.txt", "fine film"),
        ])
      )
    ])
    #expect(drafted.has("  classFrom: folder") && drafted.has("  examples: files"))
    #expect(drafted.has("    packing: gzip"))
    #expect(drafted.loaded.manifest.classNames == ["neg", "pos"])
    #expect(drafted.loaded.manifest.counts == ExpectedCounts(train: [2, 1], test: [1, 1]))
    #expect(drafted.loaded.manifest.duplicates == 1)
  }

  @Test("a file a class, named by what its name has of its own")
  func files() throws {
    let drafted = try Self.draft([
      (
        "polarity.tar.gz",
        try Self.tar([
          ("p/rt-polarity.pos", "good one\nbetter\n\nbest\n"),
          ("p/rt-polarity.neg", "bad one\nworse\nworst\n"),
        ])
      )
    ])
    #expect(drafted.has("  classFrom: file") && drafted.has("  examples: lines"))
    #expect(
      drafted.loaded.manifest.classes == [
        ClassName("neg", spellings: ["rt-polarity.neg"]),
        ClassName("pos", spellings: ["rt-polarity.pos"]),
      ])
    #expect(drafted.loaded.manifest.counts == ExpectedCounts(train: [2, 2], test: [1, 1]))
  }

  private static func ts(_ rows: [String], equal: Bool = true) -> String {
    "#a comment\n@problemName Toy\n@timeStamps false\n@missing false\n@univariate false\n"
      + "@dimensions 2\n@equalLength \(equal)\n@classLabel true b a\n@data\n"
      + rows.joined(separator: "\n") + "\n"
  }

  @Test("ts files of two channels and unequal length, in a zip with other files")
  func tsInZip() throws {
    var zip = ZipWriter(path: "Toy.zip")
    try zip.add("Toy.txt", Self.bytes("about"))
    try zip.add(
      "Toy_TRAIN.ts", Self.bytes(Self.ts(["1,2:3,4:a", "1,2,3:3,4,5:b"], equal: false)))
    try zip.add("Toy_TEST.ts", Self.bytes(Self.ts(["1,2,2,2:3,4,4,4:a"], equal: false)))
    try zip.add("Toy_TRAIN.arff", Self.bytes("@data"))
    let drafted = try Self.draft(
      [("Toy.zip", zip.finished())], DraftHints(addresses: ["https://example.org/Toy.zip"]))
    for line in [
      "  format: ts", "  channels: 2", "  length: 4", "  shortest: 2",
      "  normalization: per-channel", "    urls: [\"https://example.org/Toy.zip\"]",
    ] {
      #expect(drafted.has(line), "\(line)")
    }
    #expect(drafted.loaded.manifest.classNames == ["b", "a"])
    #expect(drafted.loaded.manifest.counts == ExpectedCounts(train: [1, 1], test: [0, 1]))
    #expect(drafted.loaded.manifest.files[0].members.count == 2)
  }

  @Test("one problem of an archive of several is named, or the names are told")
  func problems() throws {
    var zip = ZipWriter(path: "All.zip")
    for name in ["One", "Two"] {
      try zip.add("All/\(name)/\(name)_TRAIN.ts", Self.bytes(Self.ts(["1:3:a", "1:3:b"])))
      try zip.add("All/\(name)/\(name)_TEST.ts", Self.bytes(Self.ts(["2:3:a", "2:2:b"])))
    }
    let archive = zip.finished()
    let error = #expect(throws: DraftError.self) { try Self.draft([("All.zip", archive)]) }
    #expect(
      error?.description.hasSuffix(
        "All.zip: found 2 problems with a training and a test file; expected one; name it with "
          + "--problem: One, Two") == true)
    let drafted = try Self.draft([("All.zip", archive)], DraftHints(problem: "Two"))
    #expect(drafted.text.contains("All/Two/Two_TRAIN.ts"))
    #expect(!drafted.text.contains("One"))
  }

  @Test("one ts file is split here")
  func oneTSFile() throws {
    let rows = (0..<8).map { "\($0),1:2,3:\($0 % 2 == 0 ? "a" : "b")" }
    let drafted = try Self.draft([("toy.ts", Self.bytes(Self.ts(rows)))])
    #expect(drafted.loaded.manifest.counts == ExpectedCounts(train: [3, 3], test: [1, 1]))
  }

  @Test("UCR text files whose ends are filled up")
  func ucrText() throws {
    let drafted = try Self.draft([
      ("Toy_TRAIN.tsv", Self.bytes("1\t0.5\t1\tNaN\n2\t1\t2\t3\n")),
      ("Toy_TEST.tsv", Self.bytes("2\t0.5\t1\t2\n10\t1\t2\tNaN\n")),
    ])
    for line in ["  format: ucr-text", "  filledEnds: yes", "  length: 3", "  shortest: 2"] {
      #expect(drafted.has(line), "\(line)")
    }
    #expect(drafted.loaded.manifest.classNames == ["1", "2", "10"])
    let blanks = try Self.draft(
      [("pulse.txt", Self.bytes(" 1  0.5   1\n -1  1   2\n 1 2 3\n -1 4 4\n"))],
      DraftHints(domain: .sequences))
    #expect(blanks.has("  separator: blanks"))
    #expect(blanks.loaded.manifest.classNames == ["-1", "1"])
  }

  @Test("CIFAR batches, with the names that lie beside them")
  func cifar() throws {
    var tar = TarWriter()
    for name in ["data_batch_1", "test_batch"] {
      let records = (0..<3).flatMap { label in
        [UInt8(label)] + [UInt8](repeating: UInt8(label * 40), count: 3072)
      }
      tar.add("c/\(name).bin", records)
    }
    tar.add("c/batches.meta.txt", Self.bytes("airplane\nautomobile\nbird\n\n"))
    let drafted = try Self.draft([
      ("cifar.tar.gz", try GzipWriter.packed(tar.finished(), path: "cifar.tar.gz"))
    ])
    #expect(drafted.has("  format: cifar-binary") && drafted.has("  label: only"))
    #expect(drafted.loaded.manifest.classNames == ["airplane", "automobile", "bird"])
    #expect(drafted.loaded.manifest.duplicates == 3)
  }

  /// Sets whose manifests were written by hand, with the hints a person would give.
  private static let published: [(id: String, folder: String, files: [String])] = [
    ("sms-spam", "sms-spam", ["smsspamcollection.zip"]),
    ("trec", "trec", ["train_5500.label", "TREC_10.label"]),
    ("imdb", "imdb", ["aclImdb-labelled.tar.gz"]),
    ("mr-polarity", "mr-polarity", ["rt-polaritydata.tar.gz"]),
    ("sst2", "sst2", ["SST-2-resplit.zip"]),
    ("ag-news-subset", "ag-news", ["ag_news_csv-test-only.tar.gz"]),
    ("tsc-plaid", "tsc", ["PLAID.zip"]), ("tsc-basic-motions", "tsc", ["BasicMotions.zip"]),
    ("tsc-japanese-vowels", "tsc", ["JapaneseVowels.zip"]),
    ("cifar-10-subset", "cifar-10", ["cifar-10-subset-binary.tar.gz"]),
    ("uci-har", "uci-har", ["UCI HAR Dataset.zip"]), ("promoters", "promoters", ["promoters.data"]),
    ("mnist", "mnist", mnistFiles), ("iris", "iris", ["iris.data"]),
    ("adult", "adult", ["adult.data.gz", "adult.test.gz"]),
    ("sonar", "sonar", ["sonar.all-data"]),
  ]

  private static let mnistFiles = ["train", "t10k"].flatMap { part in
    ["\(part)-images-idx3-ubyte.gz", "\(part)-labels-idx1-ubyte.gz"]
  }

  @Test(
    "published files come to the arrays of the manifests written for them",
    .enabled(if: Mirror.folder != nil, "LOSSBENCH_MIRROR is not set"),
    arguments: published.map(\.id))
  func agreesWithManifest(id: String) throws {
    let set = try #require(Self.published.first { $0.id == id })
    let mirror = try #require(Mirror.folder)
    let urls = set.files.map { mirror.appending(path: set.folder).appending(path: $0) }
    let drafted = try DatasetLibrary.draft(id: id, files: urls, hints: DraftHints()).manifest
    let written = try DatasetLibrary.standard(Home(folder: Repository.root)).manifest(id)
    #expect(drafted.decoder.format == written.decoder.format)
    #expect(drafted.counts == written.counts)
    #expect(drafted.duplicates == written.duplicates)
    #expect(drafted.decodedDigest == written.decodedDigest)
  }
}
