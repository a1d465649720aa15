import Archives
import DataStore

/// Drafts manifests of CIFAR binaries: a tar of `.bin` files of whole records.
enum CIFARDrafter: ManifestDrafter {
  static let domain = DatasetDomain.images

  private static let pixelBytes =
    CIFARDecoder.channels * CIFARDecoder.side * CIFARDecoder.side

  static func draft(_ files: [DraftFile], hints: DraftHints) throws -> ManifestDraft? {
    guard files.count == 1, files[0].archive == .tar else { return nil }
    let file = files[0]
    let batches = file.members.filter { $0.name.hasSuffix(".bin") }
    // Both layouts fit a size only by a multiple of 3,073 × 3,074 records' bytes.
    let labels: [CIFARDecoder.LabelBytes] = [.only, .fine]
    guard batches.count >= 2,
      let label = labels.first(where: { label in
        batches.allSatisfy { $0.bytes > 0 && $0.bytes % (pixelBytes + label.count) == 0 }
      })
    else { return nil }
    let members = batches.map { batch in
      ManifestMember(
        role: DraftFile.part(ofPath: batch.name) ?? "train", path: batch.name,
        maxBytes: batch.bytes)
    }
    guard Set(members.map(\.role)).count == 2 else { return nil }
    return ManifestDraft(
      domain: domain,
      decoder: [.word("format", CIFARDecoder.format), .word("label", label.rawValue)],
      roles: [file.name], members: [members], classes: try classes(file, label),
      splits: .official)
  }

  /// The names of a text beside the batches, if they are as many as labels; else numbers.
  private static func classes(
    _ file: DraftFile, _ label: CIFARDecoder.LabelBytes
  ) throws -> [ClassName] {
    var highest = 0
    var names: [[String]] = []
    try file.forEachMember(where: { $0.hasSuffix(".bin") || $0.hasSuffix(".txt") }) {
      member, bytes in
      guard member.name.hasSuffix(".bin") else {
        let lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
        names.append(lines.map { $0.trimmingPrefix(while: \.isWhitespace) }.map(String.init))
        return
      }
      let record = label.count + pixelBytes
      for start in stride(from: label.offset, to: bytes.count, by: record) {
        highest = max(highest, Int(bytes[start]))
      }
    }
    let count = max(2, highest + 1)
    let listed = names.first { $0.count == count && Set($0).count == count }
    return (listed ?? (0..<count).map { "\($0)" }).map { ClassName($0) }
  }
}
