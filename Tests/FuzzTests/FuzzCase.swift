import Archives
import Testing

/// A tiny dataset in one of the formats, whose files are damaged and decoded again and again.
struct FuzzCase: CustomTestStringConvertible, Sendable {
  /// What a decoder reads: a file, or a member of an archive.
  struct Part: Sendable {
    var role: String
    /// The name inside the archive; of no meaning for a file of its own.
    var name = ""
    var content: [UInt8]
  }

  /// A file, packed as the end of its name says.
  struct File: Sendable {
    var path: String
    var parts: [Part]

    var isArchive: Bool { ArchiveKind(fileName: path) != nil }
    var isPacked: Bool { Packing(fileName: path) == .gzip }
  }

  var name: String
  var domain: String
  /// The mapping `decoder` of the manifest.
  var decoder: String
  var splits = "official"
  var counts = "{train: [2, 2], test: [1, 1]}"
  var files: [File]
  /// Pieces that mean something to the format.
  var words: [String]

  var testDescription: String { name }

  /// The manifest; sizes and digests are put in for each input.
  var manifest: String {
    let entries = files.map { file in
      let unpacked = file.isPacked || file.isArchive ? "    unpackedBytes: 100000\n" : ""
      let members = file.parts.map { part in
        "      - {role: \(part.role), path: \"\(part.name)\", maxBytes: 20000}\n"
      }.joined()
      return "  - path: \(file.path)\n    urls: []\n    bytes: 1\n"
        + "    sha256: \(String(repeating: "0", count: 64))\n" + unpacked
        + (file.isArchive ? "    members:\n" + members : "    role: \(file.parts[0].role)\n")
    }.joined()
    return """
      id: toy
      version: 1
      title: Toy
      domain: \(domain)
      task: classification
      licence: CC0-1.0
      redistribution: yes
      citation: none
      homepage: none
      files:
      \(entries)decoder: \(decoder)
      classes: [{name: up, spellings: ["1", "pos"]}, {name: down, spellings: ["-1", "neg"]}]
      splits: \(splits)
      counts: \(counts)
      verified: no
      """
  }
}

extension FuzzCase.File {
  /// The bytes on disk, with changes made to what lies in them.
  ///
  /// - Parameters:
  ///   - change: returns what stands for a part's content.
  ///   - repack: returns what stands for a tar before it is packed.
  /// - Returns: the file.
  /// - Throws: ``ArchiveError``.
  func bytes(
    change: (Int, [UInt8]) -> [UInt8], repack: ([UInt8]) -> [UInt8]
  ) throws -> [UInt8] {
    let contents = parts.enumerated().map { change($0.offset, $0.element.content) }
    switch ArchiveKind(fileName: path) {
    case .zip:
      var zip = ZipWriter(path: path)
      for (part, content) in zip2(contents) { try zip.add(part.name, content) }
      return zip.finished()
    case .tar:
      var tar = TarWriter()
      for (part, content) in zip2(contents) { tar.add(part.name, content) }
      let plain = repack(tar.finished())
      return isPacked ? try GzipWriter.packed(plain, path: path) : plain
    case nil:
      return isPacked ? try GzipWriter.packed(contents[0], path: path) : contents[0]
    }
  }

  private func zip2(_ contents: [[UInt8]]) -> [(FuzzCase.Part, [UInt8])] {
    Array(zip(parts, contents))
  }
}
