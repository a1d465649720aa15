import Core
import Engine

/// The Taylor series of cross entropy around `p_y = 1`, cut off: `Σ (1 − p_y)^j / j` for j up to t.
///
/// The weight is `1 − (1 − p)^t`, computed as `p Σ (1 − p)^j` for j below t, which keeps its digits
/// for small p. One term is the expectation loss, infinitely many are cross entropy.
///
/// - Source: Feng, Shu, Lin, Lv, Li and An, IJCAI 2020, eq. 8; t = 2, the smallest that is new.
struct TaylorCrossEntropy: ProbabilityLoss {
  static let id = "taylor-cross-entropy"
  static let summary = "Σ (1 − p_y)^j / j up to j = t, cross entropy cut off after t terms"
  static let citation = "Feng, Shu, Lin, Lv, Li and An, IJCAI 2020"
  static let settings = [
    SettingDescription("order", default: 2, in: 1...1000, "t, the number of terms; whole")
  ]

  private let order: Int

  init(_ settings: Component) { order = Int(settings["order"]) }

  static func conflict(in settings: Component) -> String? {
    let order = settings["order"]
    return order == order.rounded() ? nil : "order is \(order); expected a whole number"
  }

  func terms(_ trueClass: TrueClass, _ example: ExampleContext) -> (loss: Double, weight: Double) {
    var (loss, powers, power) = (0.0, 0.0, 1.0)
    for j in 1...order {
      powers += power
      power *= trueClass.complement
      loss += power / Double(j)
    }
    return (loss, trueClass.probability * powers)
  }
}
