import Archives
import DataStore
import Testing

@testable import Experiments

/// Series, texts and pictures under the names that people give their files.
@Suite("Drafts of files of one's own")
struct OwnFilesDraftTests {
  private static func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

  private static func lines(_ make: (_ label: Int, _ number: Int) -> String) -> String {
    (0..<12).map { make($0 % 2, $0) + "\n" }.joined()
  }

  private static let symbols = lines { label, number in
    let sort = label == 0 ? "+" : "-"
    let ends = ["aaagtaag", "cgtctcta", "aatctcga", "cggtaact", "aatctttt", "cgtctggg"]
    return "\(sort),S\(number),\t\t\(number > 5 ? "acgtacgt" : "tcgtacga")\(ends[number % 6])"
  }

  @Test("a class and a long string of few letters a line")
  func symbolsWithoutHeader() throws {
    let drafted = try Drafted([("genes.data", Self.bytes(Self.symbols))], DraftHints())
    for line in [
      "  format: symbols", "  fields: [class, ignored, sequence]", "  symbols: [a, c, g, t]",
      "  length: 16", "  normalization: none",
    ] {
      #expect(drafted.has(line), "\(line)")
    }
    #expect(drafted.loaded.manifest.classNames == ["+", "-"])
    #expect(drafted.loaded.manifest.counts == ExpectedCounts(train: [4, 4], test: [2, 2]))
  }

  @Test("strings of several lengths below a header, with letters for what is not known")
  func symbolsWithHeader() throws {
    let text =
      "sequence\tsort\n"
      + Self.lines { label, number in
        "ACGNACG-T\(String(repeating: "GT", count: number + 4))\t\(label == 0 ? "EI" : "IE")"
      }
    let drafted = try Drafted([("splice.tsv", Self.bytes(text))], DraftHints())
    for line in [
      "  separator: tab", "  skipLines: 1", "  fields: [sequence, class]",
      "  symbols: [A, C, G, T]", "  missing: [\"-\", N]", "  length: 39", "  shortest: 17",
    ] {
      #expect(drafted.has(line), "\(line)")
    }
  }

  @Test("words of a table are no strings of symbols unless a person says so")
  func words() throws {
    let text = Self.lines { label, number in
      "\(String(repeating: "ab", count: number / 2 + 1))\(label == 0 ? "c" : ""),\(number),\(label)"
    }
    let table = try Drafted([("words.csv", Self.bytes(text))], DraftHints())
    #expect(table.loaded.manifest.domain == .tables)
    let series = try Drafted([("words.csv", Self.bytes(text))], DraftHints(domain: .sequences))
    #expect(series.has("  format: symbols") && series.has("  symbols: [a, b, c]"))
  }

  /// `[series][steps]` of two channels and their labels for a part.
  private static func channels(_ part: String, _ name: (String) -> String) -> [(String, String)] {
    let rows = part == "train" ? 4 : 2
    func values(_ channel: Int) -> String {
      (0..<rows).map { " \($0)  1.5e-1 \(channel)   NaN\n" }.joined()
    }
    return [
      (name("gyro"), values(2)), (name("acc"), values(1)),
      (name("subject"), (0..<rows).map { "\($0)\n" }.joined()),
      (name("wide"), (0..<rows).map { _ in "1 2 3 4 5 6\n" }.joined()),
      (name("labels"), (0..<rows).map { $0 % 2 == 0 ? "walk\n" : "sit\n" }.joined()),
    ]
  }

  @Test(
    "an archive of a file a channel and a file of labels for each part", arguments: [true, false])
  func channelFiles(isPartLast: Bool) throws {
    var tar = TarWriter()
    for part in ["train", "test"] {
      let files = Self.channels(part) { isPartLast ? "\($0)_\(part)" : "\(part)_\($0)" }
      for (name, text) in files { tar.add("set/\(part)/\(name).txt", Self.bytes(text)) }
    }
    let archive = try GzipWriter.packed(tar.finished(), path: "set.tar.gz")
    let drafted = try Drafted([("set.tar.gz", archive)], DraftHints())
    #expect(drafted.has("  format: channel-files") && drafted.has("  channels: [acc, gyro]"))
    #expect(drafted.has("  length: 4") && drafted.has("  normalization: per-channel"))
    #expect(drafted.has("  file: \"{part}_{channel}.txt\"") == !isPartLast)
    #expect(drafted.loaded.manifest.classNames == ["sit", "walk"])
    #expect(drafted.loaded.manifest.counts == ExpectedCounts(train: [2, 2], test: [1, 1]))
  }

  @Test("comma-separated series are read when a person says what they are")
  func commaSeparated() throws {
    let text = Self.lines { label, number in "\(label + 1),0.\(number),1.5,\(number).25" }
    let drafted = try Drafted([("pulse.csv", Self.bytes(text))], DraftHints(domain: .sequences))
    #expect(drafted.has("  format: ucr-text") && drafted.has("  separator: comma"))
    #expect(drafted.loaded.manifest.classNames == ["1", "2"])
  }

  @Test("a header of a single file of texts is no example")
  func textHeader() throws {
    let rows = Self.lines { label, number in
      "\(number),\"A sentence, of\nthe number \(number).\",\(label == 0 ? "dull" : "fine")"
    }
    let drafted = try Drafted(
      [("films.csv", Self.bytes("number,remark,mood\n" + rows))], DraftHints())
    #expect(drafted.has("  header: [number, remark, mood]"))
    #expect(drafted.loaded.manifest.classNames == ["dull", "fine"])
    #expect(
      drafted.has(
        "# - class: column \"mood\"; texts: column \"remark\"; passed over: column \"number\"; with "
          + "--domain tables all columns become features of a table"))
    let bare = try Drafted([("films.csv", Self.bytes(rows))], DraftHints())
    #expect(!bare.text.contains("header:"))
    #expect(bare.loaded.manifest.classNames == ["dull", "fine"])
  }

  @Test("IDX files are known by their bytes, and by their order where names do not tell the part")
  func pictures() throws {
    func pictures(_ count: UInt8) -> [UInt8] {
      [0, 0, 8, 3, 0, 0, 0, count, 0, 0, 0, 1, 0, 0, 0, 2] + (0..<2 * count).map { $0 * 9 }
    }
    func labels(_ count: UInt8) -> [UInt8] {
      [0, 0, 8, 1, 0, 0, 0, count] + (0..<count).map { $0 % 2 }
    }
    let drafted = try Drafted(
      [
        ("many.bin", pictures(4)), ("many-sorts.bin", labels(4)), ("few-sorts.bin", labels(2)),
        ("few.bin", pictures(2)),
      ], DraftHints())
    #expect(drafted.has("  format: idx") && drafted.has("  height: 1") && drafted.has("  width: 2"))
    #expect(drafted.loaded.manifest.counts == ExpectedCounts(train: [2, 2], test: [1, 1]))
    #expect(drafted.loaded.manifest.duplicates == 2)
  }
}
