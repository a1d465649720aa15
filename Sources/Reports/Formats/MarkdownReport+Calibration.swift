import Records
import Statistics

extension MarkdownReport {
  /// How good the probabilities are, before and after temperature scaling, and the classes apart.
  func calibration(_ cell: ComparisonCell, confidence: Double) -> [String] {
    let metrics = Metric.diagnostic.filter { metric in
      cell.arms.contains { $0.summary(of: metric) != nil }
    }
    guard !metrics.isEmpty else { return [] }
    let isScaled = cell.arms.contains { $0.diagnostics?.temperature != nil }
    var lines = ["", "### Calibration and classes", ""]
    lines += MarkdownText.table(
      ["arm"] + (isScaled ? ["temperature"] : [])
        + metrics.map { $0.isPercentage ? "\($0.title), %" : $0.title }.map {
          "\($0) [\(NumberText.percent(confidence)) CI]"
        },
      cell.arms.map { row in
        [MarkdownText.escaped(row.arm.id)] + (isScaled ? [temperature(row)] : [])
          + metrics.map { score(row.summary(of: $0), of: row) }
      })
    lines += [
      "",
      isScaled
        ? "Scaled scores are of logits divided by the temperature that fits the validation part "
          + "best; above 1 the network was too sure."
        : "Without validation data no temperature is fitted: a suite asks for some with "
          + "`validation`.",
    ]
    lines += cell.arms.compactMap(unfitted)
    return lines
      + differences(cell.arms.map { ($0, $0.diagnosticDifferences) }, confidence: confidence)
  }

  private func temperature(_ row: ArmRow) -> String {
    guard let temperature = row.diagnostics?.temperature else { return "–" }
    let range = [temperature.minimum, temperature.maximum].map { NumberText.fixed($0, 2) }
    return "\(NumberText.fixed(temperature.mean, 2)) (\(range.joined(separator: " to ")))"
  }

  private func unfitted(_ row: ArmRow) -> String? {
    guard let count = row.diagnostics?.unfittedTemperatures, count > 0 else { return nil }
    return "\n- **\(MarkdownText.escaped(row.arm.id))**: \(Plural.text(count, "seed")) had no best "
      + "temperature, as when every validation example is right; the scores are unscaled there."
  }
}
