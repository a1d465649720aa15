import Core
import Engine

/// Two 3×3 convolutions of 32 and 64 channels, each with ReLU and 2×2 max pooling, then a dense layer.
struct CNNSmall: Model {
  static let id = "cnn-small"
  static let summary = "two 3×3 convolutions with pooling, one dense layer; images from 4×4 pixels"
  static let citation = "after LeCun, Bottou, Bengio, Haffner, Proc. IEEE 86(11), 1998"
  static let settings = [
    SettingDescription(
      "channels", default: 32, in: 1...4096, "of the first convolution; the second has twice that"),
    SettingDescription("width", default: 128, in: 1...65536, "outputs of the dense layer"),
    SettingDescription("dropout", default: 0, in: 0...0.95, "rate before the dense layers"),
    SettingDescription(
      "batchNorm", default: 0, in: 0...1, "1 for batch norm after each convolution"),
  ]
  static let referenceShape = ReferenceShape(
    input: .image(channels: 1, height: 28, width: 28), classCount: 10, batchSize: 128,
    optimizer: Component("sgd", ["momentum": 0.9, "weightDecay": 1e-4]))

  private let channels: Int
  private let width: Int
  private let dropout: Double
  private let hasBatchNorm: Bool

  init(_ settings: Component) {
    channels = Int(settings["channels"])
    width = Int(settings["width"])
    dropout = settings["dropout"]
    hasBatchNorm = settings["batchNorm"] >= 0.5
  }

  func network(input: ExampleShape, classCount: Int) throws -> Network {
    guard case .image = input else {
      throw ModelError.input(model: Self.id, found: input, expected: "channels × height × width")
    }
    var layers: [any Layer] = []
    for outputChannels in [channels, 2 * channels] {
      layers.append(Convolution(outputChannels, size: 3, hasBias: !hasBatchNorm))
      if hasBatchNorm { layers.append(BatchNorm()) }
      layers += [ReLU(), Pooling(.max, size: 2)]
    }
    layers.append(Flatten())
    if dropout > 0 { layers.append(Dropout(dropout)) }
    layers += [Dense(width), ReLU()]
    if dropout > 0 { layers.append(Dropout(dropout)) }
    layers.append(Dense(classCount))
    return try Network(name: Self.id, input: input, classCount: classCount, layers: layers)
  }
}
