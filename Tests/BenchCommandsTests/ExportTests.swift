import Core
import Foundation
import Records
import ResultStore
import TestSupport
import Testing
import Training

@Suite("Exports", .serialized) struct ExportTests {
  static let trial = ["export", "smoke", "--only", "dataset=builtin-tables,arm=mixed"]

  @Test("a trial comes out twice with the same weights, and its card says what its record says")
  func sameWeights() throws {
    try withTemporaryFolder { folder in
      let (first, second) = (folder.appending(path: "a"), folder.appending(path: "b"))
      for target in [first, second] {
        let result = try BenchProcess(Self.trial + ["--out", target.path], in: folder)
        #expect(result.status == 0)
        #expect(result.output.split(separator: "\n").count == 3)
      }
      for name in ["weights.safetensors", "test.safetensors"] {
        let bytes = try Data(contentsOf: first.appending(path: name))
        #expect(try Data(contentsOf: second.appending(path: name)) == bytes)
        let card = try Self.card(first)
        var digest = DigestStream()
        digest.update(bytes)
        #expect((card["files"] as? [String: String])?[name] == digest.hexadecimal())
      }
      let run = try BenchProcess(
        ["run", "smoke", "--only", "dataset=builtin-tables,arm=mixed", "--seeds", "1"],
        in: folder)
      #expect(run.status == 0)
      let record = try #require(try Self.card(first)["record"] as? [String: Any])
      let stored = try StoredResults(
        of: folder.appending(path: "runs/smoke"), notify: { Issue.record("\($0)") }
      ).records()
      #expect(stored.count == 1)
      let document = try CanonicalJSON.document(try #require(stored.first))
      let kept = try #require(
        try JSONSerialization.jsonObject(with: document) as? [String: Any])
      for field in ["key", "test", "train", "testPredictions", "spec"] {
        let (ours, theirs) = (try Self.text(record[field]), try Self.text(kept[field]))
        #expect(ours == theirs, "\(field)")
      }
    }
  }

  @Test("naming several trials, or a seed that is not there, is one line, and 64")
  func refused() throws {
    try withTemporaryFolder { folder in
      let several = try BenchProcess(["export", "smoke"], in: folder)
      #expect(several.status == 64 && several.errors.contains("found 4 trials"))
      let seed = try BenchProcess(Self.trial + ["--seed", "9"], in: folder)
      #expect(seed.status == 64 && seed.errors.contains("found no seed 9; expected 1 to 2"))
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }
  }

  private static func text(_ value: Any?) throws -> String {
    let data = try JSONSerialization.data(
      withJSONObject: ["": try #require(value)], options: .sortedKeys)
    return String(decoding: data, as: UTF8.self)
  }

  private static func card(_ folder: URL) throws -> [String: Any] {
    let data = try Data(contentsOf: folder.appending(path: "card.json"))
    return try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
  }
}
