import Core
import Engine

/// A residual network for series: three blocks of three convolutions, then the mean over true lengths.
struct Resnet1D: Model {
  static let id = "resnet1d"
  static let summary = "three residual blocks of 1-d convolutions, mean over time; series"
  static let citation = "Wang, Yan, Oates, IJCNN 2017, with windows of 7, 5 and 3 (odd, so centred)"
  static let settings = [
    SettingDescription("width", default: 64, in: 1...4096, "channels; later blocks have twice that")
  ]
  static let referenceShape = ReferenceShape(
    input: .series(channels: 9, length: 128), classCount: 6, batchSize: 64,
    optimizer: Component("adamw"))

  private let width: Int

  init(_ settings: Component) { width = Int(settings["width"]) }

  func network(input: ExampleShape, classCount: Int) throws -> Network {
    guard case .series(var channels, _) = input else {
      throw ModelError.input(model: Self.id, found: input, expected: "channels × length")
    }
    var layers: [any Layer] = []
    for output in [width, 2 * width, 2 * width] {
      layers += [Self.block(output, changesShape: output != channels), ReLU()]
      channels = output
    }
    layers += [TimePooling(.average), Dense(classCount)]
    return try Network(name: Self.id, input: input, classCount: classCount, layers: layers)
  }

  private static func block(_ channels: Int, changesShape: Bool) -> Residual {
    var body: [any Layer] = []
    for size in [7, 5, 3] {
      body += [Convolution(channels, size: size, hasBias: false), BatchNorm()]
      if size > 3 { body.append(ReLU()) }
    }
    // The paper normalises the shortcut even where it does not change the number of channels.
    return Residual(
      body,
      shortcut: changesShape
        ? [Convolution(channels, size: 1, hasBias: false), BatchNorm()] : [BatchNorm()])
  }
}
