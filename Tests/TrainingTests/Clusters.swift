import Core
import DataStore
import Records
import Synchronization

/// Points around one centre for each class, resident in memory.
struct Clusters: ExampleSource {
  static let width = 4

  let labels: [Int32]
  private let values: [Float]
  /// Every batch of indices that was asked for.
  let requests = Requests()

  var count: Int { labels.count }

  final class Requests: Sendable {
    private let batches = Mutex<[[Int32]]>([])
    func add(_ batch: [Int32]) { batches.withLock { $0.append(batch) } }
    var all: [[Int32]] { batches.withLock { $0 } }
  }

  init(count: Int, seed: UInt64 = 7, scale: Float = 1) {
    var stream = RandomStream(seed: seed)
    labels = (0..<count).map { Int32($0 % 3) }
    values = labels.flatMap { label in
      (0..<Self.width).map { column in
        scale * (Float(stream.normal()) * 0.2 + (column == Int(label) ? 2 : 0))
      }
    }
  }

  func gather(_ indices: Span<Int32>, into batch: inout MutableSpan<Float>) {
    requests.add(indices.indices.map { indices[$0] })
    for row in indices.indices {
      for column in 0..<Self.width {
        batch[row * Self.width + column] = values[Int(indices[row]) * Self.width + column]
      }
    }
  }
}

/// Returns a dataset of clusters.
func makeDataset(train: Clusters, test: Clusters = Clusters(count: 30, seed: 8)) -> PreparedDataset
{
  PreparedDataset(
    id: "clusters", shape: .features(Clusters.width), classes: ["a", "b", "c"], train: train,
    validation: nil, test: test)
}

/// Returns a trial of a small perceptron.
func makeSpec(
  loss: String = "cross-entropy", schedule: Component = Component("constant", ["alphaMax": 0]),
  seed: UInt64 = 1, epochs: Int = 3, batchSize: Int = 16, peak: Double = 0.1
) -> TrialSpec {
  TrialSpec(
    dataset: "clusters", model: Component("mlp", ["width": 8, "depth": 1, "dropout": 0.1]),
    arm: ArmSpec(
      id: loss, loss: Component(loss), schedule: schedule,
      optimizer: Component("sgd", ["momentum": 0.9, "nesterov": 0, "weightDecay": 0]),
      learningRateSchedule: Component("constant", ["peak": peak])),
    seed: seed, epochs: epochs, batchSize: batchSize, threads: 1)
}
