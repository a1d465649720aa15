import ArgumentParser
import Core
import DataStore
import Experiments
import Foundation
import ImageData

/// `bench data preview`: shows a few examples.
struct DataPreviewCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "preview",
    abstract: "Show a few training examples of datasets.",
    discussion: """
      The first examples of each class: pictures as a sheet in a PNG file, tables as rows, texts as \
      lines, series as plots of characters.

      EXAMPLES
        bench data preview mnist --count 30 --out /tmp
        bench data preview adult --mirror /data/mirror
      """)

  @OptionGroup var datasets: DatasetOptions

  @Option(help: "Examples to show.")
  var count = 10

  @Option(
    help: ArgumentHelp("The folder for PNG files; default: here.", valueName: "dir"),
    completion: .directory)
  var out = "."

  func validate() throws {
    guard (1...1000).contains(count) else {
      throw ValidationError("--count is \(count); expected 1 to 1000")
    }
  }

  func run() throws {
    let home = try Home.find()
    try EachDataset.perform(try datasets.chosen(try datasets.library(home))) { id in
      let decoded = try datasets.library(home).load(id).decoded
      guard let shown = decoded as? any PreviewableDataset else {
        try print("\(id): examples of this kind have no preview")
        return
      }
      let indices = shown.previewIndices(count)
      let labels = indices.map { shown.classes[Int(shown.trainLabels[$0])] }
      try show(id, shown.preview(indices), labels)
    }
  }

  private func show(_ id: String, _ preview: DatasetPreview, _ labels: [String]) throws {
    guard case .images(let images) = preview else {
      try print(PreviewText.text(id, preview, labels), terminator: "")
      return
    }
    guard !images.isEmpty else { return }
    let file = URL(filePath: out, directoryHint: .isDirectory).appending(path: "\(id).png")
    try AtomicFile.write(Data(try PNGFile.bytes(ImageSheet.sheet(images))), to: file)
    try print(PreviewText.sheet(id, file.relativePath, labels), terminator: "")
  }
}
