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
  let store: TextStore
  let train: [Int]
  let test: [Int]
  let settings: TokenSettings

  /// Creates a dataset from texts and the positions that each part has among them.
  init(
    classes: [String], store: TextStore, labels: [Int32], train: [Int], test: [Int],
    settings: TokenSettings
  ) {
    precondition(labels.count == store.count, "\(labels.count) labels for \(store.count) texts")
    let (trainLabels, testLabels) = (train.map { labels[$0] }, test.map { labels[$0] })
    let digest = ArrayDigest {
      var stream = DigestStream()
      store.update(&stream, train)
      stream.update(trainLabels)
      store.update(&stream, test)
      stream.update(testLabels)
      return stream.hexadecimal()
    }
    self.init(
      classes: classes, store: store, train: train, trainLabels: trainLabels, test: test,
      testLabels: testLabels, settings: settings, digest: digest)
  }

  init(
    classes: [String], store: TextStore, train: [Int], trainLabels: [Int32], test: [Int],
    testLabels: [Int32], settings: TokenSettings, digest: ArrayDigest
  ) {
    self.classes = classes
    self.store = store
    self.train = train
    self.trainLabels = trainLabels
    self.test = test
    self.testLabels = testLabels
    self.settings = settings
    arrayDigest = digest
  }

  /// The bytes of texts and labels.
  public var byteCount: Int { store.byteCount + 4 * store.count }

  /// Returns a text of the training part, for a preview.
  public func trainText(_ example: Int) -> String {
    var bytes: [UInt8] = []
    store.append(train[example], to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Adds the UTF-8 bytes of a text.
  public func appendValues(of example: Int, in part: DatasetPart, to bytes: inout [UInt8]) {
    store.append((part == .train ? train : test)[example], to: &bytes)
  }

  /// Takes the keys of ``TokenSettings``.
  public func changing(
    _ fields: inout YAMLFields, _ mistakes: inout [YAMLMistake]
  ) -> any DecodedDataset {
    DecodedText(
      classes: classes, store: store, train: train, trainLabels: trainLabels, test: test,
      testLabels: testLabels,
      settings: TokenSettings(&fields, defaults: settings, &mistakes) ?? settings,
      digest: arrayDigest)
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
      TokenExamples(labels: labels, ids: ids, start: start, length: settings.rowLength)
    }
    return PreparedDataset(
      id: id, shape: .tokens(length: settings.rowLength, vocabulary: vocabulary),
      classes: classes,
      train: part(kept.map { trainLabels[$0] }, from: 0),
      validation: validation.isEmpty
        ? nil : part(validation.map { trainLabels[$0] }, from: kept.count),
      test: part(testLabels, from: train.count))
  }
}
