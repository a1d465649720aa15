import DataStore
import Foundation
import TestSupport
import Testing

@Suite("Fuzzing of manifests")
struct ManifestFuzzTests {
  private static let words = [
    ":", "- ", "  ", "\n", "[", "]", "{", "}", "{}", "[]", "&a ", "*a", "!!", "|", ">-", "#", "\"",
    "'", "\t", "---\n", "...\n", "id: ", "yes", "~", "-1", "0", "9223372036854775807",
    "9223372036854775808", "1e999", "../", "decoder:", "columns:", "<<: *a", "? ", "\u{feff}", "\0",
    "count: 100000", "length: 16777216", "channels: 4096", "maxCount: 1", "height: 4096",
    String(repeating: "[", count: 200), String(repeating: "{a: ", count: 200),
  ]

  @Test("manifests of every format are read, or refused with lines", .timeLimit(.minutes(60)))
  func manifests() throws {
    let folder = Repository.root.appending(path: "data-manifests")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    let seeds = try names.filter { $0.hasSuffix(".yaml") }
      .map { Array(try Data(contentsOf: folder.appending(path: $0))) }
    var mutation = Mutation(of: seeds, words: Self.words, seed: 1)
    var accepted = 0
    for input in 0..<Mutation.inputs {
      let text = String(decoding: mutation.next(), as: UTF8.self)
      let id = text.split(separator: "\n").first?.split(separator: " ").last.map(String.init)
      do {
        _ = try DatasetManifest.read(
          text, id: id ?? "toy", path: "m.yaml", decoders: FuzzRun.decoders)
        accepted += 1
      } catch {
        if error.mistakes.isEmpty { Issue.record("input \(input): no mistake named") }
      }
    }
    print("fuzz manifests: \(Mutation.inputs) inputs, \(accepted) of them accepted")
  }
}
