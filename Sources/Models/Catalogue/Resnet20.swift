import Core
import Engine

/// The 20-layer residual network of the CIFAR experiments, with 1×1 projection shortcuts.
///
/// Three stages of `width`, `2·width` and `4·width` channels; the second and third begin with stride 2.
struct Resnet20: Model {
  static let id = "resnet20"
  static let summary = "residual network of 6·blocks + 2 layers with batch norm; images"
  static let citation = "He, Zhang, Ren, Sun, CVPR 2016, section 4.2, projection shortcuts"
  static let settings = [
    SettingDescription("width", default: 16, in: 1...1024, "channels of the first stage"),
    SettingDescription("blocks", default: 3, in: 1...64, "residual blocks of each stage"),
  ]
  static let referenceShape = ReferenceShape(
    input: .image(channels: 3, height: 32, width: 32), classCount: 10, batchSize: 128,
    optimizer: Component("sgd", ["momentum": 0.9, "weightDecay": 1e-4]))

  private let width: Int
  private let blocks: Int

  init(_ settings: Component) {
    width = Int(settings["width"])
    blocks = Int(settings["blocks"])
  }

  func network(input: ExampleShape, classCount: Int) throws -> Network {
    guard case .image = input else {
      throw ModelError.input(model: Self.id, found: input, expected: "channels × height × width")
    }
    var layers: [any Layer] = [
      Convolution(width, size: 3, hasBias: false), BatchNorm(), ReLU(),
    ]
    for stage in 0..<3 {
      for block in 0..<blocks {
        layers += [Self.block(width << stage, changesShape: stage > 0 && block == 0), ReLU()]
      }
    }
    layers += [Pooling(global: .average), Flatten(), Dense(classCount)]
    return try Network(name: Self.id, input: input, classCount: classCount, layers: layers)
  }

  private static func block(_ channels: Int, changesShape: Bool) -> Residual {
    let stride = changesShape ? 2 : 1
    return Residual(
      [
        Convolution(channels, size: 3, stride: stride, hasBias: false), BatchNorm(), ReLU(),
        Convolution(channels, size: 3, hasBias: false), BatchNorm(),
      ],
      shortcut: changesShape
        ? [Convolution(channels, size: 1, stride: 2, hasBias: false), BatchNorm()] : [])
  }
}
