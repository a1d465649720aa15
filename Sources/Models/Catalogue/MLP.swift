import Core
import Engine

/// A multilayer perceptron: dense layers with ReLU, then logits.
///
/// Reads anything, flattened.
struct MLP: Model {
  static let id = "mlp"
  static let summary = "multilayer perceptron with ReLU; tables, images and series"
  static let citation = "Rumelhart, Hinton, Williams, Nature 323, 1986"
  static let settings = [
    SettingDescription("width", default: 256, in: 1...65536, "outputs of each hidden layer"),
    SettingDescription("depth", default: 2, in: 1...64, "hidden layers"),
    SettingDescription("dropout", default: 0, in: 0...0.95, "rate after each hidden layer"),
  ]
  static let referenceShape = ReferenceShape(
    input: .features(54), classCount: 7, batchSize: 256, optimizer: Component("adamw"))

  private let width: Int
  private let depth: Int
  private let dropout: Double

  init(_ settings: Component) {
    width = Int(settings["width"])
    depth = Int(settings["depth"])
    dropout = settings["dropout"]
  }

  func network(input: ExampleShape, classCount: Int) throws -> Network {
    switch input {
    case .tokens, .mixed:
      throw ModelError.input(
        model: Self.id, found: input, expected: "numbers; the ids of words have no size")
    case .features, .image, .series: break
    }
    var layers: [any Layer] = [Flatten()]
    for _ in 0..<depth {
      layers += [Dense(width), ReLU()]
      if dropout > 0 { layers.append(Dropout(dropout)) }
    }
    layers.append(Dense(classCount))
    return try Network(name: Self.id, input: input, classCount: classCount, layers: layers)
  }
}
