import Core
import DataStore
import Foundation
import Testing

@Suite("Exact distributions")
struct ExactBinomialTests {
  @Test("have the binomial's probabilities", arguments: [1, 4, 9, 15])
  func probabilities(sixteenths: Int) {
    let p = Double(sixteenths) / 16
    for (successes, found) in ExactBinomial(sixteenths: sixteenths).logProbabilities.enumerated() {
      let choices = lgamma(16) - lgamma(Double(successes + 1)) - lgamma(Double(16 - successes))
      let expected = choices + Double(successes) * log(p) + Double(15 - successes) * log(1 - p)
      #expect(abs(found - expected) < 1e-12 * max(1, abs(expected)))
    }
  }

  @Test("draw with the binomial's mean, within five standard errors", arguments: [3, 8, 14])
  func mean(sixteenths: Int) {
    let distribution = ExactBinomial(sixteenths: sixteenths)
    var stream = RandomStream(seed: 7)
    let sum = (0..<20_000).reduce(0) { sum, _ in sum + distribution.draw(&stream) }
    let p = Double(sixteenths) / 16
    let error = (15 * p * (1 - p) / 20_000).squareRoot()
    #expect(abs(Double(sum) / 20_000 - 15 * p) < 5 * error)
  }

  @Test("choose by hundredths, never an outcome without share")
  func hundredths() {
    let choice = HundredthsChoice([30, 0, 70])
    var stream = RandomStream(seed: 8)
    var counts = [0, 0, 0]
    for _ in 0..<20_000 { counts[choice.draw(&stream)] += 1 }
    #expect(counts[1] == 0)
    #expect(abs(Double(counts[0]) / 20_000 - 0.3) < 5 * (0.21 / 20_000).squareRoot())
  }
}
