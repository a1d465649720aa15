import Core
import Foundation
import Testing

@testable import Losses

@Suite("Losses defined by a batch or by a minimum")
struct LossBatchTests {
  private let batch = RandomBatch(seed: 43, count: 90, classes: 10)

  @Test("mixed rescaled is mixed divided by the batch's mean weight", arguments: [0.2, 0.7, 1])
  func rescaled(alpha: Double) throws {
    let mixed = try batch.evaluate("mixed", alpha: alpha)
    let rescaled = try batch.evaluate("mixed-rescaled", alpha: alpha)
    let mean = mixed.totals.weight / 90
    #expect(mean < 0.95, "the control would control nothing")
    for (found, whole) in zip(rescaled.gradient, mixed.gradient) {
      #expect(abs(Double(found) * mean - Double(whole)) <= 2e-7 * abs(Double(whole)))
    }
    let weights = rescaled.weights.reduce(0.0) { $0 + Double($1) }
    #expect(abs(weights / 90 - 1) < 1e-6)
    #expect(abs(rescaled.totals.weight - 90) < 1e-9)
    #expect(abs(rescaled.totals.loss * mean - mixed.totals.loss) < 1e-9 * mixed.totals.loss)
  }

  @Test("mixed rescaled at α = 0 is cross entropy, bit for bit")
  func rescaledStart() throws {
    let rescaled = try batch.evaluate("mixed-rescaled", alpha: 0, gradientScale: 1 / 90)
    let entropy = try batch.evaluate("cross-entropy", gradientScale: 1 / 90)
    #expect(rescaled.gradient.map(\.bitPattern) == entropy.gradient.map(\.bitPattern))
    #expect(rescaled.totals == entropy.totals)
  }

  @Test("a batch that is wholly wrong at α = 1 is not blown up without bound")
  func rescaledFloor() throws {
    let found = try LossEvaluation(
      "mixed-rescaled", logits: [0, 60, 0, 70], labels: [0, 0], classes: 2, alpha: 1)
    #expect(found.gradient.allSatisfy { abs($0) < 1e-15 })
  }

  @Test("OHEM keeps the hardest and averages over them", arguments: [0.1, 0.5, 0.7, 1])
  func hardest(keptFraction: Double) throws {
    let kept = Int((keptFraction * 90).rounded())
    let found = try batch.evaluate("ohem", ["keptFraction": keptFraction])
    let entropy = try batch.evaluate("cross-entropy")
    let hardest = batch.labels.indices.sorted { entropy.losses[$0] > entropy.losses[$1] }
      .prefix(kept)
    #expect(found.weights.indices.filter { found.weights[$0] > 0 } == hardest.sorted())
    let mean = hardest.reduce(0.0) { $0 + Double(entropy.losses[$1]) } / Double(kept)
    #expect(abs(found.totals.loss / 90 - mean) < 1e-6 * mean)
    #expect(abs(found.totals.weight - 90) < 1e-4)
    for i in found.gradient.indices {
      let expected = entropy.gradient[i] * found.weights[i / 10]
      #expect(found.gradient[i] == expected)
    }
  }

  @Test("of equally hard examples OHEM keeps the first")
  func ties() throws {
    let found = try LossEvaluation(
      Component("ohem", ["keptFraction": 0.5]), logits: [0, 0, 1, 0, 0, 0, 0, 0],
      labels: [0, 0, 1, 1], classes: 2)
    #expect(found.weights == [2, 0, 2, 0])
  }

  @Test("SuperLoss is the minimum over σ, and its weight the σ of the minimum")
  func superLossIsMinimum() throws {
    for (lambda, factor) in [(1.0, 1.0), (0.25, 1), (4, 0.3)] {
      let found = try batch.evaluate("superloss", ["lambda": lambda, "tauFactor": factor])
      for row in batch.labels.indices {
        let excess = Double(-found.logProbabilities[row]) - factor * log(10.0)
        func value(_ logarithm: Double) -> Double {
          excess * exp(logarithm) + lambda * logarithm * logarithm
        }
        // σ beyond e is outside the definition; golden-section search over ln σ up to 1.
        var (low, high) = (-12.0, 1.0)
        while high - low > 1e-9 {
          let third = (high - low) / 3
          if value(low + third) < value(high - third) { high -= third } else { low += third }
        }
        let slack = 1e-6 * (1 + abs(value(low)))
        #expect(abs(Double(found.losses[row]) - value(low)) <= slack)
        #expect(abs(Double(found.weights[row]) - exp(low)) <= 1e-3 * exp(low))
      }
    }
  }

  @Test("Lambert's function inverts w · exp(w)")
  func lambert() {
    for i in -999...4000 {
      let w = Double(i) / 1000
      let x = w * exp(w)
      #expect(abs(LambertW.principal(x) - w) <= 1e-14 / (1 + w) * max(1, abs(w)) + 1e-15)
    }
    for exponent in 1...8 {
      let x = pow(10, Double(exponent))
      let w = LambertW.principal(x)
      #expect(abs(w * exp(w) - x) <= 1e-13 * x)
    }
    #expect(LambertW.principal(0) == 0)
    #expect(abs(LambertW.principal(-exp(-1)) + 1) < 1e-7)
    #expect(LambertW.principal(.nan).isNaN)
  }
}
