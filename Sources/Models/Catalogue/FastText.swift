import Core
import Engine

/// The mean of the word vectors of a text, then logits.
struct FastText: Model {
  static let id = "fasttext"
  static let summary = "mean of word vectors; texts"
  static let citation = "Joulin, Grave, Bojanowski, Mikolov, EACL 2017"
  static let settings = [
    SettingDescription("width", default: 64, in: 1...4096, "floats of a word vector")
  ]
  // Without momentum and decay, a step changes only the rows of the words it reads.
  static let referenceShape = ReferenceShape(
    input: .tokens(length: 64, vocabulary: 30_000), classCount: 4, batchSize: 64,
    optimizer: Component("sgd", ["momentum": 0, "weightDecay": 0]))

  private let width: Int

  init(_ settings: Component) { width = Int(settings["width"]) }

  func network(input: ExampleShape, classCount: Int) throws -> Network {
    guard case .tokens(_, let vocabulary) = input else {
      throw ModelError.input(model: Self.id, found: input, expected: "the words of a text")
    }
    // Word vectors begin uniform in ±1/width, as in the authors' program.
    return try Network(
      name: Self.id, input: input, classCount: classCount,
      layers: [
        Embedding(vocabulary: vocabulary, width: width, mean: true, bound: 1 / Float(width)),
        Dense(classCount),
      ])
  }
}
