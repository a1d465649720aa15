import Core
import Engine

/// Convolutions of several widths over word vectors, the largest value of each channel, then logits.
struct TextCNN: Model {
  static let id = "textcnn"
  static let summary = "convolutions of 3, 4 and 5 words, max over time; texts"
  static let citation = "Kim, EMNLP 2014, with word vectors trained from scratch"
  static let settings = [
    SettingDescription("width", default: 128, in: 1...4096, "floats of a word vector"),
    SettingDescription("channels", default: 100, in: 1...4096, "channels of each convolution"),
    SettingDescription("dropout", default: 0, in: 0...0.95, "rate before the logits"),
  ]
  static let referenceShape = ReferenceShape(
    input: .tokens(length: 64, vocabulary: 30_000), classCount: 4, batchSize: 64,
    optimizer: Component("adamw"))

  private let width: Int
  private let channels: Int
  private let dropout: Double

  init(_ settings: Component) {
    width = Int(settings["width"])
    channels = Int(settings["channels"])
    dropout = settings["dropout"]
  }

  func network(input: ExampleShape, classCount: Int) throws -> Network {
    guard case .tokens(_, let vocabulary) = input else {
      throw ModelError.input(model: Self.id, found: input, expected: "the words of a text")
    }
    // Word vectors begin uniform in ±0.25, as the paper draws those of unknown words.
    let paths = [3, 4, 5].map { size -> [any Layer] in
      [
        Convolution(channels, size: size, padding: 0), ReLU(),
        TimePooling(.max, trim: size - 1),
      ]
    }
    var layers: [any Layer] = [
      Embedding(vocabulary: vocabulary, width: width, bound: 0.25), Branches(paths),
    ]
    if dropout > 0 { layers.append(Dropout(dropout)) }
    layers.append(Dense(classCount))
    return try Network(name: Self.id, input: input, classCount: classCount, layers: layers)
  }
}
