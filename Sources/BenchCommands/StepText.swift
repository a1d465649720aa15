import Engine
import Foundation
import Training

/// What `bench perf step --explain` prints.
enum StepText {
  /// A line for each kernel in the order they run, then the sums.
  static func text(_ explanation: StepExplanation) -> String {
    let whole = explanation.milliseconds
    let header = ["kernel", "implementation", "ms", "share", "GFLOP/s"]
    let rows = explanation.steps.map { step in
      [
        step.name, step.implementation, String(format: "%.3f", step.milliseconds),
        String(format: "%.1f %%", 100 * step.milliseconds / whole),
        step.operations > 0
          ? String(format: "%.0f", step.operations / step.milliseconds / 1e6) : "",
      ]
    }
    let reorders = explanation.steps.filter(\.isReorder).reduce(0) { $0 + $1.milliseconds }
    return TextTable.text([header] + rows)
      + String(
        format: "%.3f ms in all; %d reorders take %.1f %%; %.0f %% of the largest product's "
          + "%.1f GFLOP/s", whole, explanation.reorderCount, 100 * reorders / whole,
        100 * explanation.shareOfPeak, explanation.peakOperationsPerSecond / 1e9)
  }
}
