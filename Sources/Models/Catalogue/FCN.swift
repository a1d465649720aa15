import Core
import Engine

/// A fully convolutional network for series: three convolutions with batch norm, then the mean.
struct FCN: Model {
  static let id = "fcn"
  static let summary = "three 1-d convolutions with batch norm, mean over time; series"
  static let citation = "Wang, Yan, Oates, IJCNN 2017, with windows of 7, 5 and 3 (odd, so centred)"
  static let settings = [
    SettingDescription(
      "width", default: 128, in: 1...4096, "channels; the middle layer has twice that")
  ]
  static let referenceShape = ReferenceShape(
    input: .series(channels: 9, length: 128), classCount: 6, batchSize: 64,
    optimizer: Component("adamw"))

  private let width: Int

  init(_ settings: Component) { width = Int(settings["width"]) }

  func network(input: ExampleShape, classCount: Int) throws -> Network {
    guard case .series = input else {
      throw ModelError.input(model: Self.id, found: input, expected: "channels × length")
    }
    var layers: [any Layer] = []
    for (channels, size) in [(width, 7), (2 * width, 5), (width, 3)] {
      layers += [Convolution(channels, size: size, hasBias: false), BatchNorm(), ReLU()]
    }
    layers += [TimePooling(.average), Dense(classCount)]
    return try Network(name: Self.id, input: input, classCount: classCount, layers: layers)
  }
}
