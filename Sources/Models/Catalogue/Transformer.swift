import Core
import Engine

/// A transformer encoder with layer norm in front of each block, the mean over true positions, logits.
///
/// Words become learned vectors, series a dense layer at each position; learned position embeddings are
/// added. Dropout, when set, follows the embeddings, the attention weights, the hidden layer and each
/// block, as in PyTorch's `TransformerEncoderLayer`.
struct Transformer: Model {
  static let id = "transformer"
  static let summary = "pre-norm transformer encoder, mean over the true length; texts and series"
  static let citation =
    "Vaswani et al., NeurIPS 2017, with layer norm in front as in Xiong et al., ICML 2020"
  static let settings = [
    SettingDescription("width", default: 128, in: 1...4096, "channels; a multiple of the heads"),
    SettingDescription("layers", default: 2, in: 1...64, "attention and feed-forward blocks"),
    SettingDescription("heads", default: 4, in: 1...256, "attention heads of each layer"),
    SettingDescription(
      "hidden", default: 256, in: 1...65536, "channels inside a feed-forward block"),
    SettingDescription("dropout", default: 0, in: 0...0.95, "rate of every dropout"),
  ]
  static let referenceShape = ReferenceShape(
    input: .tokens(length: 64, vocabulary: 30_000), classCount: 4, batchSize: 64,
    optimizer: Component("adamw"))

  private let width: Int
  private let layers: Int
  private let heads: Int
  private let hidden: Int
  private let dropout: Double

  init(_ settings: Component) {
    width = Int(settings["width"])
    layers = Int(settings["layers"])
    heads = Int(settings["heads"])
    hidden = Int(settings["hidden"])
    dropout = settings["dropout"]
  }

  func network(input: ExampleShape, classCount: Int) throws -> Network {
    var stack: [any Layer] =
      switch input {
      case .tokens(_, let vocabulary):
        [Embedding(vocabulary: vocabulary, width: width, bound: PositionEmbedding.bound)]
      case .series: [PositionwiseDense(width)]
      default:
        throw ModelError.input(model: Self.id, found: input, expected: "a text or a series")
      }
    stack.append(PositionEmbedding())
    stack += dropped
    for _ in 0..<layers {
      let attention: [any Layer] = [LayerNorm(), SelfAttention(heads: heads, dropout: dropout)]
      let feedForward: [any Layer] =
        [LayerNorm(), PositionwiseDense(hidden), ReLU()] + dropped + [PositionwiseDense(width)]
      stack += [Residual(attention + dropped), Residual(feedForward + dropped)]
    }
    stack += [LayerNorm(), TimePooling(.average), Dense(classCount)]
    return try Network(name: Self.id, input: input, classCount: classCount, layers: stack)
  }

  private var dropped: [any Layer] { dropout > 0 ? [Dropout(dropout)] : [] }
}
