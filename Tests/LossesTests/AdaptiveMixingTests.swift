import Core
import TestSupport
import Testing

@testable import Losses

@Suite("Adaptive mixing schedules")
struct AdaptiveMixingTests {
  @Test("the registry holds what its folder holds, and no id of a plain schedule")
  func registry() throws {
    let ids = AdaptiveMixingCatalogue.all.described.map { $0.id }
    #expect(ids.sorted() == (try Repository.stems(in: "Sources/Losses/AdaptiveSchedules")))
    #expect(Set(ids).isDisjoint(with: MixingScheduleCatalogue.all.described.map { $0.id }))
  }

  @Test("α follows the best training accuracy so far and never falls")
  func trainingAccuracy() throws {
    let schedule = try AdaptiveMixingCatalogue.make(
      Component("training-accuracy", ["from": 0.5, "to": 0.75, "alphaMax": 0.5]))
    var epochs: [EpochFacts] = []
    var alphas = [schedule.alpha(after: epochs)]
    for accuracy in [0.25, 0.5, 0.625, 0.375, 0.75, 1] {
      epochs.append(
        EpochFacts(alpha: alphas[alphas.count - 1], loss: 1, accuracy: accuracy, weight: 1))
      alphas.append(schedule.alpha(after: epochs))
    }
    #expect(alphas == [0, 0, 0, 0.25, 0.25, 0.5, 0.5])
  }

  @Test("an epoch's facts are the means of its totals")
  func facts() {
    let facts = EpochFacts(
      alpha: 0.25, totals: LossTotals(count: 8, loss: 4, weight: 6, correct: 2))
    #expect(facts == EpochFacts(alpha: 0.25, loss: 0.5, accuracy: 0.25, weight: 0.75))
  }

  @Test("an empty stretch of accuracies is refused")
  func emptyStretch() {
    let error = #expect(throws: ComponentError.self) {
      try AdaptiveMixingCatalogue.make(Component("training-accuracy", ["from": 1, "to": 1]))
    }
    #expect(
      error?.description
        == "adaptive mixing schedule \"training-accuracy\": from is 1.0 and to is 1.0; expected from < to"
    )
  }
}
