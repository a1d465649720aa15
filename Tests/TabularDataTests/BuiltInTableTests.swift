import Core
import DataStore
import Foundation
import TestSupport
import Testing

@testable import TabularData

@Suite("The generated table")
struct BuiltInTableTests {
  private struct Golden: Decodable {
    struct Table: Decodable {
      let digest: String
      let counts: [String: [Int]]
      let bayesAccuracy: Double
      let standardError: Double
    }
    let table: Table
    enum CodingKeys: String, CodingKey { case table = "builtin-tables" }
  }

  private static func golden() throws -> Golden.Table {
    try JSONDecoder().decode(Golden.self, from: Repository.golden("builtin_sets.json")).table
  }

  @Test("is the one that NumPy generates from the same streams")
  func sameAsGolden() throws {
    let golden = try Self.golden()
    try withTemporaryFolder { folder in
      let library = DatasetLibrary(
        manifests: folder, cache: folder, decoders: TableRegistry.decoders,
        builtIn: TableRegistry.builtInSets)
      let dataset = try library.load(BuiltInTable.id)
      #expect(dataset.decoded.digest == golden.digest)
      #expect(dataset.manifest.counts.train == golden.counts["train"])
      #expect(dataset.manifest.counts.test == golden.counts["test"])
      #expect(dataset.bayesAccuracy == BuiltInTable.bayesAccuracy)
      // 8 numbers, 2 indicators, 4 + 3 + 6 levels, a missing region.
      let prepared = try dataset.decoded.prepared(id: BuiltInTable.id, holdingOut: [])
      #expect(prepared.shape == .features(24))
    }
  }

  @Test("has the Bayes accuracy that NumPy estimates")
  func bayesAccuracy() throws {
    let golden = try Self.golden()
    #expect(abs(BuiltInTable.bayesAccuracy - golden.bayesAccuracy) < 5e-5)  // Four digits.
    #expect(golden.standardError < 2e-4)
  }

  @Test("has it by its own posterior too, as expected and as achieved")
  func posterior() {
    let stream = RandomStream(seed: 99)
    let count = 50_000
    var expected: [Double] = []
    var correct = 0
    for index in 0..<count {
      var row = stream.split(index)
      let drawn = ClusterModel.draw(&row)
      let posterior = ClusterModel.posterior(drawn)
      let best = posterior.max() ?? 0
      expected.append(0.95 * best + 0.05 / 4)
      if posterior.firstIndex(of: best) == drawn.label { correct += 1 }
    }
    let mean = expected.reduce(0, +) / Double(count)
    let variance = expected.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count - 1)
    let error = (variance / Double(count)).squareRoot()
    #expect(abs(mean - BuiltInTable.bayesAccuracy) < 4 * error)
    let binomial = (mean * (1 - mean) / Double(count)).squareRoot()
    #expect(abs(Double(correct) / Double(count) - BuiltInTable.bayesAccuracy) < 4 * binomial)
  }
}
