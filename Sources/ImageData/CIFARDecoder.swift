import DataStore

/// Colour pictures in the CIFAR binary layout: records of labels and 3,072 bytes.
///
/// A record is one label byte (CIFAR-10), or a coarse and a fine one (CIFAR-100), then 1,024 red,
/// 1,024 green and 1,024 blue bytes, each row-major 32 × 32. Members of one role follow each other
/// in the order of their names.
///
/// - Source: Krizhevsky, the CIFAR-10 and CIFAR-100 page, "Binary version".
enum CIFARDecoder: DatasetDecoder {
  static let format = "cifar-binary"
  static var cacheable: (any CacheableDataset.Type)? { DecodedImages.self }

  /// The extent of a picture on both sides.
  static let side = 32
  /// Red, green, blue.
  static let channels = 3

  static func roles(for splits: SplitRule) -> [String]? {
    splits == .official ? ["train", "test"] : nil
  }

  static func check(_ settings: inout YAMLFields, _ mistakes: inout [YAMLMistake]) {
    _ = LabelBytes(&settings, &mistakes)
  }

  static func decode(
    _ manifest: DatasetManifest, files: VerifiedFiles
  ) throws -> any DecodedDataset {
    let layout = try LabelBytes.reading(manifest.decoder)
    var contents: [FileContent] = []
    try files.forEachContent { contents.append($0) }
    contents.sort { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    var parts = ["train": DecodedImages.Part(pixels: [], labels: [])]
    parts["test"] = parts["train"]
    for role in ["train", "test"] {
      var records = CIFARRecords(layout: layout, classCount: manifest.classes.count)
      records.reserve(
        fileBytes: contents.filter { $0.role == role }.reduce(0) { $0 + $1.bytes.count })
      // Each member is freed as soon as it is copied: the pixels are not held twice.
      while let index = contents.firstIndex(where: { $0.role == role }) {
        let content = contents.remove(at: index)
        try records.append(content.bytes, path: content.path)
      }
      parts[role] = DecodedImages.Part(pixels: records.pixels, labels: records.labels)
    }
    guard let train = parts["train"], let test = parts["test"] else {
      preconditionFailure("both parts were read above")
    }
    return DecodedImages(
      classes: manifest.classNames, channels: channels, height: side, width: side,
      train: train, test: test)
  }

  /// Which bytes a record starts with, and which of them is the class.
  enum LabelBytes: String, CaseIterable {
    /// One byte, CIFAR-10.
    case only
    /// The first of two, CIFAR-100 with 20 classes.
    case coarse
    /// The second of two, CIFAR-100 with 100 classes.
    case fine

    /// How many label bytes a record has.
    var count: Int { self == .only ? 1 : 2 }
    /// Where the class is.
    var offset: Int { self == .fine ? 1 : 0 }

    init?(_ fields: inout YAMLFields, _ mistakes: inout [YAMLMistake]) {
      guard let choice = fields.choice("label", Self.self, &mistakes) else { return nil }
      self = choice
    }

    static func reading(_ choice: DecoderChoice) throws(ManifestError) -> LabelBytes {
      var mistakes: [YAMLMistake] = []
      if var fields = YAMLFields(choice.settings, subject: "decoder", &mistakes),
        let layout = LabelBytes(&fields, &mistakes)
      {
        return layout
      }
      throw ManifestError(path: "decoder \(choice.format)", mistakes: mistakes)
    }
  }
}

/// Pictures and labels gathered from CIFAR records.
struct CIFARRecords {
  /// `[count, 3, 32, 32]`, row-major.
  private(set) var pixels: [UInt8] = []
  private(set) var labels: [Int32] = []
  let layout: CIFARDecoder.LabelBytes
  let classCount: Int

  private static let pixelCount = CIFARDecoder.channels * CIFARDecoder.side * CIFARDecoder.side

  init(layout: CIFARDecoder.LabelBytes, classCount: Int) {
    self.layout = layout
    self.classCount = classCount
  }

  /// Takes the memory for files of a size at once, so that it is never held twice.
  mutating func reserve(fileBytes: Int) { pixels.reserveCapacity(fileBytes) }

  /// Adds the records of one file.
  ///
  /// - Throws: ``ImageDataError`` when the last record is cut or a label names no class.
  mutating func append(_ bytes: [UInt8], path: String) throws(ImageDataError) {
    let recordBytes = layout.count + Self.pixelCount
    let count = bytes.count / recordBytes
    guard bytes.count % recordBytes == 0, count > 0 else {
      throw .truncated(path: path, found: bytes.count, expected: (count + 1) * recordBytes)
    }
    for record in 0..<count {
      let start = record * recordBytes
      let label = Int(bytes[start + layout.offset])
      guard label < classCount else {
        throw .labelOutOfRange(
          path: path, example: record, found: label, classCount: classCount)
      }
      labels.append(Int32(label))
      pixels.append(contentsOf: bytes[start + layout.count..<start + recordBytes])
    }
  }
}
