import Archives
import DataStore

/// Drafts manifests of pictures in IDX files: pictures and labels of both parts.
enum IDXDrafter: ManifestDrafter {
  static let domain = DatasetDomain.images

  static func draft(_ files: [DraftFile], hints: DraftHints) throws -> ManifestDraft? {
    guard files.count == 4, files.allSatisfy({ $0.name.contains("idx") }) else { return nil }
    var roles: [String] = []
    var (sides, counts): ([Int], [String: [UInt8: Int]]) = ([], [:])
    for file in files {
      let name = file.name
      let part = name.contains("train") ? "train" : "test"
      var source = try UnpackedFile(
        file.url, packing: file.packing, limit: DraftFile.limit)
      let (shape, bytes) = try read(&source, isPicture: name.contains("idx3"))
      if shape.count == 3 {
        roles.append("\(part)-images")
        sides = Array(shape.dropFirst())
      } else {
        roles.append("\(part)-labels")
        counts[part] = bytes.reduce(into: [:]) { $0[$1, default: 0] += 1 }
      }
    }
    guard sides.count == 2, let train = counts["train"], let test = counts["test"] else {
      return nil
    }
    let last = max(train.keys.max() ?? 0, test.keys.max() ?? 0)
    let labels = (0...last).map { $0 }
    return ManifestDraft(
      domain: .images,
      decoder: [
        .word("format", IDXDecoder.format), .word("height", "\(sides[0])"),
        .word("width", "\(sides[1])"),
      ],
      roles: roles, classes: labels.map { ClassName("\($0)") }, splits: .official,
      counts: ExpectedCounts(
        train: labels.map { train[$0, default: 0] }, test: labels.map { test[$0, default: 0] }))
  }

  /// Reads a header's extents, and the labels after it where it is no picture file.
  private static func read(
    _ source: inout UnpackedFile, isPicture: Bool
  ) throws -> (shape: [Int], bytes: [UInt8]) {
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = try source.read(into: &piece)
      bytes.append(contentsOf: piece[..<count])
      if count == 0 || isPicture && bytes.count >= 16 { break }
    }
    guard bytes.count >= 4, bytes[0] == 0, bytes[1] == 0, bytes[2] == 8,
      bytes.count >= 4 + 4 * Int(bytes[3])
    else { return ([], []) }
    let rank = Int(bytes[3])
    let shape = (0..<rank).map { axis in
      (0..<4).reduce(0) { $0 << 8 | Int(bytes[4 + 4 * axis + $1]) }
    }
    return (shape, isPicture ? [] : Array(bytes.dropFirst(4 + 4 * rank)))
  }
}
