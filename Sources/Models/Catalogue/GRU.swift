import Core
import Engine

/// A recurrent network with gated units; the logits read the state after the last true position.
struct GRU: Model {
  static let id = "gru"
  static let summary = "gated recurrent units, logits from the last state; series and texts"
  static let citation = "Cho et al., EMNLP 2014, with the reset gate after the recurrent product"
  static let settings = RecurrentModel.settings
  static let referenceShape = RecurrentModel.referenceShape

  private let model: RecurrentModel

  init(_ settings: Component) { model = RecurrentModel(Self.id, .gru, settings) }

  func network(input: ExampleShape, classCount: Int) throws -> Network {
    try model.network(input: input, classCount: classCount)
  }
}
