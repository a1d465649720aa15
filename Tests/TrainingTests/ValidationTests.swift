import Core
import DataStore
import Foundation
import Records
import Testing
import Training

@Suite struct ValidationTests {
  private func dataset(validation: Clusters?) -> PreparedDataset {
    PreparedDataset(
      id: "clusters", shape: .features(Clusters.width), classes: ["a", "b", "c"],
      train: Clusters(count: 48), validation: validation, test: Clusters(count: 30, seed: 8))
  }

  @Test("the weights of the best validation epoch are scored: those of a run that ends there")
  func bestEpoch() throws {
    // A learning rate at which accuracy comes and goes, so that the best epoch is not the last.
    var spec = makeSpec(epochs: 9, peak: 2)
    let data = dataset(validation: Clusters(count: 60, seed: 9))
    spec.selection = .bestValidation
    let result = try TrialTraining.run(spec, on: data)
    let facts = try #require(result.selection)
    #expect(facts.accuracies.count == 9 && facts.negativeLogLikelihoods.count == 9)
    let most = try #require(facts.accuracies.max())
    let likeliest = facts.negativeLogLikelihoods.indices.filter { facts.accuracies[$0] == most }
      .map { facts.negativeLogLikelihoods[$0] }.min()
    let best =
      1
      + (try #require(
        (0..<9).first {
          facts.accuracies[$0] == most && facts.negativeLogLikelihoods[$0] == likeliest
        }))
    #expect(facts.epoch == best && best < 9)
    #expect(result.validation?.accuracy == facts.accuracies[best - 1])
    spec.epochs = best  // The learning rate is constant, so a shorter run is a prefix.
    spec.selection = nil
    let short = try TrialTraining.run(spec, on: data)
    #expect(short.test == result.test && short.train == result.train)
    #expect(short.validation == result.validation && short.selection == nil)
    #expect(short.testPredictions == result.testPredictions)
  }

  @Test("choosing an epoch changes no step of the training")
  func selectionIsNoPartOfTraining() throws {
    var spec = makeSpec(epochs: 5)
    let plain = try TrialTraining.run(spec, on: dataset(validation: nil))
    spec.selection = .bestValidation
    let chosen = try TrialTraining.run(
      spec, on: dataset(validation: Clusters(count: 60, seed: 9)))
    #expect(plain.curve == chosen.curve)
  }

  @Test("an epoch whose scores are not finite is recorded, as worse than any other")
  func notFinite() throws {
    var spec = makeSpec(epochs: 3, batchSize: 48, peak: 100)
    spec.selection = .bestValidation
    let large = PreparedDataset(
      id: "clusters", shape: .features(Clusters.width), classes: ["a", "b", "c"],
      train: Clusters(count: 48, scale: 1e18),
      validation: Clusters(count: 20, seed: 9, scale: 1e18), test: Clusters(count: 30, seed: 8))
    let result = try TrialTraining.run(spec, on: large)
    #expect(result.outcome == .diverged(step: 1))
    let facts = try #require(result.selection)
    #expect(facts.epoch == 0 && facts.accuracies.count == 1)
    #expect(facts.negativeLogLikelihoods == [.greatestFiniteMagnitude])
    let text = try CanonicalJSON.text(facts)
    #expect(try JSONDecoder().decode(SelectionFacts.self, from: Data(text.utf8)) == facts)
  }

  @Test("best-validation without anything held out is refused, with what to write")
  func nothingHeldOut() throws {
    var spec = makeSpec()
    spec.selection = .bestValidation
    let error = TrainingError.nothingHeldOut(dataset: "clusters")
    #expect(throws: error) { _ = try TrialTraining.run(spec, on: dataset(validation: nil)) }
    #expect(
      error.description
        == "clusters: selection is best-validation and no example is held out; expected a share that "
        + "is at least one example; write validation in the suite, such as 0.1, or more")
  }

  @Test("a tuning trial reads no test example")
  func tuningSparesTheTestPart() throws {
    var spec = makeSpec()
    spec.isTuning = true
    let test = Clusters(count: 30, seed: 8)
    let data = PreparedDataset(
      id: "clusters", shape: .features(Clusters.width), classes: ["a", "b", "c"],
      train: Clusters(count: 48), validation: Clusters(count: 20, seed: 9), test: test)
    let result = try TrialTraining.run(spec, on: data)
    #expect(test.requests.all.isEmpty && result.test == nil && result.testPredictions.isEmpty)
    #expect(result.validation?.count == 20 && result.outcome == .completed)
  }
}
