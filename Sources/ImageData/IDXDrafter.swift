import Archives
import DataStore

/// Drafts manifests of pictures in IDX files: pictures and labels of both parts.
///
/// The files are known by their first bytes; which part one belongs to says its name, or else the
/// order, training first.
enum IDXDrafter: ManifestDrafter {
  static let domain = DatasetDomain.images

  static func draft(_ files: [DraftFile], hints: DraftHints) throws -> ManifestDraft? {
    guard files.count == 4, files.allSatisfy({ $0.archive == nil }) else { return nil }
    var roles: [String] = []
    var (sides, counts): ([Int], [String: [UInt8: Int]]) = ([], [:])
    for (file, part) in zip(files, parts(of: files)) {
      var source = try UnpackedFile(file.url, packing: file.packing, limit: DraftFile.limit)
      guard let (shape, bytes) = try read(&source) else { return nil }
      if shape.count == 3 {
        roles.append("\(part)-images")
        sides = Array(shape.dropFirst())
      } else {
        roles.append("\(part)-labels")
        counts[part] = bytes.reduce(into: [:]) { $0[$1, default: 0] += 1 }
      }
    }
    guard Set(roles).count == 4 else { return nil }
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

  private static func parts(of files: [DraftFile]) -> [String] {
    let named = files.map { file in
      file.name.contains("t10k") ? "test" : DraftFile.part(ofPath: file.name)
    }
    let areNamed = named.count { $0 == "train" } == 2 && named.count { $0 == "test" } == 2
    return areNamed ? named.compactMap(\.self) : ["train", "train", "test", "test"]
  }

  /// Reads a header's extents, and the labels after it where there is but one extent; nil for a file
  /// of another format.
  private static func read(_ source: inout UnpackedFile) throws -> (shape: [Int], bytes: [UInt8])? {
    let start = try source.read(upTo: 4)
    guard start == [0, 0, 8, 1] || start == [0, 0, 8, 3] else { return nil }
    let rank = Int(start[3])
    let header = try source.read(upTo: 4 * rank)
    guard header.count == 4 * rank else { return nil }
    let shape = (0..<rank).map { axis in
      (0..<4).reduce(0) { $0 << 8 | Int(header[4 * axis + $1]) }
    }
    var labels: [UInt8] = []
    while rank == 1 {
      let piece = try source.read(upTo: ByteSourceSize.piece)
      if piece.isEmpty { break }
      labels += piece
    }
    return (shape, labels)
  }
}
