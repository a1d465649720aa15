import Core
import DataStore
import Experiments
import Foundation
import Testing

@testable import BenchCommands

@Suite struct TextTests {
  @Test("columns are aligned and lines end without spaces")
  func table() {
    #expect(TextTable.text([["a", "bb", "c"], ["aaa", "b"]]) == "a    bb  c\naaa  b\n")
    #expect(TextTable.text([]) == "")
  }

  @Test("words that a shell would change are quoted")
  func shell() {
    #expect(
      ShellText.command(["/x/bench", "run", "--only", "arm=a,arm=b"])
        == "bench run --only arm=a,arm=b")
    #expect(ShellText.quoted("my folder") == "'my folder'")
    #expect(ShellText.quoted("it's") == "'it'\\''s'")
    #expect(ShellText.quoted("") == "''")
  }

  @Test("durations have the precision that people care for")
  func durations() {
    #expect(ProgressText.duration(.milliseconds(400)) == "0 s")
    #expect(ProgressText.duration(.seconds(59)) == "59 s")
    #expect(ProgressText.duration(.seconds(125)) == "2 min 05 s")
    #expect(ProgressText.duration(.seconds(3_660)) == "1 h 01 min")
  }

  @Test("one is singular")
  func counts() {
    #expect(ProgressText.count(1, "trial") == "1 trial")
    #expect(ProgressText.count(0, "trial") == "0 trials")
  }

  @Test("errors begin with the program's name, mistakes of a file with the file")
  func errors() {
    #expect(
      ErrorText.text(for: SuiteError.unknown(id: "x", known: ["xy"]))
        == "bench: unknown suite \"x\"; did you mean \"xy\"?\n")
    let mistakes = [YAMLMistake(line: 2, text: "a"), YAMLMistake(line: 3, text: "b")]
    #expect(
      ErrorText.text(for: SuiteError.mistakes(path: "s.yaml", mistakes))
        == "s.yaml:2: a\ns.yaml:3: b\n")
  }

  @Test("command errors say what was found and expected")
  func commandErrors() {
    #expect(
      CommandError.noFolder(option: "--mirror", path: "x").description
        == "--mirror x: found no such folder; expected an existing one; check the path")
    #expect(
      CommandError.unknownId(id: "mxied", known: ["mixed"]).description
        == "nothing is called \"mxied\"; did you mean \"mixed\"?")
    #expect(
      CommandError.unknownId(id: "q", known: ["mixed"]).description
        == "nothing is called \"q\"; `bench list models`, `bench list losses` and so on show what "
        + "there is")
    let missing = CommandError.missingDatasets(ids: ["car", "iris"])
    #expect(
      missing.description
        == "car, iris: found no files; expected those of the manifests in the cache or the mirror; "
        + "get them with: bench data fetch car iris, or name a folder that holds them as "
        + "<dataset>/<file> with --mirror DIR")
    #expect(missing.kind == .failure)
  }

  @Test("a misspelt command is not taken for a suite, a misspelt suite not for a command")
  func misspeltCommands() {
    func found(_ word: String, _ arguments: [String]) -> CommandError? {
      BenchProgram.misspeltCommand(
        SuiteError.unknown(id: word, known: ["smoke", "default"]), arguments: ["bench"] + arguments)
    }
    #expect(found("lst", ["lst", "suites"]) == .unknownCommand(word: "lst", nearest: "list"))
    #expect(found("smoek", ["smoek"]) == nil)
    #expect(found("lst", ["run", "lst"]) == nil)
    #expect(found("entirely-other", ["entirely-other"]) == nil)
  }

  @Test("NO_COLOR and a dumb terminal turn everything off")
  func terminal() {
    #expect(!Terminal.current(environment: ["TERM": "xterm", "NO_COLOR": "1"]).usesColor)
    #expect(!Terminal.current(environment: ["TERM": "dumb"]).canRedraw)
    #expect(!Terminal.current(environment: [:]).canRedraw)
  }
}
