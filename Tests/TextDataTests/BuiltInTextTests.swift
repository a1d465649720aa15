import Core
import DataStore
import Foundation
import TestSupport
import Testing

@testable import TextData

@Suite("The generated texts")
struct BuiltInTextTests {
  private struct Golden: Decodable {
    struct Texts: Decodable {
      let digest: String
      let counts: [String: [Int]]
      let bayesAccuracy: Double
      let standardError: Double
    }
    let texts: Texts
    enum CodingKeys: String, CodingKey { case texts = "builtin-text" }
  }

  private static func golden() throws -> Golden.Texts {
    try JSONDecoder().decode(Golden.self, from: Repository.golden("builtin_sets.json")).texts
  }

  @Test("are the ones that NumPy generates from the same streams")
  func sameAsGolden() throws {
    let golden = try Self.golden()
    try withTemporaryFolder { folder in
      let library = DatasetLibrary(
        manifests: folder, cache: folder, decoders: TextRegistry.decoders,
        builtIn: TextRegistry.builtInSets)
      let dataset = try library.load(BuiltInText.id)
      #expect(dataset.decoded.digest == golden.digest)
      #expect(dataset.manifest.counts.train == golden.counts["train"])
      #expect(dataset.manifest.counts.test == golden.counts["test"])
      #expect(dataset.decoded.classes.count == 4)
      #expect(dataset.bayesAccuracy == BuiltInText.bayesAccuracy)
    }
  }

  @Test("have the Bayes accuracy that NumPy estimates")
  func bayesAccuracy() throws {
    let golden = try Self.golden()
    #expect(abs(BuiltInText.bayesAccuracy - golden.bayesAccuracy) < 5e-5)  // Four digits.
    #expect(golden.standardError < 2e-4)
  }

  @Test("have it by their own posterior too, as expected and as achieved")
  func posterior() {
    let stream = RandomStream(seed: 99)
    let count = 10_000
    var expected: [Double] = []
    var correct = 0
    for index in 0..<count {
      var example = stream.split(index)
      let drawn = TopicModel.draw(&example)
      let posterior = TopicModel.posterior(drawn.words)
      let best = posterior.max() ?? 0
      expected.append(0.95 * best + 0.05 / 4)
      if posterior.firstIndex(of: best) == drawn.label { correct += 1 }
    }
    let mean = expected.reduce(0, +) / Double(count)
    let variance = expected.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count - 1)
    let error = (variance / Double(count)).squareRoot()
    #expect(abs(mean - BuiltInText.bayesAccuracy) < 4 * error)
    let binomial = (mean * (1 - mean) / Double(count)).squareRoot()
    #expect(abs(Double(correct) / Double(count) - BuiltInText.bayesAccuracy) < 4 * binomial)
  }

  @Test("are written with words that differ, as sentences")
  func sentences() {
    #expect(Set((0..<TopicModel.wordCount).map(TopicModel.spelling)).count == 120)
    #expect(
      TopicModel.sentence([0, 1, 2, 3, 4, 50, 119])
        == "Balo dalo falo galo kalo b\u{e9}lo, r\u{e9}na.")
  }
}
