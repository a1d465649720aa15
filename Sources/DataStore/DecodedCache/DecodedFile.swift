import Archives
import Core
import Foundation

/// The file of one decoded dataset.
///
/// Layout: a head of 64 bytes, an index as JSON, the arrays, each at a multiple of 64 bytes. The
/// head holds six 64-bit words: magic number, version of the layout, offset, length and checksum of
/// the index, checksum of the five words before it. Numbers are in the machine's byte order, so a
/// file of another machine has a wrong magic number.
enum DecodedFile {
  /// What the index says.
  struct Index: Codable, Equatable {
    /// What the arrays were made from, see ``DecodedCache``.
    var key: String
    var arrays: [Place]
    var texts: [String: [String]]
    var numbers: [String: Int]
  }

  /// Where an array lies.
  struct Place: Codable, Equatable {
    var name: String
    var type: ElementType
    var offset: Int
    var count: Int
    /// The ``XXHash64`` of its bytes, in hexadecimal because JSON has no 64-bit numbers.
    var checksum: String
  }

  /// What an array is made of.
  enum ElementType: String, Codable {
    case bytes, integers, floats
  }

  static let headBytes = 64
  private static let magic: UInt64 = 0x4c42_4445_434f_4445  // "LBDECODE"
  private static let layoutVersion: UInt64 = 1
  /// No index of ours is longer; a damaged length cannot ask for more.
  private static let indexLimit = 1 << 28

  /// Writes a file that is whole or absent.
  static func write(_ parts: StoredParts, key: String, to url: URL) throws {
    var places: [Place] = []
    var offset = headBytes
    for (name, elements) in parts.arrays {
      let (type, count, bytes, checksum) = facts(elements)
      places.append(
        Place(name: name, type: type, offset: offset, count: count, checksum: hex(checksum)))
      offset = padded(offset + bytes)
    }
    let index = [UInt8](
      try CanonicalJSON.document(
        Index(key: key, arrays: places, texts: parts.texts, numbers: parts.numbers)))
    var sink = try AtomicSink(url)
    try sink.write(ResidentArray(head(indexAt: offset, index)))
    for (_, elements) in parts.arrays { try write(elements, to: &sink) }
    try sink.write(ResidentArray(index))
    try sink.commit()
  }

  /// Maps a file and compares every checksum; nil when anything is not as it was written.
  static func read(_ url: URL, key: String) -> MappedParts? {
    guard let file = try? MappedFile(url), let index = index(of: file), index.key == key else {
      return nil
    }
    for place in index.arrays {
      guard let found = checksum(place, file), hex(found) == place.checksum else { return nil }
    }
    return MappedParts(file: file, index: index)
  }

  private static func index(of file: MappedFile) -> Index? {
    guard let words = ResidentArray<UInt64>(file, at: 0, count: headBytes / 8)?.array,
      words[0] == magic, words[1] == layoutVersion,
      words[5] == ResidentArray(Array(words[..<5])).checksum,
      let offset = Int(exactly: words[2]), let length = Int(exactly: words[3]),
      length <= indexLimit,
      let bytes = ResidentArray<UInt8>(file, at: offset, count: length), bytes.checksum == words[4]
    else { return nil }
    return try? JSONDecoder().decode(Index.self, from: Data(bytes.array))
  }

  private static func head(indexAt offset: Int, _ index: [UInt8]) -> [UInt64] {
    let words = [
      magic, layoutVersion, UInt64(offset), UInt64(index.count), XXHash64.hash(index),
    ]
    return words + [ResidentArray(words).checksum, 0, 0]
  }

  private static func facts(
    _ elements: StoredParts.Elements
  ) -> (ElementType, count: Int, bytes: Int, checksum: UInt64) {
    switch elements {
    case .bytes(let array): (.bytes, array.count, array.count, array.checksum)
    case .integers(let array): (.integers, array.count, array.count * 4, array.checksum)
    case .floats(let array): (.floats, array.count, array.count * 4, array.checksum)
    }
  }

  private static func checksum(_ place: Place, _ file: MappedFile) -> UInt64? {
    switch place.type {
    case .bytes: ResidentArray<UInt8>(file, at: place.offset, count: place.count)?.checksum
    case .integers: ResidentArray<Int32>(file, at: place.offset, count: place.count)?.checksum
    case .floats: ResidentArray<Float>(file, at: place.offset, count: place.count)?.checksum
    }
  }

  private static func write(_ elements: StoredParts.Elements, to sink: inout AtomicSink) throws {
    let bytes = facts(elements).bytes
    switch elements {
    case .bytes(let array): try sink.write(array)
    case .integers(let array): try sink.write(array)
    case .floats(let array): try sink.write(array)
    }
    try sink.write(ResidentArray([UInt8](repeating: 0, count: padded(bytes) - bytes)))
  }

  private static func padded(_ bytes: Int) -> Int {
    (bytes + headBytes - 1) / headBytes * headBytes
  }

  private static func hex(_ checksum: UInt64) -> String { String(checksum, radix: 16) }
}
