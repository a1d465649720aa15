import Core
import Foundation

/// Cross entropy of logits that carry the class priors: `−ln softmax(z + τ ln π)_y`.
///
/// The network learns what is left when the priors are known, so the plain logits aim at the
/// balanced error. π are the shares of the training classes; predictions use the plain logits.
///
/// - Source: Menon, Jayasumana, Rawat, Jain, Veit and Kumar, ICLR 2021, eq. 10; τ = 1 as there.
struct LogitAdjusted: RowLoss {
  static let id = "logit-adjusted"
  static let summary = "cross entropy of z + τ ln π, with π the shares of the training classes"
  static let citation = "Menon, Jayasumana, Rawat, Jain, Veit and Kumar, ICLR 2021"
  static let settings = [
    SettingDescription("tau", default: 1, in: 0...10, "τ; 0 is cross entropy")
  ]
  static let usesClassCounts = true

  private let offsets: [Double]

  init(_ settings: Component) { self.init(settings, context: .balanced) }

  init(_ settings: Component, context: LossContext) {
    offsets = context.priors.map { settings["tau"] * log($0) }
  }

  func differentiate(_ row: inout SoftmaxRow) -> (loss: Double, weight: Double) {
    if !offsets.isEmpty {
      precondition(
        offsets.count == row.classes, "\(offsets.count) counts for \(row.classes) classes")
      for k in 0..<row.classes { row.logits[k] += offsets[k] }
      row.softmax()
    }
    row.writeCrossEntropyGradient()
    return (row.crossEntropy, 1)
  }
}
