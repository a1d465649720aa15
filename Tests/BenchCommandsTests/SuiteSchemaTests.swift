import Core
import DataStore
import Experiments
import Foundation
import TestSupport
import Testing

@Suite("docs/suite.schema.json")
struct SuiteSchemaTests {
  private static let absurd = "qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq"
  private let schema: JSONSchema
  private let folder = SuiteFolder(Repository.root.appending(path: "suites"))

  init() throws {
    schema = try JSONSchema(Repository.root.appending(path: "docs/suite.schema.json"))
  }

  @Test("every suite of the project satisfies it")
  func suites() throws {
    for id in try folder.ids() {
      let file = folder.url.appending(path: "\(id).yaml")
      let value = try YAMLValue.parse(try String(contentsOf: file, encoding: .utf8))
      #expect(schema.mistakes(value) == [], "\(id)")
    }
  }

  @Test(
    "a wrong suite does not",
    arguments: [
      ("seeds: 12", "seeds: many"), ("title: The", "titel: The"), ("baseline:", "base:"),
      ("epochs: x1.5", "epochs: twice"), ("answers: order", "answers: odrer"),
      ("epochs: 10", "epochs: 0"), ("extends: mixed\n", "extend: mixed\n"),
      ("id: gce", "id: g/e"), ("- dataset: builtin-tables", "- data: builtin-tables"),
    ])
  func rejects(right: String, wrong: String) throws {
    let file = folder.url.appending(path: "controls.yaml")
    let text = try String(contentsOf: file, encoding: .utf8)
    #expect(text.contains(right))
    #expect(schema.mistakes(try YAMLValue.parse(text)).isEmpty)
    #expect(!schema.mistakes(try YAMLValue.parse(text.replacing(right, with: wrong))).isEmpty)
  }

  @Test("it has the keys that the reader knows, no more and no fewer")
  func keys() throws {
    let key = "\(Self.absurd): 1"
    let message = try Self.message(
      """
      \(key)
      augmentation: {\(key)}
      labelNoise: {\(key)}
      tune: {\(key)}
      tasks: [{\(key)}]
      arms: [{\(key)}]
      """)
    for (place, definition) in [
      ("", nil), ("augmentation", "augmentation"), ("labelNoise", "labelNoise"),
      ("tune", "tuning"), ("tasks[0]", "task"), ("arms[0]", "arm"),
    ] as [(String, String?)] {
      let path = place.isEmpty ? Self.absurd : "\(place).\(Self.absurd)"
      let mark = "unknown key \"\(path)\"; known: "
      let start = try #require(message.range(of: mark)?.upperBound, "\(place)")
      let known = Set(message[start...].prefix { $0 != "\n" }.components(separatedBy: ", "))
      #expect(known.sorted() == schema.keys(definition), "\(place)")
    }
  }

  private static func message(_ text: String) throws -> String {
    let error = #expect(throws: SuiteError.self) {
      try SuiteReader.read(text, path: "probe.yaml", stem: "probe", datasets: [])
    }
    return error?.description ?? ""
  }
}

/// The suites in docs/suites.md, checked by the program as the page says.
@Suite("Examples in docs/suites.md")
struct SuiteExamplesTests {
  static let examples: [String] = {
    let page = Repository.root.appending(path: "docs/suites.md")
    guard let text = try? String(contentsOf: page, encoding: .utf8) else { return [] }
    return text.components(separatedBy: "```yaml\n").dropFirst()
      .map { $0.components(separatedBy: "```")[0] }
  }()

  @Test("the page shows a first suite, variants, controls, tuning and noise")
  func complete() {
    #expect(Self.examples.count == 5)
  }

  @Test("each can be planned, and satisfies the schema", arguments: examples)
  func dryRun(example: String) throws {
    let schema = try JSONSchema(Repository.root.appending(path: "docs/suite.schema.json"))
    #expect(schema.mistakes(try YAMLValue.parse(example)) == [])
    let id = try #require(example.split(separator: "\n").first?.dropFirst("id: ".count))
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "\(id).yaml")
      try Data(example.utf8).write(to: file)
      let plan = try BenchProcess(["run", "./\(id).yaml", "--dry-run"], in: folder)
      #expect(plan.status == 0, "\(plan.errors)")
      #expect(plan.output.contains("0 recorded"))
      let info = try BenchProcess(["info", "./\(id).yaml"], in: folder)
      #expect(info.status == 0 && info.output.contains("suite \(id)"))
    }
  }

  @Test("a dry run of a tuned suite counts both waves")
  func bothWaves() throws {
    let example = try #require(Self.examples.first { $0.hasPrefix("id: tuning") })
    try withTemporaryFolder { folder in
      try Data(example.utf8).write(to: folder.appending(path: "tuning.yaml"))
      let plan = try BenchProcess(["run", "./tuning.yaml", "--dry-run"], in: folder)
      // Two arms, four configurations, two seeds; then two arms, six seeds, four epochs of 47 steps.
      #expect(plan.output.contains("tuning, tuning: 16 trials, 0 recorded"))
      #expect(
        plan.output.contains("tuning: 12 trials more with 2256 steps once settings are chosen"))
    }
  }

  @Test("schedules are listed with a drawing each")
  func drawings() throws {
    let list = try BenchProcess.run("list", "schedules")
    let lines = list.output.split(separator: "\n")
    for id in ["linear", "reversed", "training-accuracy", "one-cycle"] {
      let line = try #require(lines.first { $0.hasPrefix("  \(id) ") })
      #expect(line.contains { "▁▂▃▄▅▆▇█".contains($0) }, "\(id)")
    }
    let linear = try #require(lines.first { $0.hasPrefix("  linear ") })
    #expect(linear.contains("················") && !linear.contains("█"))  // Up to 0.9.
  }
}
