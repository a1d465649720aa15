public import Archives

/// A decoded dataset that can be stored and mapped back.
///
/// A decoder that names its type in ``DatasetDecoder/cacheable`` is not run again as long as the
/// stored arrays are intact.
public protocol CacheableDataset: DecodedDataset {
  /// Counts up whenever ``encode(to:)`` writes something else.
  static var cacheVersion: Int { get }
  /// Adds everything that ``init(decoding:)`` needs, the digest included.
  func encode(to parts: inout StoredParts)
  /// Takes the dataset from what was stored, without computing the digest anew.
  ///
  /// - Throws: ``StoredPartsError`` when something is missing or does not fit together.
  init(decoding parts: borrowing MappedParts) throws
}

/// What a dataset gives to be stored: named arrays, texts and numbers.
public struct StoredParts {
  /// An array of one of the types that files hold.
  enum Elements {
    case bytes(ResidentArray<UInt8>)
    case integers(ResidentArray<Int32>)
    case floats(ResidentArray<Float>)
  }

  private(set) var arrays: [(name: String, elements: Elements)] = []
  private(set) var texts: [String: [String]] = [:]
  private(set) var numbers: [String: Int] = [:]

  init() {}

  /// Adds bytes.
  public mutating func add(_ name: String, _ bytes: ResidentArray<UInt8>) {
    add(name, .bytes(bytes))
  }

  /// Adds whole numbers.
  public mutating func add(_ name: String, _ integers: [Int32]) {
    add(name, .integers(ResidentArray(integers)))
  }

  /// Adds floats.
  public mutating func add(_ name: String, _ floats: [Float]) {
    add(name, .floats(ResidentArray(floats)))
  }

  /// Adds floats that may lie in a mapped file.
  public mutating func add(_ name: String, _ floats: ResidentArray<Float>) {
    add(name, .floats(floats))
  }

  /// Adds texts, such as class names.
  public mutating func add(_ name: String, texts list: [String]) {
    precondition(texts[name] == nil, "\(name) is stored twice")
    texts[name] = list
  }

  /// Adds a number, such as an extent.
  public mutating func add(_ name: String, number: Int) {
    precondition(numbers[name] == nil, "\(name) is stored twice")
    numbers[name] = number
  }

  private mutating func add(_ name: String, _ elements: Elements) {
    precondition(!arrays.contains { $0.name == name }, "\(name) is stored twice")
    arrays.append((name, elements))
  }
}

/// Why stored parts do not make a dataset; the cache is written anew then.
public enum StoredPartsError: Error, Equatable {
  /// There is no part of this name and type.
  case missing(String)
  /// Parts contradict each other.
  case contradiction(String)
}

/// Parts that were stored, their arrays mapped.
public struct MappedParts: ~Copyable {
  let file: MappedFile
  let index: DecodedFile.Index

  /// Bytes, not copied.
  public func bytes(_ name: String) throws(StoredPartsError) -> ResidentArray<UInt8> {
    try mapped(name, .bytes)
  }

  /// Whole numbers, copied.
  public func integers(_ name: String) throws(StoredPartsError) -> [Int32] {
    try mapped(name, .integers).array
  }

  /// Whole numbers, not copied.
  public func mappedIntegers(_ name: String) throws(StoredPartsError) -> ResidentArray<Int32> {
    try mapped(name, .integers)
  }

  /// Floats, copied.
  public func floats(_ name: String) throws(StoredPartsError) -> [Float] {
    try mapped(name, .floats).array
  }

  /// Floats, not copied.
  public func mappedFloats(_ name: String) throws(StoredPartsError) -> ResidentArray<Float> {
    try mapped(name, .floats)
  }

  /// Texts.
  public func texts(_ name: String) throws(StoredPartsError) -> [String] {
    guard let texts = index.texts[name] else { throw .missing(name) }
    return texts
  }

  /// One text.
  public func text(_ name: String) throws(StoredPartsError) -> String {
    guard let texts = index.texts[name], texts.count == 1 else { throw .missing(name) }
    return texts[0]
  }

  /// A number.
  public func number(_ name: String) throws(StoredPartsError) -> Int {
    guard let number = index.numbers[name] else { throw .missing(name) }
    return number
  }

  private func mapped<Element: BitwiseCopyable>(
    _ name: String, _ type: DecodedFile.ElementType
  ) throws(StoredPartsError) -> ResidentArray<Element> {
    guard let place = index.arrays.first(where: { $0.name == name && $0.type == type }),
      let array = ResidentArray<Element>(file, at: place.offset, count: place.count)
    else { throw .missing(name) }
    return array
  }
}
