import Core
import Engine

/// What the recurrent models share: all but the equations of a step.
struct RecurrentModel {
  static let settings = [
    SettingDescription("hidden", default: 128, in: 1...4096, "the size of the state"),
    SettingDescription("layers", default: 1, in: 1...8, "stacked recurrent layers"),
    SettingDescription("width", default: 128, in: 1...4096, "floats of a word vector; texts"),
    SettingDescription("dropout", default: 0, in: 0...0.95, "rate before the logits"),
  ]
  static let referenceShape = ReferenceShape(
    input: .series(channels: 9, length: 128), classCount: 6, batchSize: 64,
    optimizer: Component("adamw"))

  private let id: String
  private let cell: RecurrentCell
  private let hidden: Int
  private let layers: Int
  private let width: Int
  private let dropout: Double

  init(_ id: String, _ cell: RecurrentCell, _ settings: Component) {
    self.id = id
    self.cell = cell
    hidden = Int(settings["hidden"])
    layers = Int(settings["layers"])
    width = Int(settings["width"])
    dropout = settings["dropout"]
  }

  func network(input: ExampleShape, classCount: Int) throws -> Network {
    var stack: [any Layer] =
      switch input {
      case .series: []
      // Word vectors begin uniform in ±0.25, as those of the textcnn model do.
      case .tokens(_, let vocabulary):
        [Embedding(vocabulary: vocabulary, width: width, bound: 0.25)]
      case .features, .image, .mixed:
        throw ModelError.input(
          model: id, found: input, expected: "channels × length, or the words of a text")
      }
    stack.append(Recurrent(cell, hidden: hidden, depth: layers))
    if dropout > 0 { stack.append(Dropout(dropout)) }
    stack.append(Dense(classCount))
    return try Network(name: id, input: input, classCount: classCount, layers: stack)
  }
}
