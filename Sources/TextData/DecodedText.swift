import Core
public import DataStore

/// Texts as their files say them.
public struct DecodedText: DecodedDataset {
  /// Class names in label order.
  public let classes: [String]
  /// The training part's labels.
  public let trainLabels: [Int32]
  /// The test part's labels.
  public let testLabels: [Int32]
  /// The SHA-256 of, for the training part, then the test part: for each text its count of UTF-8
  /// bytes (32-bit little-endian) and these bytes, then all labels (32-bit little-endian).
  public var digest: String { arrayDigest.hexadecimal }
  private let arrayDigest: ArrayDigest
  private let store: TextStore
  private let train: [Int]
  private let test: [Int]
  private let settings: TokenSettings

  /// Creates a dataset from texts and the positions that each part has among them.
  init(
    classes: [String], store: TextStore, labels: [Int32], train: [Int], test: [Int],
    settings: TokenSettings
  ) {
    precondition(labels.count == store.count, "\(labels.count) labels for \(store.count) texts")
    self.classes = classes
    self.store = store
    self.train = train
    self.test = test
    self.settings = settings
    let (trainLabels, testLabels) = (train.map { labels[$0] }, test.map { labels[$0] })
    self.trainLabels = trainLabels
    self.testLabels = testLabels
    arrayDigest = ArrayDigest {
      var stream = DigestStream()
      store.update(&stream, train)
      stream.update(trainLabels)
      store.update(&stream, test)
      stream.update(testLabels)
      return stream.hexadecimal()
    }
  }

  /// The bytes of texts and labels.
  public var byteCount: Int { store.bytes.count + 4 * store.count }

  /// Returns a text of the training part, for a preview.
  public func trainText(_ example: Int) -> String {
    String(decoding: store.bytes[store.ranges[train[example]]], as: UTF8.self)
  }

  /// Adds the UTF-8 bytes of a text.
  public func appendValues(of example: Int, in part: DatasetPart, to bytes: inout [UInt8]) {
    bytes += store.bytes[store.ranges[(part == .train ? train : test)[example]]]
  }

  /// Numbers words by their frequency in the training texts not held out.
  public func prepared(id: String, holdingOut validation: [Int]) throws -> PreparedDataset {
    let heldOut = Set(validation)
    let kept = train.indices.filter { !heldOut.contains($0) }
    var numbering = TokenNumbering(settings)
    numbering.reserve(texts: train.count + test.count)
    numbering.add(store, kept.map { train[$0] }, counts: true)
    numbering.add(store, validation.map { train[$0] }, counts: false)
    numbering.add(store, test, counts: false)
    let (ids, vocabulary) = numbering.finish()
    func part(_ labels: [Int32], from start: Int) -> TokenExamples {
      TokenExamples(labels: labels, ids: ids, start: start, length: settings.length)
    }
    return PreparedDataset(
      id: id, shape: .tokens(length: settings.length, vocabulary: vocabulary), classes: classes,
      train: part(kept.map { trainLabels[$0] }, from: 0),
      validation: validation.isEmpty
        ? nil : part(validation.map { trainLabels[$0] }, from: kept.count),
      test: part(testLabels, from: train.count))
  }
}
