import Core
import Foundation
import Testing

@testable import Statistics

@Suite("Sign flips, bootstrap and Holm")
struct ResamplingTests {
  @Test("p values are uniform under the null", arguments: [6, 10])
  func uniformUnderNull(count: Int) {
    var random = RandomStream(seed: 11).split("null").split(count)
    let sets = 4000
    let pValues = (0..<sets).map { _ in
      SignFlipTest.twoSidedP((0..<count).map { _ in random.normal() })
    }
    // p takes the values k / 2^(count − 1), each with equal probability.
    let patterns = Double(1 << (count - 1))
    for level in [1, 2, Int(patterns) / 4, Int(patterns) / 2, Int(patterns) - 1] {
      let probability = Double(level) / patterns
      let share = Double(pValues.count { $0 <= probability + 1e-12 }) / Double(sets)
      let error = (probability * (1 - probability) / Double(sets)).squareRoot()
      #expect(abs(share - probability) <= 4 * error, "\(share) at \(probability)")
    }
  }

  @Test("the smallest p of n pairs is 2 / 2ⁿ")
  func floor() {
    for count in 1...12 {
      let p = SignFlipTest.twoSidedP((1...count).map(Double.init))
      #expect(p == min(1, 2 / pow(2, Double(count))))
    }
  }

  @Test("random flips agree with the exact test where both can be had")
  func randomAgreesWithExact() {
    var random = RandomStream(seed: 3).split("flips")
    let differences = (0..<SignFlipTest.exactLimit).map { _ in 0.4 + random.normal() }
    let exact = SignFlipTest.twoSidedP(differences)
    // A difference of 0 changes no pattern's mean but takes the count above the limit.
    let drawn = SignFlipTest.twoSidedP(differences + [0])
    #expect(drawn != exact)
    #expect(abs(drawn - exact) <= 4 * (exact * (1 - exact) / 100_000).squareRoot())
    #expect(SignFlipTest.twoSidedP([Double](repeating: 0, count: 30)) == 1)
  }

  @Test("patterns that tie with the observed one count, although they round differently")
  func ties() {
    // The sum is the same for every order of one minus sign, up to rounding.
    #expect(SignFlipTest.twoSidedP([0.1, 0.1, 0.1, -0.1]) == 10.0 / 16)
    #expect(SignFlipTest.twoSidedP([0.3, 0.1, 0.2, -0.0]) == 0.25)
  }

  @Test(
    "the pairs needed grow with the family",
    arguments: [(1, 6), (4, 8), (10, 9), (15, 10), (45, 11)])
  func pairsNeeded(familySize: Int, pairs: Int) {
    #expect(SignFlipTest.pairsNeeded(familySize: familySize) == pairs)
  }

  @Test("the BCa interval covers the true mean of a skewed population about as often as it says")
  func bootstrapCoverage() {
    var random = RandomStream(seed: 5).split("bca coverage")
    let sets = 300
    var covered = 0
    for _ in 0..<sets {
      let values = (0..<20).map { _ in -log(1 - random.uniformDouble()) }
      let interval = Bootstrap.bcaInterval(of: values, confidence: 0.95)
      if interval?.contains(1) == true { covered += 1 }
    }
    // At n = 20 of an exponential population BCa is known to fall a little short of 95 %.
    let share = Double(covered) / Double(sets)
    #expect(share > 0.86 && share < 0.985, "covered \(share)")
  }

  @Test("mirrored data give the mirrored sign of an interval that excludes 0")
  func mirrored() throws {
    let values = [0.01, 0.02, 0.015, 0.03, 0.012, 0.022, 0.018]
    let up = try #require(Bootstrap.bcaInterval(of: values, confidence: 0.95))
    let down = try #require(Bootstrap.bcaInterval(of: values.map { -$0 }, confidence: 0.95))
    #expect(agree(down.lower, -up.upper, absolute: 3e-4))
    #expect(agree(down.upper, -up.lower, absolute: 3e-4))
  }

  @Test("Holm's adjusted p values agree with the definition, in the order given")
  func holm() throws {
    for golden in try StatisticsGoldens.load().holm {
      let adjusted = HolmCorrection.adjusted(golden.p)
      for (actual, expected) in zip(adjusted, golden.adjusted) {
        #expect(agree(actual, expected), "\(golden.p)")
      }
      #expect(adjusted.allSatisfy { $0 <= 1 })
    }
    #expect(HolmCorrection.adjusted([]) == [])
  }
}
