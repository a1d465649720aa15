import Core
import Foundation
import Records
import TestSupport
import Testing

@testable import Reports

@Suite("Report formats")
struct ReportFormatTests {
  @Test("the registry holds exactly the files of Formats/, under ids of their own")
  func registry() throws {
    let folder = Repository.root.appending(path: "Sources/Reports/Formats")
    let stems = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(".swift") && !$0.contains("+") }
      .map { String($0.dropLast(6)) }
    #expect(reportFormats.map { "\($0)" }.sorted() == stems.sorted())
    #expect(Set(reportFormats.map { $0.id }).count == reportFormats.count)
    for format in reportFormats {
      #expect(try reportFormat(id: format.id) == format)
      #expect(!format.summary.isEmpty)
    }
    #expect(throws: ReportError.self) { try reportFormat(id: "latexx") }
  }

  /// A changed text is reviewed as a diff: the failing test names the file to copy over.
  @Test("each format renders the committed snapshot", arguments: reportFormats.indices)
  func snapshot(index: Int) throws {
    let format = reportFormats[index]
    let name = "hand-made.\(format.fileExtension)"
    let actual = try format.init().render(try ReportGoldens.load().report())
    let expected = try? Repository.golden("report-snapshots/\(name)")
    guard try normalized(actual, format) != expected.map({ try normalized($0, format) }) else {
      return
    }
    let written = FileManager.default.temporaryDirectory.appending(path: name)
    try actual.write(to: written)
    Issue.record("differs from Tests/Goldens/report-snapshots/\(name); it is in \(written.path)")
  }

  /// JSON to 9 digits, since the last bits of quantiles depend on the C library; other text as it is.
  private func normalized(
    _ data: Data, _ format: any ReportFormat.Type
  ) throws -> String {
    guard format.id == "json" else { return String(decoding: data, as: UTF8.self) }
    let report = try JSONDecoder().decode(JSONValue.self, from: data)
    return try CanonicalJSON.text(report)
  }

  @Test("the numbers printed in the committed document are those that SciPy gives")
  func printedNumbers() throws {
    let document = String(
      decoding: try Repository.golden("report-snapshots/hand-made.md"), as: UTF8.self)
    let rows = try ReportGoldens.load().rows
    // Two lines of means an arm, what the arms did, and two lines a difference.
    #expect(rows.flatMap(\.texts).count == 5 * 2 + (2 + 3 * 3) + 2 * (7 + 10 + 10))
    for row in rows {
      for text in row.texts { #expect(document.contains(text), "\(row.arm)") }
    }
  }

  @Test("the terminal says how many examples an arm left behind, where some were")
  func leftBehind() throws {
    let goldens = try ReportGoldens.load()
    let text = VerdictTable().text(try goldens.report())
    let lines = goldens.rows.compactMap(\.terminal)
    #expect(lines.count == 2 && lines.allSatisfy(text.contains))
    #expect(text.components(separatedBy: "left behind").count == 3)
  }

  @Test("JSON reads back as the same report")
  func json() throws {
    let report = try ReportGoldens.load().report()
    let data = try JSONReport().render(report)
    #expect(try JSONDecoder().decode(ComparisonReport.self, from: data) == report)
  }

  @Test("only the last section of a document and `timings` change with seconds")
  func timing() throws {
    let goldens = try ReportGoldens.load()
    let report = try goldens.report()
    var slower = report
    for index in slower.timings.indices { slower.timings[index].meanTrainingSeconds += 1 }
    func head(_ report: ComparisonReport) throws -> String? {
      String(decoding: try MarkdownReport().render(report), as: UTF8.self)
        .components(separatedBy: "\n## Timing\n").first
    }
    #expect(try head(report) == head(slower))
    #expect(VerdictTable().text(report) == VerdictTable().text(slower))
  }

  @Test("the terminal table stays within 104 columns, whatever the names")
  func width() throws {
    let long = String(repeating: "very-long-name-", count: 10)
    let records = (1...12).flatMap { seed in
      ["ce", long].map { arm in
        makeRecord(
          dataset: long, arm: arm, seed: UInt64(seed),
          scores: makeScores(arm == "ce" ? 0.1 : Double(seed) / 12))
      }
    }
    let report = try ComparisonReport(suite: long, baselineArm: "ce", records: records)
    let lines = VerdictTable().text(report).split(separator: "\n")
    #expect(lines.allSatisfy { $0.count <= 104 })
    #expect(lines.contains { $0.contains("better") })
  }

  @Test("colours add escapes and change nothing else")
  func colors() throws {
    let report = try ReportGoldens.load().report()
    let plain = VerdictTable().text(report)
    let colored = VerdictTable(usesColor: true).text(report)
    #expect(!plain.contains("\u{1B}"))
    #expect(colored.contains("\u{1B}[33mbetter, not after Holm"))
    #expect(strip(colored) == plain)
  }

  @Test("only a claim that survives correction is green or red", arguments: [1.0, -1.0])
  func claimColors(sign: Double) throws {
    let records = (1...8).flatMap { seed in
      let change = sign * 0.01 * Double(seed)
      return [
        makeRecord(arm: "ce", seed: UInt64(seed), scores: makeScores(0.5)),
        makeRecord(arm: "x", seed: UInt64(seed), scores: makeScores(0.5 + change)),
      ]
    }
    let report = try ComparisonReport(suite: "s", baselineArm: "ce", records: records)
    let text = VerdictTable(usesColor: true).text(report)
    #expect(text.contains(sign > 0 ? "\u{1B}[32mbetter (Holm p" : "\u{1B}[31mworse (Holm p"))
  }

  private func strip(_ text: String) -> String {
    ["0", "2", "31", "32", "33"].reduce(text) {
      $0.replacingOccurrences(of: "\u{1B}[\($1)m", with: "")
    }
  }

  @Test("names cannot break a Markdown table or hide in markup")
  func escaping() throws {
    #expect(MarkdownText.escaped("a|b_c*d`e\nf<g>") == "a\\|b\\_c\\*d\\`e f\\<g\\>")
    let report = try ComparisonReport(
      suite: "s", baselineArm: "c|e",
      records: [makeRecord(dataset: "d_1", arm: "c|e", seed: 1, scores: makeScores(0.9))],
      command: "bench run ```x")
    let text = String(decoding: try MarkdownReport().render(report), as: UTF8.self)
    #expect(text.contains("## d\\_1 × mlp"))
    #expect(text.contains("| c\\|e | 1 of 1 |"))
    #expect(text.contains("````sh\nbench run ```x\n````"))
    // Every row of a table has as many cells as its header.
    for table in text.components(separatedBy: "\n\n") where table.hasPrefix("|") {
      let counts = table.split(separator: "\n").map { line in
        line.replacingOccurrences(of: "\\|", with: "").count { $0 == "|" }
      }
      #expect(Set(counts).count == 1, "\(table)")
    }
  }

  @Test("numbers have fixed decimals, and zero has no sign")
  func numbers() {
    #expect(NumberText.fixed(-0.0001, 2) == "0.00")
    #expect(NumberText.signed(0.004, 2) == "0.00")
    #expect(NumberText.signed(1.239, 2) == "+1.24")
    #expect(NumberText.signed(-1.5, 1) == "-1.5")
    #expect(NumberText.probability(0.0004) == "<0.001")
    #expect(NumberText.probability(0.03125) == "0.031")
    #expect(NumberText.percent(0.95) == "95 %")
    #expect(NumberText.percent(0.995) == "99.5 %")
  }
}

/// Any JSON, its numbers rounded to 9 significant digits.
private enum JSONValue: Codable {
  case null, bool(Bool), number(String), text(String), list([JSONValue]), object(
    [String: JSONValue])

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .bool(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(String(format: "%.9g", abs(value) < 1e-15 ? 0 : value))
    } else if let value = try? container.decode(String.self) {
      self = .text(value)
    } else if let value = try? container.decode([JSONValue].self) {
      self = .list(value)
    } else {
      self = .object(try container.decode([String: JSONValue].self))
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .bool(let value): try container.encode(value)
    case .number(let value), .text(let value): try container.encode(value)
    case .list(let value): try container.encode(value)
    case .object(let value): try container.encode(value)
    }
  }
}
