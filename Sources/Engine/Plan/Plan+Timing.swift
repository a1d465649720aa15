/// Where the time of a training step goes.
public struct StepTime: Codable, Hashable, Sendable {
  /// What the step is for, such as `conv2 backward weights`.
  public let name: String
  /// The kernel that computes it.
  public let implementation: String
  /// The median, in milliseconds.
  public let milliseconds: Double
  /// Floating-point operations, where a product dominates; 0 elsewhere.
  public let operations: Double

  /// Creates the time of a step.
  public init(name: String, implementation: String, milliseconds: Double, operations: Double) {
    self.name = name
    self.implementation = implementation
    self.milliseconds = milliseconds
    self.operations = operations
  }

  /// Whether the step only changes a tensor's layout.
  public var isReorder: Bool { name.hasPrefix("reorder") }
}

extension Plan {
  /// Runs all steps again and again on what memory holds, and returns the median time of each name.
  func stepTimes(_ context: Context, repeats: Int) throws(EngineError) -> [StepTime] {
    precondition(repeats > 0, "nothing is timed in \(repeats) runs")
    let steps = forward + backward
    var times = [[Double]](repeating: [], count: steps.count)
    let clock = ContinuousClock()
    for _ in 0..<repeats {
      for (index, step) in steps.enumerated() {
        let start = clock.now
        try run([step], context)
        times[index].append((clock.now - start) / .milliseconds(1))
      }
    }
    let medians = zip(steps, times).map { step, times in
      let median = times.sorted()[times.count / 2]
      return switch step {
      case .primitive(let primitive):
        StepTime(
          name: primitive.name, implementation: primitive.implementation, milliseconds: median,
          operations: primitive.operations)
      case .kernel(let name, _):
        StepTime(name: name, implementation: "lossbench", milliseconds: median, operations: 0)
      }
    }
    return Self.summed(medians)
  }

  /// One row for steps of the same name and kernel, such as those of each position of a series.
  private static func summed(_ times: [StepTime]) -> [StepTime] {
    var result: [StepTime] = []
    var rows: [[String]: Int] = [:]
    for time in times {
      let key = [time.name, time.implementation]
      guard let row = rows[key] else {
        rows[key] = result.count
        result.append(time)
        continue
      }
      result[row] = StepTime(
        name: time.name, implementation: time.implementation,
        milliseconds: result[row].milliseconds + time.milliseconds,
        operations: result[row].operations + time.operations)
    }
    return result
  }

  /// Floating-point operations of one forward and backward pass, in products alone.
  var operations: Double {
    (forward + backward).reduce(0) { sum, step in
      if case .primitive(let primitive) = step { sum + primitive.operations } else { sum }
    }
  }
}
