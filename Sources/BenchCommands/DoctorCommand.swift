import ArgumentParser
import DataStore
import Experiments

/// `bench doctor`: what this machine has and lacks.
struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Show what this machine has, what is missing and how to get it.",
    discussion: """
      Looks at libraries, processor, memory, the cache folder and, in a checkout, the tools that \
      build it. Exits with 1 when something needed is missing.

      EXAMPLES
        bench doctor
        bench doctor --json
      """)

  @Flag(help: "Print one JSON document.")
  var json = false

  func run() throws {
    let home = Result { () throws(HomeError) in try Home.find() }
    let diagnosis = Diagnosis(home: home, cache: CacheFolder.standard())
    if json {
      try JSONOutput.write(diagnosis)
    } else {
      try print(Self.text(diagnosis), terminator: "")
    }
    if !diagnosis.isHealthy { throw ExitCode.failure }
  }

  static func text(_ diagnosis: Diagnosis) -> String {
    var text = TextTable.text(
      diagnosis.findings.map { [Self.mark($0.state), $0.subject, $0.found] })
    for finding in diagnosis.findings where !finding.remedy.isEmpty {
      text += "to put \(finding.subject) right: \(finding.remedy)\n"
    }
    return text
  }

  private static func mark(_ state: Diagnosis.State) -> String {
    switch state {
    case .fine: "ok"
    case .notice: "note"
    case .missing: "MISSING"
    }
  }
}
