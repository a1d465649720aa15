import Archives
public import DataStore

extension DecodedSeries: CacheableDataset {
  /// The version of the stored parts.
  public static var cacheVersion: Int { 1 }

  /// Adds values, lengths, labels, extents, normalisation, class names and the digest.
  public func encode(to parts: inout StoredParts) {
    parts.add("classes", texts: classes)
    parts.add("digest", texts: [digest])
    parts.add("normalization", texts: [layout.normalization.rawValue])
    parts.add("channels", number: layout.channels)
    parts.add("length", number: layout.length)
    parts.add("shortest", number: layout.shortest)
    for (name, part) in [("train", train), ("test", test)] {
      parts.add("\(name)-values", part.resident)
      parts.add("\(name)-lengths", part.lengths)
      parts.add("\(name)-labels", part.labels)
    }
  }

  /// Maps the values.
  public init(decoding parts: borrowing MappedParts) throws {
    let (channels, length) = (try parts.number("channels"), try parts.number("length"))
    let shortest = try parts.number("shortest")
    guard
      let normalization = SeriesNormalization(rawValue: try parts.text("normalization")),
      channels > 0, shortest > 0, shortest <= length
    else { throw StoredPartsError.contradiction("normalization") }
    let layout = SeriesLayout(
      channels: channels, length: length, shortest: shortest, normalization: normalization)
    self.init(
      classes: try parts.texts("classes"), layout: layout,
      train: try Part("train", layout, parts), test: try Part("test", layout, parts),
      digest: ArrayDigest(known: try parts.text("digest")))
  }
}

extension DecodedSeries.Part {
  fileprivate init(
    _ name: String, _ layout: SeriesLayout, _ parts: borrowing MappedParts
  ) throws {
    let labels = try parts.integers("\(name)-labels")
    let lengths = try parts.integers("\(name)-lengths")
    let values = try parts.mappedFloats("\(name)-values")
    guard values.count == labels.count * layout.valueCount, lengths.count == labels.count,
      lengths.allSatisfy({ layout.lengths.contains(Int($0)) })
    else { throw StoredPartsError.contradiction("\(name)-lengths") }
    self.init(resident: values, lengths: lengths, labels: labels)
  }
}
