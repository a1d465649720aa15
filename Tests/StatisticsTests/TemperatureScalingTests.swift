import Core
import Foundation
import Testing

@testable import Statistics

@Suite("Temperature scaling")
struct TemperatureScalingTests {
  @Test("the temperature agrees with SciPy's root of the slope")
  func goldens() throws {
    for golden in try DiagnosticGoldens.load().cases {
      let fit = TemperatureScaling(
        logits: golden.logits.span, labels: golden.labels.span, classes: golden.classes)
      #expect(fit.isFitted == golden.isFitted, "\(golden.name)")
      // Where the likelihood is flat, the root itself is known to fewer digits.
      #expect(agree(fit.temperature, golden.temperature, relative: 1e-9), "\(golden.name)")
    }
  }

  @Test("dividing the logits by a number divides the temperature by it", arguments: [0.25, 4, 64])
  func scale(factor: Double) throws {
    let golden = try #require(try DiagnosticGoldens.load().cases.first { $0.name == "too sure" })
    let scaled = golden.logits.map { $0 / Float(factor) }  // Powers of two: exact.
    let fit = TemperatureScaling(
      logits: scaled.span, labels: golden.labels.span, classes: golden.classes)
    #expect(agree(fit.temperature, golden.temperature / factor, relative: 1e-9))
  }

  @Test("it never makes the likelihood it was fitted to worse", arguments: UInt64(1)...20)
  func improves(seed: UInt64) {
    var random = RandomStream(seed: seed)
    let (count, classes) = (40, 2 + Int(seed) % 5)
    let spread = exp(3 * random.normal())
    let labels = (0..<count).map { _ in Int32(random.index(below: classes)) }
    var logits = (0..<count * classes).map { _ in Float(spread) * Float(random.normal()) }
    for (row, label) in labels.enumerated() {
      logits[row * classes + Int(label)] += Float(spread) * random.uniform()
    }
    let fit = TemperatureScaling(logits: logits.span, labels: labels.span, classes: classes)
    func loss(_ temperature: Double) -> Double {
      var accumulator = ScoreAccumulator(temperature: temperature)
      accumulator.add(logits: logits.span, labels: labels.span, classes: classes)
      return accumulator.scores().negativeLogLikelihood
    }
    let best = loss(fit.temperature)
    #expect(best <= loss(1) * (1 + 1e-12), "seed \(seed)")
    guard fit.isFitted else { return }
    for factor in [0.9, 0.99, 1.01, 1.1] {
      #expect(best <= loss(fit.temperature * factor), "seed \(seed), factor \(factor)")
    }
  }

  @Test("without a best temperature it is 1 and says that nothing was fitted")
  func unidentified() {
    let cases: [(logits: [Float], labels: [Int32])] = [
      ([5, 0, 0, 7], [0, 1]),  // Every example right.
      ([5, 0, 0, 7], [1, 0]),  // Every example wrong.
      ([3, 3, 3, 3], [0, 1]),  // Nothing is said.
      ([.nan, 3, 3, 3], [0, 1]),
      ([], []),
    ]
    for (logits, labels) in cases {
      let fit = TemperatureScaling(logits: logits.span, labels: labels.span, classes: 2)
      #expect(fit.temperature == 1 && !fit.isFitted, "\(logits) \(labels)")
    }
  }

  @Test("extreme logits give a finite temperature")
  func extremes() {
    // Right by 80 nine times, wrong by 80 once: ln 9 = 80 / T.
    var logits: [Float] = []
    for _ in 0..<10 { logits += [80, 0] }
    let labels = [Int32](repeating: 0, count: 9) + [1]
    let fit = TemperatureScaling(logits: logits.span, labels: labels.span, classes: 2)
    #expect(fit.isFitted && agree(fit.temperature, 80 / log(9), relative: 1e-12))
  }
}
