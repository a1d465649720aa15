import DataStore
import Testing

@Suite("ManifestFile")
struct ManifestFileTests {
  private static let digests = ["a", "b", "c"].map { String(repeating: $0, count: 64) }
  private static let extra = """
          alternatives:
            - {bytes: 7, sha256: \(digests[0]), note: "repacked with zopfli"}
          knownBad:
            - {sha256: \(digests[1]), reason: "the host's quota page"}
    """

  /// The toy manifest with more keys after the digest of its first file.
  private static func text(_ extra: String) -> String {
    Toy.manifest(train: [0, 1], test: [1], packed: [1, 2, 3]).replacing(
      "    unpackedBytes: 2\n", with: "    unpackedBytes: 2\n\(indented(extra))\n")
  }

  private static func indented(_ text: String) -> String {
    let lines = text.split(separator: "\n").map(String.init)
    let least = lines.map { $0.prefix { $0 == " " }.count }.min() ?? 0
    return lines.map { "    " + $0.dropFirst(least) }.joined(separator: "\n")
  }

  private static func read(_ text: String) throws(ManifestError) -> DatasetManifest {
    try DatasetManifest.read(text, id: "toy", path: "toy.yaml", decoders: [ToyDecoder.self])
  }

  @Test("alternatives and known bad files are read")
  func reads() throws {
    let file = try Self.read(Self.text(Self.extra)).files[0]
    #expect(
      file.alternatives
        == [FileIdentity(bytes: 7, sha256: Self.digests[0], note: "repacked with zopfli")])
    #expect(
      file.knownBad == [KnownBadFile(sha256: Self.digests[1], reason: "the host's quota page")])
    #expect(file.identities.map(\.bytes) == [3, 7])
    #expect(try Self.read(Self.text("")).files[0].alternatives.isEmpty)
  }

  @Test(
    "each mistake in them is named with its place",
    arguments: [
      ("note: ", "nota: ", "unknown key \"files[0].alternatives[0].nota\""),
      (
        "bytes: 7", "bytes: 7, path: ../a",
        "files[0].alternatives[0].path is \"../a\"; expected a relative path without \"..\""
      ),
      ("bytes: 7", "bytes: x", "files[0].alternatives[0].bytes is \"x\""),
      ("reason: ", "why: ", "\"files[0].knownBad[0].reason\" is missing"),
      (digests[1], digests[0], "files[0] lists SHA-256 \(digests[0]) twice"),
      (digests[1], "abc", "files[0].knownBad[0].sha256 is \"abc\""),
    ])
  func mistakes(right: String, wrong: String, message: String) {
    let text = Self.text(Self.extra.replacing(right, with: wrong))
    let error = #expect(throws: ManifestError.self) { try Self.read(text) }
    #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
  }

  @Test(
    "an address has to be one that a download may use",
    arguments: ["ftp://example.org/a", "file:///etc/passwd", "example.org/a", "https://"])
  func addresses(address: String) {
    let text = Self.text("").replacing("https://example.org/train.gz", with: address)
    let error = #expect(throws: ManifestError.self) { try Self.read(text) }
    #expect(
      error?.description.contains(
        "files[0].urls lists \"\(address)\"; expected addresses that begin with https:// or http://"
      )
        == true)
  }
}
