import ArgumentParser
import Core
import DataStore
import Experiments
import Foundation

/// `bench info`: everything known about one id.
struct InfoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "info",
    abstract: "Describe a suite, dataset, model, loss, schedule or optimizer.",
    discussion: """
      Shows settings with their defaults and ranges, layers with shapes and parameters, counts, \
      licence and what to cite. An id that names several things shows all of them.

      EXAMPLES
        bench info mnist
        bench info cnn-small
        bench info linear
        bench info imdb --json
      """)

  @Argument(
    help: "An id; `bench list models` and the like print them.", completion: IdCompletion.all)
  var id: String

  @Flag(help: "Print one JSON document.")
  var json = false

  func run() throws {
    let home = try Home.find()
    let library = DatasetLibrary.standard(home)
    let datasets = try library.ids()
    if json { return try JSONOutput.write(try document(home, library, datasets)) }
    var sections = try ComponentFamily.all.compactMap { family in
      try family.entry(id).map { try InfoText.text($0, family: family) }
    }
    if datasets.contains(id) {
      sections.append(
        InfoText.text(try library.manifest(id), builtIn: library.builtInSet(id)))
    }
    if try home.suites.ids().contains(id) || id.hasSuffix(".yaml") {
      let suite = try home.suites.suite(named: id, library: library)
      sections.append(InfoText.text(suite))
    }
    guard !sections.isEmpty else { throw try unknown(home, datasets) }
    try print(sections.joined(separator: "\n"), terminator: "")
  }

  private func document(
    _ home: Home, _ library: DatasetLibrary, _ datasets: [String]
  ) throws -> InfoDocument {
    var document = InfoDocument(id: id)
    document.components = ComponentFamily.all.compactMap { family in
      family.entry(id).map { InfoDocument.ComponentFacts($0, family: family) }
    }
    if datasets.contains(id) {
      document.dataset = InfoDocument.DatasetFacts(
        try library.manifest(id), summary: try DatasetSummary(id, in: library))
    }
    if try home.suites.ids().contains(id) || id.hasSuffix(".yaml") {
      document.suite = InfoDocument.SuiteFacts(
        try home.suites.suite(named: id, library: library))
    }
    guard !document.components.isEmpty || document.dataset != nil || document.suite != nil else {
      throw try unknown(home, datasets)
    }
    return document
  }

  private func unknown(_ home: Home, _ datasets: [String]) throws -> CommandError {
    let known = ComponentFamily.all.flatMap(\.entries).map { $0.id } + datasets
    return .unknownId(id: id, known: try known + home.suites.ids())
  }
}
