import Archives

/// One of the two parts that every decoded dataset has.
public enum DatasetPart: String, Codable, CaseIterable, Sendable {
  /// What is trained on, and what is held out of it for validation.
  case train
  /// What is read once, after selection.
  case test
}

extension DecodedDataset {
  /// The number of test examples whose decoded values also occur in the training part.
  ///
  /// Labels are not compared: a pair of equal examples with two labels counts too. A test example
  /// counts once, however often it occurs among the training examples.
  ///
  /// - Returns: the exact number; examples of equal hashes are compared byte by byte.
  public func duplicateCount() -> Int {
    var places: [UInt64: [Int32]] = [:]
    var bytes: [UInt8] = []
    var other: [UInt8] = []
    for example in trainLabels.indices {
      bytes.removeAll(keepingCapacity: true)
      appendValues(of: example, in: .train, to: &bytes)
      places[XXHash64.hash(bytes), default: []].append(Int32(example))
    }
    var count = 0
    for example in testLabels.indices {
      bytes.removeAll(keepingCapacity: true)
      appendValues(of: example, in: .test, to: &bytes)
      guard let candidates = places[XXHash64.hash(bytes)] else { continue }
      for candidate in candidates {
        other.removeAll(keepingCapacity: true)
        appendValues(of: Int(candidate), in: .train, to: &other)
        if other == bytes {
          count += 1
          break
        }
      }
    }
    return count
  }
}

extension [UInt8] {
  /// Adds the little-endian bytes of a whole number.
  public mutating func append(littleEndian number: Int32) {
    let bits = UInt32(bitPattern: number)
    append(UInt8(truncatingIfNeeded: bits))
    append(UInt8(truncatingIfNeeded: bits >> 8))
    append(UInt8(truncatingIfNeeded: bits >> 16))
    append(UInt8(truncatingIfNeeded: bits >> 24))
  }

  /// Adds the little-endian bit pattern of a float; every NaN counts as the one of bits 7fc00000.
  public mutating func append(littleEndian number: Float) {
    let bits = number.isNaN ? Float.nan.bitPattern : number.bitPattern
    append(littleEndian: Int32(bitPattern: bits))
  }
}
