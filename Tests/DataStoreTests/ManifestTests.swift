import Archives
import Core
import DataStore
import Foundation
import TestSupport
import Testing

@Suite("DatasetManifest")
struct ManifestTests {
  private static let good = Toy.manifest(train: [0, 1], test: [1], packed: [1, 2, 3])

  private static func mistakes(_ text: String) -> [String] {
    do {
      _ = try DatasetManifest.read(text, id: "toy", path: "toy.yaml", decoders: [ToyDecoder.self])
      return []
    } catch {
      return error.description.components(separatedBy: "\n")
    }
  }

  @Test("reads every key")
  func reads() throws {
    let manifest = try DatasetManifest.read(
      Self.good, id: "toy", path: "toy.yaml", decoders: [ToyDecoder.self])
    #expect(manifest.domain == .tables)
    #expect(manifest.redistribution)
    #expect(manifest.files[0].packing == .gzip)
    #expect(manifest.files[0].urls == ["https://example.org/train.gz"])
    #expect(manifest.files[1].packing == .none)
    #expect(manifest.files[1].unpackedBytes == 1)
    #expect(manifest.counts == ExpectedCounts(train: [1, 1], test: [0, 1]))
    #expect(manifest.splits == .official)
  }

  @Test("survives being stored as JSON")
  func json() throws {
    let manifest = try DatasetManifest.read(
      Self.good, id: "toy", path: "toy.yaml", decoders: [ToyDecoder.self])
    let stored = try CanonicalJSON.document(manifest)
    #expect(try JSONDecoder().decode(DatasetManifest.self, from: stored) == manifest)
  }

  @Test(
    "reports one mistake in one line, with its place and a suggestion",
    arguments: [
      ("version: 3", "verion: 3", "toy.yaml:2: unknown key \"verion\"; did you mean \"version\"?"),
      ("version: 3\n", "", "toy.yaml:1: \"version\" is missing"),
      (
        "version: 3", "version: 0",
        "toy.yaml:2: version is \"0\"; expected a whole number at least 1"
      ),
      ("id: toy", "id: toi", "toy.yaml:1: id is \"toi\"; expected \"toy\", the file's stem"),
      (
        "domain: tables", "domain: table",
        "toy.yaml:4: unknown domain \"table\"; did you mean \"tables\"?"
      ),
      (
        "redistribution: yes", "redistribution: maybe",
        "toy.yaml:7: redistribution is \"maybe\"; expected yes or no"
      ),
      (
        "path: test", "path: ../test",
        "toy.yaml:18: files[1].path is \"../test\"; expected a relative path without \"..\""
      ),
      (
        "role: test", "roles: test",
        "toy.yaml:19: unknown key \"files[1].roles\"; did you mean \"role\"?"
      ),
      (
        "role: test", "role: train",
        "toy.yaml:18: files[1].role \"train\" is used by an earlier file\n"
          + "toy.yaml:24: the files have the roles train, train; the toy format needs train, test"
      ),
      (
        "format: toy", "# no format\n  bace: 1",
        "toy.yaml:25: \"decoder.format\" is missing"
      ),
      (
        "format: toy", "format: toi",
        "toy.yaml:24: unknown decoder.format \"toi\"; did you mean \"toy\"?"
      ),
      (
        "format: toy", "format: toy\n  bace: 1",
        "toy.yaml:25: unknown key \"decoder.bace\"; did you mean \"base\"?"
      ),
      (
        "splits: official", "splits: {algorithm: stratified, testFraction: 2, seed: 1}",
        "toy.yaml:26: splits.testFraction is \"2\"; expected a number between 0 and 1"
      ),
      (
        "splits: official", "splits: {algorithm: stratified, testFraction: 0.5, seed: 1}",
        "toy.yaml:24: the toy format has official splits only"
      ),
      (
        "train: [1, 1]", "train: [2]",
        "toy.yaml:28: counts.train is a list; expected 2 whole numbers, one for each class"
      ),
      ("[zero, ", "[ONE, ", "toy.yaml:25: class \"ONE\" is listed twice"),
      ("version: 3", "version: 3\nversion: 4", "toy.yaml:2: \"version\" is written twice"),
      (
        "citation: none", "citation: [none",
        "toy.yaml:9: not YAML: did not find expected ',' or ']'"
      ),
    ])
  func oneMistake(old: String, new: String, expected: String) throws {
    #expect(Self.good.contains(old))
    #expect(
      Self.mistakes(Self.good.replacing(old, with: new, maxReplacements: 1)).joined(separator: "\n")
        == expected)
  }

  @Test("reports all mistakes at once, in the order of their lines")
  func allMistakes() {
    let text = Self.good.replacing("title: Toy", with: "titel: Toy")
      .replacing("domain: tables", with: "domain: pictures")
      .replacing("splits: official", with: "splits: unofficial")
    #expect(
      Self.mistakes(text) == [
        "toy.yaml:3: unknown key \"titel\"; did you mean \"title\"?",
        "toy.yaml:4: unknown domain \"pictures\"; known: images, sequences, tables, text",
        "toy.yaml:26: splits is \"unofficial\"; "
          + "expected official, or {algorithm: stratified, testFraction, seed}",
      ])
  }

  @Test("has nothing to say about an empty file or a list but what they are")
  func notAMapping() {
    #expect(Self.mistakes("") == ["toy.yaml:1: nothing is written here"])
    #expect(Self.mistakes("- a") == ["toy.yaml:1: the file has to be a mapping"])
  }
}
