import Core
import DataStore
import Foundation
import TestSupport
import Testing

@testable import TextData

@Suite("Hashed rows of words")
struct WordGramsTests {
  private struct Golden: Decodable {
    struct Case: Decodable {
      let text: String
      let order: Int
      let buckets: Int
      let found: [Int]
    }
    struct GramSet: Decodable {
      struct Found: Decodable {
        let vocabulary: Int
        let digest: String
      }
      let ngrams, buckets, length, vocabulary: Int
      let set: Found
    }
    let grams: [Case]
    let gramSet: GramSet
  }

  private static func golden() throws -> Golden {
    try JSONDecoder().decode(Golden.self, from: Repository.golden("text_tokens.json"))
  }

  private static func decoded(_ texts: [String], _ settings: TokenSettings) -> DecodedText {
    var store = TextStore()
    for text in texts { store.append(Array(text.utf8)[...]) }
    return DecodedText(
      classes: ["a", "b"], store: store, labels: texts.indices.map { Int32($0 % 2) },
      train: Array(texts.indices.dropLast()), test: [texts.count - 1], settings: settings)
  }

  private static func row(_ source: any ExampleSource, _ index: Int32, _ length: Int) -> [Int] {
    var batch = [Float](repeating: -1, count: length)
    var view = batch.mutableSpan
    source.gather([index].span, into: &view)
    return batch.map { Int($0) }
  }

  @Test("have the buckets that fastText gives them, letters beyond ASCII included")
  func buckets() throws {
    let golden = try Self.golden()
    #expect(golden.grams.contains { $0.found.count > 4 })
    for item in golden.grams {
      var table = WordTable()
      var hashes: [UInt32] = []
      let bytes = Array(item.text.utf8)
      WordCursor(lowercases: true).forEach(in: bytes.span) { word in
        let number = table.number(of: word)
        hashes.append(WordGrams.hash(table.bytes(of: number)[...]))
        return true
      }
      var found: [Int] = []
      WordGrams(order: item.order, buckets: item.buckets).forEach(in: hashes.span) {
        found.append($0)
      }
      #expect(found == item.found, "\(item.text)")
    }
  }

  @Test("follow the ids of the words, before the padding, with ids of their own")
  func rows() throws {
    var settings = TokenSettings()
    (settings.length, settings.grams, settings.buckets) = (3, 2, 10)
    let texts = ["a b a c", "b", "", "a new b"]
    let prepared = try Self.decoded(texts, settings).prepared(id: "x", holdingOut: [])
    // Ids: a 2, b 3, c 4; three words and two pairs in a row.
    #expect(prepared.shape == .tokens(length: 5, vocabulary: 5 + 10))
    func bucket(_ first: String, _ second: String) -> Int {
      var found = -1
      let hashes = [first, second].map { WordGrams.hash(Array($0.utf8)[...]) }
      WordGrams(order: 2, buckets: 10).forEach(in: hashes.span) { found = 5 + $0 }
      return found
    }
    #expect(Self.row(prepared.train, 0, 5) == [2, 3, 2, bucket("a", "b"), bucket("b", "a")])
    #expect(Self.row(prepared.train, 1, 5) == [3, 0, 0, 0, 0])
    #expect(Self.row(prepared.train, 2, 5) == [1, 0, 0, 0, 0])
    // A word that was not counted is unknown alone, and itself in a row.
    #expect(Self.row(prepared.test, 0, 5) == [2, 1, 3, bucket("a", "new"), bucket("new", "b")])
  }

  @Test("are off unless asked for")
  func defaults() throws {
    let prepared = try Self.decoded(["a b", "c", "a"], TokenSettings()).prepared(
      id: "x", holdingOut: [])
    #expect(prepared.shape == .tokens(length: 64, vocabulary: 5))
  }

  @Test("leave room for exact floats")
  func limit() throws {
    var mistakes: [YAMLMistake] = []
    let value = try YAMLValue.parse("ngrams: 2\nbuckets: 16777216\n")
    var fields = try #require(YAMLFields(value, subject: "decoder", &mistakes))
    #expect(TokenSettings(&fields, &mistakes) == nil)
    #expect(
      mistakes.map(\.text) == [
        "decoder.buckets is \"16777216\"; expected at most 16747216, so that all ids are exact as "
          + "floats"
      ])
  }

  @Test(
    "a published set becomes the ids that Python finds",
    .enabled(if: Mirror.folder != nil, "LOSSBENCH_MIRROR is not set"))
  func published() throws {
    try withTemporaryFolder { cache in
      let golden = try Self.golden().gramSet
      let library = DatasetLibrary(
        manifests: Repository.root.appending(path: "data-manifests"), mirror: Mirror.folder,
        cache: cache, decoders: TextRegistry.decoders, builtIn: [])
      let read = try #require(try library.load("trec").decoded as? DecodedText)
      var settings = TokenSettings()
      (settings.length, settings.vocabulary) = (golden.length, golden.vocabulary)
      (settings.grams, settings.buckets) = (golden.ngrams, golden.buckets)
      let prepared = try DecodedText(
        classes: read.classes, store: read.store, train: read.train,
        trainLabels: read.trainLabels, test: read.test, testLabels: read.testLabels,
        settings: settings, digest: ArrayDigest(known: read.digest)
      ).prepared(id: "trec", holdingOut: [])
      let length = prepared.shape.elementCount
      #expect(prepared.shape == .tokens(length: length, vocabulary: golden.set.vocabulary))
      var digest = DigestStream()
      for part in [prepared.train, prepared.test] {
        for index in 0..<Int32(part.count) {
          digest.update(Self.row(part, index, length).map { Int32($0) })
        }
      }
      #expect(digest.hexadecimal() == golden.set.digest)
    }
  }
}
