import ArgumentParser
import Foundation
import TestSupport
import Testing

@testable import BenchCommands

/// Every command that a page or a help text shows is one that the program takes.
@Suite("Commands in documents and help texts")
struct DocumentedCommandsTests {
  /// A command line and where it stands.
  struct Shown: CustomTestStringConvertible, Sendable {
    let place: String
    let words: [String]

    var testDescription: String { "\(place): bench \(words.joined(separator: " "))" }
  }

  static let pages: [Shown] = {
    let docs = ["clusters", "datasets", "diagnostics", "results", "running", "suites", "tutorial"]
    return (["README.md", "CONTRIBUTING.md"] + docs.map { "docs/\($0).md" }).flatMap { page in
      let file = Repository.root.appending(path: page)
      return commands(in: (try? String(contentsOf: file, encoding: .utf8)) ?? "", of: page)
    }
  }()

  static let helpTexts: [Shown] = all(below: Bench.self).flatMap { command in
    commands(in: command.configuration.discussion, of: "--help of \(command)")
  }

  private static func all(below command: any ParsableCommand.Type) -> [any ParsableCommand.Type] {
    [command] + command.configuration.subcommands.flatMap { all(below: $0) }
  }

  /// The lines that begin with `bench`, without comments, redirections and what follows `&&`.
  private static func commands(in text: String, of place: String) -> [Shown] {
    text.replacing(/\\\n\s*/, with: " ").split(separator: "\n").compactMap { line in
      var line = line.trimmingPrefix(while: \.isWhitespace)
      // The option that writes a completion script ends the parsing, as an error.
      guard line.hasPrefix("bench "), !line.contains(" --generate-completion-script") else {
        return nil
      }
      // In help texts, what a command does stands behind two spaces.
      for end in ["  ", " #", " > ", " && ", " | "] {
        if let range = line.firstRange(of: end) { line = line[..<range.lowerBound] }
      }
      return Shown(place: place, words: line.split(separator: " ").dropFirst().map(String.init))
    }
  }

  @Test("there are many")
  func complete() {
    #expect(Self.pages.count > 15 && Self.helpTexts.count > 35)
  }

  @Test("are parsed", arguments: pages + helpTexts)
  func parsed(shown: Shown) throws {
    #expect(throws: Never.self) { _ = try Bench.parseAsRoot(shown.words) }
  }

  @Test("the tutorial can be followed from its first line to its last")
  func tutorial() throws {
    let page = Repository.root.appending(path: "docs/tutorial.md")
    let text = try String(contentsOf: page, encoding: .utf8)
    let scripts = text.components(separatedBy: "```sh\n").dropFirst()
      .map { $0.components(separatedBy: "```")[0] }
    #expect(scripts.count == 5)
    try withTemporaryFolder { folder in
      let result = try BenchProcess.shell(scripts.joined(separator: "\n"), in: folder)
      #expect(result.status == 0, "\(result.errors)")
      let report = folder.appending(path: "runs/second/report.md")
      let answers = try String(contentsOf: report, encoding: .utf8)
      #expect(answers.contains("**Is it only a smaller step?**"))
    }
  }

  @Test("the tree in docs/running.md is what the program prints")
  func tree() throws {
    let page = Repository.root.appending(path: "docs/running.md")
    let lines = try String(contentsOf: page, encoding: .utf8).split(separator: "\n")
    let start = try #require(lines.firstIndex { $0.hasPrefix("    shared-prefix: ") })
    let block = lines[start...].prefix { $0.hasPrefix("    ") }.map { $0.dropFirst(4) }
    let suite = Repository.root.appending(path: "Tests/Suites/shared-prefix.yaml").path
    let printed = try BenchProcess.run("run", suite, "--dry-run").output.split(separator: "\n")
    for line in block where !line.hasSuffix("…") && !line.hasSuffix("at a time") {
      #expect(printed.contains(line))
    }
  }
}
