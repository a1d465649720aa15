import Archives

/// The IDX container of MNIST and its relatives: a magic number, extents, bytes.
///
/// All header numbers are big-endian 32-bit. Every extent is compared with what the manifest
/// promises before memory is taken, so a header cannot ask for more than is expected.
///
/// - Source: LeCun, Cortes and Burges, the MNIST page, "FILE FORMATS".
enum IDXFile {
  /// Unsigned bytes, three dimensions.
  static let imageMagic: UInt32 = 0x0803
  /// Unsigned bytes, one dimension.
  static let labelMagic: UInt32 = 0x0801

  /// Reads pictures: `count × height × width` bytes, row-major.
  static func images(
    from source: inout (some ByteSource & ~Copyable), count: Int, height: Int, width: Int
  ) throws -> [UInt8] {
    try header(
      of: &source, magic: imageMagic,
      extents: [("count", count), ("height", height), ("width", width)])
    return try body(of: &source, count: count * height * width)
  }

  /// Reads the class of each picture.
  static func labels(
    from source: inout (some ByteSource & ~Copyable), count: Int, classCount: Int
  ) throws -> [Int32] {
    try header(of: &source, magic: labelMagic, extents: [("count", count)])
    let bytes = try body(of: &source, count: count)
    if let example = bytes.firstIndex(where: { Int($0) >= classCount }) {
      throw ImageDataError.labelOutOfRange(
        path: source.path, example: example, found: Int(bytes[example]), classCount: classCount)
    }
    return bytes.map { Int32($0) }
  }

  private static func header(
    of source: inout (some ByteSource & ~Copyable), magic: UInt32,
    extents: [(name: String, expected: Int)]
  ) throws {
    let length = 4 + 4 * extents.count
    let bytes = try source.read(upTo: length)
    if bytes.count >= 4, number(bytes, at: 0) != magic {
      throw ImageDataError.wrongMagic(
        path: source.path, found: number(bytes, at: 0), expected: magic)
    }
    guard bytes.count == length else {
      throw ImageDataError.shortHeader(path: source.path, found: bytes.count, expected: length)
    }
    for (index, extent) in extents.enumerated() {
      let found = Int(number(bytes, at: 4 + 4 * index))
      guard found == extent.expected else {
        throw ImageDataError.wrongExtent(
          path: source.path, name: extent.name, found: found, expected: extent.expected)
      }
    }
  }

  private static func number(_ bytes: [UInt8], at offset: Int) -> UInt32 {
    bytes[offset..<offset + 4].reduce(0) { $0 << 8 | UInt32($1) }
  }

  private static func body(
    of source: inout (some ByteSource & ~Copyable), count: Int
  ) throws -> [UInt8] {
    let bytes = try source.read(upTo: count)
    guard bytes.count == count else {
      throw ImageDataError.truncated(path: source.path, found: bytes.count, expected: count)
    }
    // Reading to the end also lets gzip compare its checksum.
    guard try source.read(upTo: 1).isEmpty else {
      throw ImageDataError.trailingBytes(path: source.path, expected: count)
    }
    return bytes
  }
}

extension IDXFile {
  /// Returns the bytes of a picture file.
  static func bytes(ofImages pixels: [UInt8], count: Int, height: Int, width: Int) -> [UInt8] {
    precondition(pixels.count == count * height * width, "the pixels do not fill the pictures")
    return header(imageMagic, [count, height, width]) + pixels
  }

  /// Returns the bytes of a label file.
  static func bytes(ofLabels labels: [UInt8]) -> [UInt8] {
    header(labelMagic, [labels.count]) + labels
  }

  private static func header(_ magic: UInt32, _ extents: [Int]) -> [UInt8] {
    ([magic] + extents.map { UInt32($0) }).flatMap { number in
      stride(from: 24, through: 0, by: -8).map { UInt8(truncatingIfNeeded: number >> UInt32($0)) }
    }
  }
}
