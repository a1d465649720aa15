import Core
import DataStore
import Records
import Synchronization
import Testing
import Training

/// Clusters that note each changed batch instead of changing it.
private struct Watched: ExampleSource {
  /// What a changed batch was asked for with.
  struct Call: Equatable {
    let augmentation: Augmentation
    let key: UInt64
    let indices: [Int32]
  }

  final class Calls: Sendable {
    private let list = Mutex<[Call]>([])
    func add(_ call: Call) { list.withLock { $0.append(call) } }
    var all: [Call] { list.withLock { $0 } }
  }

  let clusters: Clusters
  let calls = Calls()

  var count: Int { clusters.count }
  var labels: [Int32] { clusters.labels }

  func gather(_ indices: Span<Int32>, into batch: inout MutableSpan<Float>) {
    clusters.gather(indices, into: &batch)
  }

  func gather(
    _ indices: Span<Int32>, changedBy augmentation: Augmentation, _ stream: RandomStream,
    into batch: inout MutableSpan<Float>
  ) {
    calls.add(
      Call(
        augmentation: augmentation, key: stream.key, indices: indices.indices.map { indices[$0] }))
    var random = stream.split(Int(indices[0]))
    clusters.gather(indices, into: &batch)
    for place in 0..<batch.count { batch[place] += Float(random.normal()) * 0.1 }
  }
}

@Suite struct AugmentationTests {
  private func spec(
    _ augmentation: Augmentation?, loss: String = "cross-entropy"
  ) -> TrialSpec {
    var spec = makeSpec(loss: loss, epochs: 2)
    spec.augmentation = augmentation
    return spec
  }

  private func run(_ spec: TrialSpec) throws -> (TrainingResult, Watched) {
    let watched = Watched(clusters: Clusters(count: 40))
    let dataset = PreparedDataset(
      id: "clusters", shape: .features(Clusters.width), classes: ["a", "b", "c"], train: watched,
      validation: nil, test: Clusters(count: 30, seed: 8))
    return (try TrialTraining.run(spec, on: dataset), watched)
  }

  @Test("changes training batches alone, with one stream an epoch")
  func trainingAlone() throws {
    let (_, watched) = try run(spec(Augmentation(flip: true)))
    let calls = watched.calls.all
    // Two epochs of 16, 16 and 8; the scores of the training part are those of plain examples.
    #expect(calls.map(\.indices.count) == [16, 16, 8, 16, 16, 8])
    #expect(calls.allSatisfy { $0.augmentation == Augmentation(flip: true) })
    #expect(Set(calls.prefix(3).map(\.key)).count == 1)
    #expect(Set(calls.suffix(3).map(\.key)).count == 1)
    #expect(calls[0].key != calls[3].key)
    // Evaluation of 40 examples in one plain batch, beside the six changed ones.
    #expect(watched.clusters.requests.all.map(\.count) == [16, 16, 8, 16, 16, 8, 40])
  }

  @Test("is the same for every arm of a seed and another for another seed")
  func sharedByArms() throws {
    let augmentation = Augmentation(padCrop: 4)
    let plain = try run(spec(augmentation)).1.calls.all
    #expect(try run(spec(augmentation, loss: "expectation")).1.calls.all == plain)
    var other = spec(augmentation)
    other.seed = 2
    #expect(try run(other).1.calls.all.map(\.key) != plain.map(\.key))
  }

  @Test("is off by default, and gives the same bits twice")
  func bits() throws {
    let (without, watched) = try run(spec(nil))
    #expect(watched.calls.all.isEmpty)
    let (first, second) = try (run(spec(Augmentation(shift: 1))), run(spec(Augmentation(shift: 1))))
    #expect(first.0.curve == second.0.curve && first.0.test == second.0.test)
    #expect(first.0.curve != without.curve)
  }
}
