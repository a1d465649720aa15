import Core
import Engine

/// A recurrent network with long short-term memory; the logits read the state after the last true
/// position.
struct LSTM: Model {
  static let id = "lstm"
  static let summary = "long short-term memory, logits from the last state; series and texts"
  static let citation = "Hochreiter, Schmidhuber, Neural Computation 9(8), 1997"
  static let settings = RecurrentModel.settings
  static let referenceShape = RecurrentModel.referenceShape

  private let model: RecurrentModel

  init(_ settings: Component) { model = RecurrentModel(Self.id, .lstm, settings) }

  func network(input: ExampleShape, classCount: Int) throws -> Network {
    try model.network(input: input, classCount: classCount)
  }
}
