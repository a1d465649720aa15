import Core

/// α along straight lines between up to eight given points: any shape, written as a list.
///
/// Point i is α = `alpha`i at the fraction `at`i of training, for i from 1 to `points`. Before the
/// first point α is the first's, after the last the last's; two points at one place are a jump, from
/// which on the second holds. Settings are numbered numbers, not lists, so that a component stays a
/// flat table of numbers with one spelling, one digest and one rule for defaults.
struct PiecewiseMixing: MixingSchedule {
  static let id = "piecewise"
  static let summary = "straight lines between points (at1, alpha1), (at2, alpha2), … up to eight"
  static let citation = ""
  static let settings: [SettingDescription] = {
    var list = [
      SettingDescription("points", default: 2, in: 1...Double(mostPoints), "how many; whole")
    ]
    for i in 1...mostPoints {
      list.append(
        SettingDescription(
          "at\(i)", default: i == 1 ? 0.5 : 1, in: 0...1, "place of point \(i), as a fraction"))
      list.append(
        SettingDescription(
          "alpha\(i)", default: i == 1 ? 0 : 0.9, in: 0...1, "α of point \(i)"))
    }
    return list
  }()

  private static let mostPoints = 8

  private let points: [(at: Double, alpha: Double)]

  init(_ settings: Component) {
    points = (1...Int(settings["points"])).map { (settings["at\($0)"], settings["alpha\($0)"]) }
  }

  static func conflict(in settings: Component) -> String? {
    let count = settings["points"]
    guard count == count.rounded() else { return "points is \(count); expected a whole number" }
    for i in 1..<max(2, Int(count)) where i < Int(count) {
      let (left, right) = (settings["at\(i)"], settings["at\(i + 1)"])
      if left > right {
        return "at\(i) is \(left) and at\(i + 1) is \(right); expected rising places"
      }
    }
    for description in Self.settings {
      guard let digit = description.name.last?.wholeNumberValue, digit > Int(count),
        settings[description.name] != description.defaultValue
      else { continue }
      return
        "\(description.name) is set and points is \(Int(count)); expected points of at least \(digit)"
    }
    return nil
  }

  func alpha(at progress: Double) -> Double {
    guard let next = points.firstIndex(where: { $0.at > progress }) else {
      return points[points.count - 1].alpha
    }
    if next == 0 { return points[0].alpha }
    let (left, right) = (points[next - 1], points[next])
    let share = (progress - left.at) / (right.at - left.at)
    return left.alpha + share * (right.alpha - left.alpha)
  }
}
