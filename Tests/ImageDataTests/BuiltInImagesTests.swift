import Core
import DataStore
import Foundation
import TestSupport
import Testing

@testable import ImageData

@Suite("The generated pictures")
struct BuiltInImagesTests {
  private struct Golden: Decodable {
    struct Images: Decodable {
      let digest: String
      let counts: [String: [Int]]
      let bayesAccuracy: Double
      let standardError: Double
    }
    let images: Images
    enum CodingKeys: String, CodingKey { case images = "builtin-images" }
  }

  private static func golden() throws -> Golden.Images {
    try JSONDecoder().decode(Golden.self, from: Repository.golden("builtin_sets.json")).images
  }

  @Test("are the ones that NumPy generates from the same streams")
  func sameAsGolden() throws {
    let golden = try Self.golden()
    try withTemporaryFolder { folder in
      let library = DatasetLibrary(
        manifests: folder, cache: folder, decoders: ImageRegistry.decoders,
        builtIn: ImageRegistry.builtInSets)
      let dataset = try library.load(BuiltInImages.id)
      #expect(dataset.decoded.digest == golden.digest)
      #expect(dataset.manifest.counts.train == golden.counts["train"])
      #expect(dataset.manifest.counts.test == golden.counts["test"])
      #expect(dataset.decoded.classes.count == 10)
      #expect(dataset.bayesAccuracy == BuiltInImages.bayesAccuracy)
    }
  }

  @Test("have the Bayes accuracy that NumPy estimates")
  func bayesAccuracy() throws {
    let golden = try Self.golden()
    #expect(abs(BuiltInImages.bayesAccuracy - golden.bayesAccuracy) < 5e-5)  // Four digits.
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
      let drawn = GlyphModel.draw(&example)
      let posterior = GlyphModel.posterior(drawn.levels)
      let best = posterior.max() ?? 0
      expected.append(0.95 * best + 0.05 / 10)
      if posterior.firstIndex(of: best) == drawn.label { correct += 1 }
    }
    let mean = expected.reduce(0, +) / Double(count)
    let variance = expected.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count - 1)
    let error = (variance / Double(count)).squareRoot()
    #expect(abs(mean - BuiltInImages.bayesAccuracy) < 4 * error)
    let binomial = (mean * (1 - mean) / Double(count)).squareRoot()
    #expect(abs(Double(correct) / Double(count) - BuiltInImages.bayesAccuracy) < 4 * binomial)
  }

  @Test("have glyphs of the stated size")
  func glyphs() {
    #expect(Glyphs.all.count == 10)
    #expect(Set(Glyphs.all.map(\.name)).count == 10)
    for glyph in Glyphs.all {
      #expect(glyph.rows.count == GlyphModel.glyphSide)
      #expect(glyph.rows.allSatisfy { $0.count == GlyphModel.glyphSide })
    }
  }
}
