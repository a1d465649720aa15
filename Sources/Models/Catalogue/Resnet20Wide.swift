import Core
import Engine

/// The residual network of `resnet20` with more channels in every stage.
///
/// Width buys more accuracy for a unit of time than depth does, as wide kernels run closer to the peak.
struct Resnet20Wide: Model {
  static let id = "resnet20-wide"
  static let summary = "resnet20 with `factor` times the channels; images"
  static let citation =
    "Zagoruyko and Komodakis, BMVC 2016, in the block order of He et al., CVPR 2016"
  static let settings = [
    SettingDescription("factor", default: 2, in: 1...16, "times 16 channels in the first stage"),
    SettingDescription("blocks", default: 3, in: 1...64, "residual blocks of each stage"),
  ]
  static let referenceShape = Resnet20.referenceShape

  private let network: Resnet20

  init(_ settings: Component) {
    network = Resnet20(
      Component(
        Resnet20.id, ["width": 16 * settings["factor"].rounded(), "blocks": settings["blocks"]]))
  }

  func network(input: ExampleShape, classCount: Int) throws -> Network {
    guard case .image = input else {
      throw ModelError.input(model: Self.id, found: input, expected: "channels × height × width")
    }
    let narrow = try network.network(input: input, classCount: classCount)
    return try Network(
      name: Self.id, input: input, classCount: classCount, layers: narrow.layers)
  }
}
