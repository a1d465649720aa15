import Core
import Engine

/// One network of InceptionTime: six modules of convolutions of several widths, a shortcut every three.
///
/// The paper averages five such networks; this is one, as seeds are the benchmark's own axis.
struct InceptionTime: Model {
  static let id = "inception-time"
  static let summary = "modules of 10 to 40 steps wide convolutions with shortcuts; series"
  static let citation =
    "Ismail Fawaz et al., DMKD 34, 2020, with windows of 9, 19 and 39 (odd, so centred)"
  static let settings = [
    SettingDescription("width", default: 32, in: 1...1024, "channels of each convolution"),
    SettingDescription("modules", default: 6, in: 1...30, "modules; a shortcut spans three"),
  ]
  static let referenceShape = ReferenceShape(
    input: .series(channels: 9, length: 128), classCount: 6, batchSize: 64,
    optimizer: Component("adamw"))

  private let width: Int
  private let modules: Int

  init(_ settings: Component) {
    width = Int(settings["width"])
    modules = Int(settings["modules"])
  }

  func network(input: ExampleShape, classCount: Int) throws -> Network {
    guard case .series(let channels, _) = input else {
      throw ModelError.input(model: Self.id, found: input, expected: "channels × length")
    }
    var layers: [any Layer] = []
    for first in stride(from: 0, to: modules, by: 3) {
      let inside = (first..<min(first + 3, modules)).flatMap { index -> [any Layer] in
        module(hasBottleneck: index > 0 || channels > 1)
      }
      guard first + 3 <= modules else {
        layers += inside
        continue
      }
      // The last rectifier stands behind the sum.
      layers += [
        Residual(
          Array(inside.dropLast()),
          shortcut: [Convolution(4 * width, size: 1, hasBias: false), BatchNorm()]),
        ReLU(),
      ]
    }
    layers += [TimePooling(.average), Dense(classCount)]
    return try Network(name: Self.id, input: input, classCount: classCount, layers: layers)
  }

  /// A bottleneck and three convolutions beside the largest of three neighbours.
  private func module(hasBottleneck: Bool) -> [any Layer] {
    let wide = [39, 19, 9].map { Convolution(width, size: $0, hasBias: false) as any Layer }
    let narrow = Convolution(width, size: 1, hasBias: false)
    let convolutions: [any Layer] =
      hasBottleneck ? [narrow, Branches(wide.map { [$0] })] : [Branches(wide.map { [$0] })]
    return [
      Branches([
        convolutions,
        [
          Pooling(.max, size: 3, stride: 1, padding: 1),
          Convolution(width, size: 1, hasBias: false),
        ],
      ]), BatchNorm(), ReLU(),
    ]
  }
}
