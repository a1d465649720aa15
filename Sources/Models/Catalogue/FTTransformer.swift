import Core
import Engine

/// A transformer over the columns of a table, with a class token and gated feed-forward blocks.
///
/// As in the paper, layer norm stands in front of each block but the first, nothing reads lengths, and
/// logits come from the class token through layer norm and ReLU. In the last layer the class token alone
/// asks and goes on, as nothing reads the others. The paper's default is 192 wide with dropout of
/// 0.2 in attention and 0.1 in the feed-forward blocks; here it is half as wide, with no dropout unless
/// asked for.
struct FTTransformer: Model {
  static let id = "ft-transformer"
  static let summary = "transformer over the columns of a table; tables"
  static let citation = "Gorishniy, Rubachev, Khrulkov, Babenko, NeurIPS 2021, section 3.3"
  static let settings = [
    SettingDescription("width", default: 96, in: 1...4096, "channels; a multiple of the heads"),
    SettingDescription("layers", default: 3, in: 1...64, "attention and feed-forward blocks"),
    SettingDescription("heads", default: 8, in: 1...256, "attention heads of each layer"),
    SettingDescription(
      "hidden", default: 128, in: 1...65536, "channels behind the gate of a feed-forward block"),
    SettingDescription("attentionDropout", default: 0, in: 0...0.95, "rate of attention weights"),
    SettingDescription("dropout", default: 0, in: 0...0.95, "rate of the hidden channels"),
    SettingDescription("residualDropout", default: 0, in: 0...0.95, "rate of each block's result"),
  ]
  static let referenceShape = ReferenceShape(
    input: .features(54), classCount: 7, batchSize: 256, optimizer: Component("adamw"))

  private let settings: Component

  init(_ settings: Component) { self.settings = settings }

  private func count(_ name: String) -> Int { Int(settings[name]) }

  func network(input: ExampleShape, classCount: Int) throws -> Network {
    let (numeric, cardinalities): (Int, [Int]) =
      switch input {
      case .features(let count): (count, [])
      case .mixed(let numeric, let cardinalities): (numeric, cardinalities)
      default:
        throw ModelError.input(model: Self.id, found: input, expected: "the columns of a table")
      }
    var layers: [any Layer] = [
      FeatureTokens(numeric: numeric, cardinalities: cardinalities, width: count("width"))
    ]
    for layer in 0..<count("layers") {
      let isLast = layer == count("layers") - 1
      layers += [
        block(attention(isFirst: layer == 0, onToken: isLast), onToken: isLast),
        block(feedForward(onToken: isLast)),
      ]
    }
    layers += [LayerNorm(), ReLU(), Dense(classCount)]
    return try Network(name: Self.id, input: input, classCount: classCount, layers: layers)
  }

  private func block(_ body: [any Layer], onToken: Bool = false) -> Residual {
    Residual(body + dropout("residualDropout"), shortcut: onToken ? [FirstPosition()] : [])
  }

  private func attention(isFirst: Bool, onToken: Bool) -> [any Layer] {
    (isFirst ? [] : [LayerNorm()]) + [
      SelfAttention(
        heads: count("heads"), dropout: settings["attentionDropout"], readsLengths: false,
        start: .fanIn, onlyFirstAsks: onToken)
    ]
  }

  private func feedForward(onToken: Bool) -> [any Layer] {
    func dense(_ outputs: Int) -> any Layer {
      onToken ? Dense(outputs) : PositionwiseDense(outputs)
    }
    return [LayerNorm(), dense(2 * count("hidden")), ReGLU()] + dropout("dropout") + [
      dense(count("width"))
    ]
  }

  private func dropout(_ name: String) -> [any Layer] {
    settings[name] > 0 ? [Dropout(settings[name])] : []
  }
}
