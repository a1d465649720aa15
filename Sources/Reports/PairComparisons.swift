import Dispatch
import Statistics
import Synchronization

/// Works out the differences of every arm to its baseline, several at a time.
///
/// A comparison is a pure function of its pairs, so neither the order nor the number of threads
/// changes a bit of it.
enum PairComparisons {
  private struct Task: Sendable {
    var cell: Int
    var arm: Int
    var metric: Metric
    var baseline: [Double]
    var candidate: [Double]
  }

  /// Fills in the differences of all arms that share seeds with their baseline.
  static func fill(_ cells: inout [ComparisonCell], confidence: Double) {
    let tasks = tasks(of: cells)
    let results = Mutex([MetricDifference?](repeating: nil, count: tasks.count))
    DispatchQueue.concurrentPerform(iterations: tasks.count) { index in
      let task = tasks[index]
      let difference = MetricDifference(
        metric: task.metric,
        comparison: PairedComparison(
          baseline: task.baseline, candidate: task.candidate, direction: task.metric.direction,
          confidence: confidence))
      results.withLock { $0[index] = difference }
    }
    for (task, difference) in zip(tasks, results.withLock { $0 }) {
      guard let difference else { continue }
      if Metric.headline.contains(task.metric) {
        cells[task.cell].arms[task.arm].differences.append(difference)
      } else {
        cells[task.cell].arms[task.arm].diagnosticDifferences.append(difference)
      }
    }
    for c in cells.indices {
      for a in cells[c].arms.indices { cells[c].arms[a].noteWhatWasTradedAway() }
    }
  }

  private static func tasks(of cells: [ComparisonCell]) -> [Task] {
    var tasks: [Task] = []
    for (c, cell) in cells.enumerated() {
      guard let baseline = cell.arms.first(where: \.isBaseline) else { continue }
      for (a, row) in cell.arms.enumerated() where !row.pairedSeeds.isEmpty {
        let paired = Set(row.pairedSeeds)
        let (left, right) = (
          baseline.seeds.filter { paired.contains($0.seed) }.map(\.scores),
          row.seeds.filter { paired.contains($0.seed) }.map(\.scores)
        )
        for metric in Metric.headline + Metric.diagnostic {
          let values = zip(left, right).compactMap { a, b -> (Double, Double)? in
            guard let a = metric.value(in: a), let b = metric.value(in: b) else { return nil }
            return (a, b)
          }
          guard !values.isEmpty else { continue }
          tasks.append(
            Task(
              cell: c, arm: a, metric: metric, baseline: values.map(\.0),
              candidate: values.map(\.1)))
        }
      }
    }
    return tasks
  }
}

extension ArmRow {
  fileprivate mutating func noteWhatWasTradedAway() {
    guard let accuracy = difference(of: .accuracy), accuracy.comparison.summary.mean > 0 else {
      return
    }
    tradedAway = differences.filter(\.isMeanWorse).map(\.metric)
  }
}
