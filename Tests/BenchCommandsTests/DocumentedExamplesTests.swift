import Foundation
import TestSupport
import Testing

/// The commands in docs/datasets.md, run as they are written.
@Suite("Examples in docs/datasets.md")
struct DocumentedExamplesTests {
  /// A block of commands and what the page says it prints.
  struct Example: CustomTestStringConvertible, Sendable {
    let heading: String
    let script: String
    let output: String

    var testDescription: String { heading }
  }

  static let examples: [Example] = {
    let page = Repository.root.appending(path: "docs/datasets.md")
    guard let text = try? String(contentsOf: page, encoding: .utf8) else { return [] }
    let blocks = text.components(separatedBy: "```sh\n")
    return zip(blocks, blocks.dropFirst()).compactMap { before, block in
      let parts = block.components(separatedBy: "```")
      guard parts.count > 2, parts[2].hasPrefix("text\n"),
        let heading = before.components(separatedBy: "\n").last(where: { $0.hasPrefix("#") })
      else { return nil }
      return Example(
        heading: heading, script: parts[0], output: String(parts[2].dropFirst("text\n".count)))
    }
  }()

  @Test("show every domain")
  func complete() {
    let headings = Self.examples.map(\.heading)
    #expect(headings == ["### Pictures", "### A table", "### Texts", "### Series", Self.training])
  }

  /// The example that goes on where the table's ends.
  private static let training = "### Train on your data"

  /// The example with what comes before it.
  private static func whole(_ example: Example) -> Example {
    guard example.heading == training,
      let table = examples.first(where: { $0.heading == "### A table" })
    else { return example }
    return Example(
      heading: training, script: table.script + example.script,
      output: table.output + example.output)
  }

  @Test("do what the page says, without any Swift", arguments: examples)
  func runs(example: Example) throws {
    let example = Self.whole(example)
    try withTemporaryFolder { folder in
      let files = FileManager.default
      for name in ["data-manifests", "suites"] {
        try files.createDirectory(
          at: folder.appending(path: name), withIntermediateDirectories: true)
      }
      let programs = BenchProcess.executable.deletingLastPathComponent().path
      let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
      let process = Process()
      process.executableURL = URL(filePath: "/bin/sh")
      process.arguments = ["-euc", example.script]
      process.currentDirectoryURL = folder
      process.environment = [
        "PATH": "\(programs):\(path)", "LOSSBENCH_HOME": folder.path,
        "LOSSBENCH_CACHE": folder.appending(path: "cache").path,
      ]
      let output = folder.appending(path: "output")
      try Data().write(to: output)
      let handle = try FileHandle(forWritingTo: output)
      process.standardOutput = handle
      process.standardError = handle
      try process.run()
      process.waitUntilExit()
      let text = String(decoding: try Data(contentsOf: output), as: UTF8.self)
      #expect(process.terminationStatus == 0)
      #expect(text == example.output)
    }
  }
}
