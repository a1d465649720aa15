import DataStore
import Foundation
import TestSupport
import Testing

@Suite("Mutation of manifests")
struct ManifestMutationTests {
  private static let words = [
    ":", "- ", "  ", "\n", "[", "]", "{", "}", "{}", "[]", "&a ", "*a", "!!", "|", ">-", "#", "\"",
    "'", "\t", "---\n", "...\n", "%YAML 1.1\n", "id: ", "yes", "~", "-1", "9223372036854775808",
    "1e999", "../", "decoder:", "columns:", "<<: *a", "? ", "\u{feff}", "\0",
    String(repeating: "[", count: 200), String(repeating: "{a: ", count: 200),
  ]

  @Test(
    "a changed manifest is read, or refused with lines", .timeLimit(.minutes(30)),
    arguments: [1, 2] as [UInt64])
  func manifests(seed: UInt64) throws {
    let folder = Repository.root.appending(path: "data-manifests")
    let seeds = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
      .filter { $0.hasSuffix(".yaml") }
      .map { Array(try Data(contentsOf: folder.appending(path: $0))) }
    var mutation = Mutation(of: seeds, words: Self.words, seed: seed)
    for input in 0..<Mutation.inputs {
      let text = String(decoding: mutation.next(), as: UTF8.self)
      do {
        _ = try DatasetManifest.read(
          text, id: "iris", path: "m.yaml", decoders: [ToyDecoder.self])
      } catch {
        if error.mistakes.isEmpty { Issue.record("seed \(seed), input \(input): no mistake named") }
      }
    }
  }

  @Test("refuses lists and mappings that are nested without end", arguments: ["[", "{a: ", "- "])
  func nesting(opening: String) {
    let text = String(repeating: opening, count: 100_000)
    #expect(throws: ManifestError.self) {
      try DatasetManifest.read(text, id: "x", path: "m.yaml", decoders: [ToyDecoder.self])
    }
  }
}
