import Core
import Engine
import Experiments
import Losses

/// A schedule with its default settings, drawn in one line of blocks.
enum ScheduleDrawing {
  /// Columns of a drawing.
  static let width = 32

  /// Draws a schedule; empty for a family that is none.
  ///
  /// α is drawn on the scale from 0 to 1, from the first step to the last; the α of an adaptive
  /// schedule over the training accuracy of one epoch, from 0 to 1; a learning rate on the scale from
  /// 0 to its highest.
  static func text(_ id: String, family: String) throws -> String {
    let places = (0..<width).map { (Double($0) + 0.5) / Double(width) }
    switch family {
    case ComponentFamily.mixingSchedules.name:
      let schedule = try MixingScheduleCatalogue.make(Component(id))
      return blocks(places.map { schedule.alpha(at: $0) })
    case ComponentFamily.adaptiveMixingSchedules.name:
      let schedule = try AdaptiveMixingCatalogue.make(Component(id))
      return blocks(
        places.map {
          schedule.alpha(after: [EpochFacts(alpha: 0, loss: 0, accuracy: $0, weight: 1)])
        })
    case ComponentFamily.learningRates.name:
      let schedule = try LearningRateCatalogue.make(Component(id))
      let steps = 100 * width
      let rates = places.map { schedule.rate(at: Int($0 * Double(steps)), of: steps) }
      let highest = rates.max() ?? 0
      return blocks(rates.map { highest > 0 ? $0 / highest : 0 })
    default: return ""
    }
  }

  /// One block a value from 0 to 1, its height in eighths; a dot for what rounds to nothing.
  static func blocks(_ values: [Double]) -> String {
    let heights = Array("·▁▂▃▄▅▆▇█")
    return String(values.map { heights[Int((8 * min(1, max(0, $0))).rounded())] })
  }
}
