import Core
import Engine

/// A residual network of dense layers with batch norm, for tables.
///
/// Ids become learned vectors, all of one width. Sizes are the defaults of the authors' program; its
/// dropout of 0.15 in the hidden layer is off unless asked for.
struct MLPResnet: Model {
  static let id = "mlp-resnet"
  static let summary = "residual network of dense layers with batch norm; tables"
  static let citation = "Gorishniy, Rubachev, Khrulkov, Babenko, NeurIPS 2021, section 3.2"
  static let settings = [
    SettingDescription("width", default: 192, in: 1...65536, "outputs of each block"),
    SettingDescription("blocks", default: 2, in: 1...64, "residual blocks"),
    SettingDescription("hidden", default: 384, in: 1...65536, "outputs inside a block"),
    SettingDescription("embedding", default: 16, in: 1...4096, "floats of a category's vector"),
    SettingDescription("dropout", default: 0, in: 0...0.95, "rate of the hidden outputs"),
    SettingDescription("residualDropout", default: 0, in: 0...0.95, "rate of each block's result"),
  ]
  static let referenceShape = ReferenceShape(
    input: .features(54), classCount: 7, batchSize: 256, optimizer: Component("adamw"))

  private let settings: Component

  init(_ settings: Component) { self.settings = settings }

  private func count(_ name: String) -> Int { Int(settings[name]) }

  func network(input: ExampleShape, classCount: Int) throws -> Network {
    var layers: [any Layer]
    switch input {
    case .features: layers = []
    case .mixed(let numeric, let cardinalities):
      layers = [
        CategoryEmbedding(
          numeric: numeric, cardinalities: cardinalities, width: count("embedding"))
      ]
    default:
      throw ModelError.input(model: Self.id, found: input, expected: "the columns of a table")
    }
    layers.append(Dense(count("width")))
    for _ in 0..<count("blocks") {
      let body: [any Layer] =
        [BatchNorm(), Dense(count("hidden")), ReLU()] + dropout("dropout")
        + [Dense(count("width"))] + dropout("residualDropout")
      layers.append(Residual(body))
    }
    layers += [BatchNorm(), ReLU(), Dense(classCount)]
    return try Network(name: Self.id, input: input, classCount: classCount, layers: layers)
  }

  private func dropout(_ name: String) -> [any Layer] {
    settings[name] > 0 ? [Dropout(settings[name])] : []
  }
}
