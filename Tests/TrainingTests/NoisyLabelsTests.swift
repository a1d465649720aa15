import Core
import DataStore
import Foundation
import Records
import TestSupport
import Testing

@testable import Training

/// The examples of `Tests/Goldens/label_noise.py`.
private struct Pattern: ExampleSource {
  let labels: [Int32] = (0..<3000).map { (index: Int) in Int32((index * index + index / 3) % 4) }
  var count: Int { labels.count }

  func gather(_ indices: Span<Int32>, into batch: inout MutableSpan<Float>) {
    for row in indices.indices {
      let index = Int(indices[row])
      for f in 0..<5 {
        let place = (7 * index + 3 * f) % 11
        batch[row * 5 + f] = Float(Double(place) / 5 - 1)
      }
    }
  }
}

private struct NoiseGoldens: Decodable {
  struct Case: Decodable, Sendable {
    let kind: LabelNoise.Kind
    let rate: Double
    let transitions: [[Int]]
    let sha256: String
  }
  let cases: [Case]

  static func load() throws -> NoiseGoldens {
    try JSONDecoder().decode(NoiseGoldens.self, from: Repository.golden("label_noise.json"))
  }
}

@Suite struct NoisyLabelsTests {
  private func noisy(
    _ kind: LabelNoise.Kind, _ rate: Double, seed: UInt64 = 5, shape: ExampleShape = .features(5)
  ) -> NoisyLabels {
    NoisyLabels(
      LabelNoise(kind: kind, rate: rate), of: Pattern(), shape: shape, classCount: 4,
      stream: RandomStream(seed: seed).split("label noise"))
  }

  @Test("labels and transition counts agree with an independent implementation")
  func goldens() throws {
    let goldens = try NoiseGoldens.load()
    #expect(goldens.cases.count == 6)
    for golden in goldens.cases {
      let found = noisy(golden.kind, golden.rate)
      var transitions = [[Int]](repeating: [0, 0, 0, 0], count: 4)
      for (clean, label) in zip(Pattern().labels, found.labels) {
        transitions[Int(clean)][Int(label)] += 1
      }
      #expect(transitions == golden.transitions, "\(golden.kind) \(golden.rate)")
      var digest = DigestStream()
      digest.update(found.labels)
      #expect(digest.hexadecimal() == golden.sha256, "\(golden.kind) \(golden.rate)")
    }
  }

  @Test(
    "what is marked is what differs, about as often as the rate says",
    arguments: LabelNoise.Kind.allCases)
  func marks(kind: LabelNoise.Kind) {
    for (rate, tolerance) in [(0.2, 0.03), (0.4, 0.036)] {  // Four standard errors of 3000 draws.
      let found = noisy(kind, rate)
      #expect(found.isChanged == zip(found.labels, Pattern().labels).map { $0 != $1 })
      let share = Double(found.isChanged.count { $0 }) / 3000
      #expect(abs(share - rate) < tolerance, "\(share)")
    }
  }

  @Test(
    "what changes at a low rate changes at a higher one",
    arguments: [LabelNoise.Kind.symmetric, .pair])
  func nested(kind: LabelNoise.Kind) {
    let (low, high) = (noisy(kind, 0.2), noisy(kind, 0.4))
    #expect(zip(low.isChanged, high.isChanged).allSatisfy { !$0 || $1 })
    #expect(zip(low.isChanged, zip(low.labels, high.labels)).allSatisfy { !$0 || $1.0 == $1.1 })
    #expect(noisy(kind, 0.2, seed: 6).labels != low.labels)
  }

  @Test("pair noise leads to the next class alone, symmetric noise to every other")
  func targets() {
    let clean = Pattern().labels
    for (label, old) in zip(noisy(.pair, 0.4).labels, clean) where label != old {
      #expect(label == (old + 1) % 4)
    }
    let pairs = Set(zip(noisy(.symmetric, 0.4).labels, clean).map { [$0, $1] })
    #expect(pairs.count == 16)
  }

  @Test("noise of the instance sends examples that look alike to the same classes")
  func dependsOnFeatures() {
    // Examples 44 apart look alike and have one class, since 11 divides the step of each feature.
    let found = noisy(.instance, 0.4)
    var targets: [Int: Set<Int32>] = [:]
    var counts: [Int: [Int32: Int]] = [:]
    for index in 0..<3000 where found.isChanged[index] {
      let look = (7 * index) % 11 * 4 + Int(Pattern().labels[index])
      targets[look, default: []].insert(found.labels[index])
      counts[look, default: [:]][found.labels[index], default: 0] += 1
    }
    // The likeliest wrong class of a look takes far more than the third that chance would give it.
    let shares = counts.values.filter { $0.values.reduce(0, +) >= 20 }.map { counts in
      Double(counts.values.max() ?? 0) / Double(counts.values.reduce(0, +))
    }
    #expect(shares.count > 10)
    #expect(shares.reduce(0, +) / Double(shares.count) > 0.55)
  }

  @Test("words and ids count as features of their own")
  func otherShapes() {
    struct Words: ExampleSource {
      let labels: [Int32] = (0..<600).map { Int32($0 % 3) }
      var count: Int { labels.count }
      func gather(_ indices: Span<Int32>, into batch: inout MutableSpan<Float>) {
        for row in indices.indices {
          batch[row * 2] = Float(1 + Int(indices[row]) % 7)
          batch[row * 2 + 1] = Float(Int(indices[row]) % 2)
        }
      }
    }
    let stream = RandomStream(seed: 1)
    let labels = [
      ExampleShape.tokens(length: 2, vocabulary: 9), .mixed(numeric: 1, cardinalities: [2]),
      .mixed(numeric: 0, cardinalities: [9, 2]),
    ].map {
      NoisyLabels(
        LabelNoise(kind: .instance, rate: 0.3), of: Words(), shape: $0, classCount: 3,
        stream: stream)
    }
    #expect(Set(labels).count == 3)
    // Who changes does not depend on the features.
    #expect(Set(labels.map(\.isChanged)).count == 1)
  }

  @Test("labels held out are as noisy as those trained on, and test labels are never changed")
  func parts() throws {
    let whole = Clusters(count: 60)
    let noisy = NoisyLabels(
      LabelNoise(kind: .symmetric, rate: 0.4), of: whole, shape: .features(Clusters.width),
      classCount: 3, stream: RandomStream(seed: 3))
    let heldOut = Array(stride(from: 0, to: 60, by: 5))
    let dataset = PreparedDataset(
      id: "clusters", shape: .features(Clusters.width), classes: ["a", "b", "c"],
      train: Clusters(count: 48), validation: Clusters(count: 12),
      test: Clusters(count: 30, seed: 8))
    let changed = dataset.relabelled(noisy, heldOut: heldOut)
    #expect(changed.validation?.labels == heldOut.map { noisy.labels[$0] })
    let kept = (0..<60).filter { !heldOut.contains($0) }
    #expect(changed.train.labels == kept.map { noisy.labels[$0] })
    #expect(changed.mislabelled == kept.map { noisy.isChanged[$0] })
    #expect(changed.test.labels == dataset.test.labels && dataset.mislabelled == nil)

    var spec = makeSpec()
    #expect(try TrialTraining.run(spec, on: changed).labelNoise == nil)
    spec.labelNoise = LabelNoise(kind: .symmetric, rate: 0.4)
    let facts = try #require(try TrialTraining.run(spec, on: changed).labelNoise)
    #expect(facts.exampleCount == 48)
    #expect(facts.changedCount == kept.count { noisy.isChanged[$0] })
    var digest = DigestStream()
    digest.update(changed.train.labels)
    #expect(facts.labelDigest == digest.hexadecimal())
  }
}
