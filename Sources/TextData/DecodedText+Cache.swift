import Archives
public import DataStore

extension DecodedText: CacheableDataset {
  /// The version of the stored parts.
  public static var cacheVersion: Int { 1 }

  /// Adds texts, labels, the settings of tokens, class names and the digest.
  public func encode(to parts: inout StoredParts) {
    parts.add("classes", texts: classes)
    parts.add("digest", texts: [digest])
    for (name, number) in settings.numbers { parts.add(name, number: number) }
    parts.add("train-labels", trainLabels)
    parts.add("test-labels", testLabels)
    // In the order of the parts, so that no positions have to be stored.
    var bytes: [UInt8] = []
    bytes.reserveCapacity(store.byteCount)
    for text in train + test { store.append(text, to: &bytes) }
    parts.add("texts", ResidentArray(bytes))
    parts.add("lengths", (train + test).map { Int32(store.ranges[$0].count) })
  }

  /// Maps the texts.
  public init(decoding parts: borrowing MappedParts) throws {
    let trainLabels = try parts.integers("train-labels")
    let testLabels = try parts.integers("test-labels")
    let lengths = try parts.integers("lengths")
    guard lengths.count == trainLabels.count + testLabels.count,
      let store = TextStore(try parts.bytes("texts"), lengths: lengths)
    else { throw StoredPartsError.contradiction("lengths") }
    var settings = TokenSettings()
    for (name, _) in settings.numbers {
      guard settings.set(name, to: try parts.number(name)) else {
        throw StoredPartsError.contradiction(name)
      }
    }
    self.init(
      classes: try parts.texts("classes"), store: store, train: Array(0..<trainLabels.count),
      trainLabels: trainLabels, test: Array(trainLabels.count..<lengths.count),
      testLabels: testLabels, settings: settings,
      digest: ArrayDigest(known: try parts.text("digest")))
  }
}
