import Core
import Foundation
import TestSupport
import Testing

@testable import Engine

private struct RateGoldens: Decodable {
  let learningRates: [Rates]

  struct Rates: Decodable {
    let id: String
    let settings: [String: Double]
    let totalSteps: Int
    let rates: [Double]
  }
}

@Suite("Learning-rate schedules")
struct LearningRateTests {
  static let ids = LearningRateCatalogue.all.described.map { $0.id }

  @Test("agree with PyTorch's schedulers")
  func goldens() throws {
    let goldens = try JSONDecoder().decode(
      RateGoldens.self, from: Repository.golden("schedules.json"))
    #expect(Set(goldens.learningRates.map(\.id)).sorted() == Self.ids.sorted())
    for golden in goldens.learningRates {
      let schedule = try LearningRateCatalogue.make(Component(golden.id, golden.settings))
      #expect(golden.rates.count == golden.totalSteps)
      for (step, expected) in golden.rates.enumerated() {
        let found = schedule.rate(at: step, of: golden.totalSteps)
        // PyTorch's recursive forms gather rounding over the steps.
        #expect(
          abs(found - expected) <= 1e-12, "\(golden.id) at \(step): \(found), expected \(expected)")
      }
    }
  }

  @Test("stay between 0 and peak, for any number of steps", arguments: ids)
  func laws(id: String) throws {
    for peak in [0, 0.01, 2] {
      let schedule = try LearningRateCatalogue.make(Component(id, ["peak": peak]))
      for total in [1, 2, 3, 10, 997] {
        for step in 0..<total {
          let rate = schedule.rate(at: step, of: total)
          #expect(rate >= 0 && rate <= peak * (1 + 1e-12), "\(id): step \(step) of \(total)")
        }
      }
    }
  }

  @Test("warm-up rises to peak from its first step on")
  func warmUp() throws {
    let schedule = try LearningRateCatalogue.make(
      Component("cosine", ["peak": 1, "warmupFraction": 1]))
    #expect((0..<4).map { schedule.rate(at: $0, of: 4) } == [0.25, 0.5, 0.75, 1])
  }

  @Test("hold what their folder holds, and describe it")
  func registry() throws {
    #expect(
      try Self.ids.sorted() == Repository.stems(in: "Sources/Engine/LearningRates/Catalogue"))
    for entry in LearningRateCatalogue.all.described {
      #expect(!entry.summary.isEmpty && !entry.summary.contains("\n"))
      #expect(entry.settings.contains { $0.name == "peak" })
      #expect(entry.settings.allSatisfy { $0.range.contains($0.defaultValue) })
    }
  }

  @Test("a floor above the peak is refused")
  func floorAbovePeak() {
    let error = #expect(throws: ComponentError.self) {
      try LearningRateCatalogue.make(Component("cosine", ["peak": 0.1, "floor": 0.2]))
    }
    #expect(
      error?.description
        == "learning-rate schedule \"cosine\": floor is 0.2 and peak is 0.1; expected floor <= peak"
    )
  }
}
