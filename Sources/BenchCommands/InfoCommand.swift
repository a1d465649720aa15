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
      """)

  @Argument(help: "An id; `bench list` prints them.")
  var id: String

  func run() throws {
    let home = try Home.find()
    let library = DatasetLibrary.standard(home)
    let datasets = try library.ids()
    var sections = try ComponentFamily.all.compactMap { family in
      try family.entry(id).map { try InfoText.text($0, family: family) }
    }
    if datasets.contains(id) {
      sections.append(
        InfoText.text(try library.manifest(id), builtIn: library.builtInSet(id)))
    }
    if try home.suites.ids().contains(id) || id.hasSuffix(".yaml") {
      let suite = try home.suites.suite(named: id, datasets: datasets)
      sections.append(InfoText.text(suite))
    }
    guard !sections.isEmpty else {
      let known = ComponentFamily.all.flatMap(\.entries).map { $0.id } + datasets
      throw CommandError.unknownId(id: id, known: try known + home.suites.ids())
    }
    print(sections.joined(separator: "\n"), terminator: "")
  }
}
