import Core
import DataStore
import Foundation
import TestSupport
import Testing

@testable import SequenceData

@Suite("The generated series")
struct BuiltInSeriesTests {
  private struct Golden: Decodable {
    let digest: String
    let counts: [String: [Int]]
    let bayesAccuracy: Double
    let standardError: Double
  }

  private static func golden() throws -> Golden {
    try JSONDecoder().decode(Golden.self, from: Repository.golden("builtin_series.json"))
  }

  @Test("are the ones that NumPy generates from the same streams")
  func sameAsGolden() throws {
    let golden = try Self.golden()
    try withTemporaryFolder { folder in
      let library = DatasetLibrary(
        manifests: folder, cache: folder, decoders: SequenceRegistry.decoders,
        builtIn: SequenceRegistry.builtInSets)
      let dataset = try library.load(BuiltInSeries.id)
      #expect(dataset.decoded.digest == golden.digest)
      #expect(dataset.manifest.counts.train == golden.counts["train"])
      #expect(dataset.manifest.counts.test == golden.counts["test"])
      #expect(dataset.bayesAccuracy == BuiltInSeries.bayesAccuracy)
      let prepared = try dataset.decoded.prepared(id: BuiltInSeries.id, holdingOut: [])
      #expect(prepared.shape == .series(channels: 2, length: 32))
      #expect(Set(try #require(prepared.train.lengths)) == Set(20...32))
    }
  }

  @Test("have the Bayes accuracy that NumPy estimates")
  func bayesAccuracy() throws {
    let golden = try Self.golden()
    #expect(abs(BuiltInSeries.bayesAccuracy - golden.bayesAccuracy) < 5e-5)  // Four digits.
    #expect(golden.standardError < 2e-4)
  }

  @Test("have it by their own posterior too, as expected and as achieved")
  func posterior() {
    let stream = RandomStream(seed: 99)
    let count = 20_000
    var expected: [Double] = []
    var correct = 0
    for index in 0..<count {
      var series = stream.split(index)
      let drawn = WaveModel.draw(&series)
      let posterior = WaveModel.posterior(drawn)
      let best = posterior.max() ?? 0
      expected.append(0.95 * best + 0.05 / 6)
      if posterior.firstIndex(of: best) == drawn.label { correct += 1 }
    }
    let mean = expected.reduce(0, +) / Double(count)
    let variance = expected.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count - 1)
    let error = (variance / Double(count)).squareRoot()
    #expect(abs(mean - BuiltInSeries.bayesAccuracy) < 4 * error)
    let binomial = (mean * (1 - mean) / Double(count)).squareRoot()
    #expect(abs(Double(correct) / Double(count) - BuiltInSeries.bayesAccuracy) < 4 * binomial)
  }
}
