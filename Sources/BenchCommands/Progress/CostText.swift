import Experiments
import Foundation

/// Where the time of a run went, in one line.
enum CostText {
  /// Returns the line; nil when nothing was trained.
  static func text(_ cost: RunCost) -> String? {
    guard let fraction = cost.overheadFraction else { return nil }
    var text = "\(ProgressText.count(cost.stepCount, "step"))"
    if cost.stepCount < cost.separateStepCount {
      text += " in place of \(cost.separateStepCount)"
    }
    text += ": \(seconds(cost.training)) in steps, \(seconds(cost.evaluation)) in evaluation, "
    text += "\(seconds(cost.overhead)) (\(percent(fraction))) beside; "
    text += "\(seconds(cost.idle)) idle, \(seconds(cost.setUp)) to set up"
    return text
  }

  private static func seconds(_ duration: Duration) -> String {
    String(format: "%.1f s", duration / .seconds(1))
  }

  private static func percent(_ fraction: Double) -> String {
    String(format: "%.1f %%", 100 * fraction)
  }
}
