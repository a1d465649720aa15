public import Foundation
import Records
import Statistics

/// The verdicts as an aligned table for a terminal, at most 104 columns wide.
public struct VerdictTable: ReportFormat {
  /// The id on the command line.
  public static let id = "text"
  /// The file name's ending.
  public static let fileExtension = "txt"
  /// One line for lists.
  public static let summary = "accuracy and verdict of each arm, for a terminal"

  /// The widest line.
  static let width = 104

  /// Whether verdicts are coloured by terminal escapes; the caller knows the terminal and `NO_COLOR`.
  public var usesColor: Bool

  /// Creates the format without colours.
  public init() { usesColor = false }

  /// Creates the format.
  public init(usesColor: Bool) { self.usesColor = usesColor }

  /// Returns the table as UTF-8.
  public func render(_ report: ComparisonReport) throws(ReportError) -> Data {
    Data((text(report)).utf8)
  }

  /// Returns the table, with a final line end.
  public func text(_ report: ComparisonReport) -> String {
    let rows = report.cells.map { cell in
      cell.arms.map { VerdictRow($0, needed: report.pairsNeeded) }
    }
    let widths = columnWidths(rows.flatMap { $0 })
    let level = NumberText.percent(report.confidence)
    var lines = [
      "\(report.suite): test accuracy against \(report.baselineArm), paired by seed",
      "± is the \(level) t interval of a mean; [ ] the \(level) BCa interval of the paired difference",
    ]
    if let part = report.partText { lines.append(part) }
    for (cell, rows) in zip(report.cells, rows) {
      let best = cell.bayesAccuracy.map { "  (best possible \(Metric.accuracy.text($0)) %)" } ?? ""
      lines += ["", cell.title + best, line(VerdictRow.header, widths)]
      lines += rows.map { line($0, widths) }
      lines += cell.arms.flatMap { notes($0) }
    }
    lines += ["", family(report)]
    return lines.map { clipped($0) + "\n" }.joined()
  }

  private func family(_ report: ComparisonReport) -> String {
    let size = report.accuracyFamilySize
    guard size > 0 else { return "No arm could be compared: no seed completed in both arms." }
    let needed = SignFlipTest.pairsNeeded(confidence: report.confidence, familySize: size)
    let unpaired = report.unpairedComparisonCount
    let open = unpaired == 0 ? "" : " Not counted: \(unpaired) without pairs."
    return size == 1
      ? "1 comparison, so Holm's correction changes nothing.\(open)"
      : "Holm's correction over \(size) comparisons; a claim that survives it needs \(needed) pairs.\(open)"
  }

  private func notes(_ row: ArmRow) -> [String] {
    var notes: [String] = []
    let counts = TrialGap.Kind.allCases.compactMap { kind -> String? in
      let count = row.gaps(of: kind).count
      return count == 0 ? nil : "\(count) \(kind == .missing ? "not run" : kind.rawValue)"
    }
    if !counts.isEmpty { notes.append("  ! \(row.arm.id): \(counts.joined(separator: ", "))") }
    let worse = row.tradedAwayDifferences.map {
      "\($0.metric.title) \($0.metric.signedText($0.comparison.summary.mean))"
    }
    if !worse.isEmpty {
      notes.append(
        "  ! \(row.arm.id): mean accuracy rose, but got worse: \(worse.joined(separator: ", "))")
    }
    return notes + leftBehind(row)
  }

  /// What share of the training examples an arm gave up in its last epoch, if it is worth a line.
  private func leftBehind(_ row: ArmRow) -> [String] {
    guard let last = row.diagnostics?.points.last, let share = last.leftBehind, share >= 0.005
    else { return [] }
    let wrong = last.mislabelledOfLeftBehind.map {
      " (\(NumberText.fixed(100 * $0, 1)) % of them mislabelled)"
    }
    return [
      "  · \(row.arm.id): \(NumberText.fixed(100 * share, 1)) % of the training examples left behind "
        + "in the end\(wrong ?? "")"
    ]
  }

  private func columnWidths(_ rows: [VerdictRow]) -> [Int] {
    let all = [VerdictRow.header] + rows
    var widths = VerdictRow.header.cells.indices.map { column in
      all.map { $0.cells[column].count }.max() ?? 0
    }
    let rest = widths.dropFirst().reduce(0, +) + 2 * widths.count
    widths[0] = min(widths[0], max(8, Self.width - rest))
    return widths
  }

  private func line(_ row: VerdictRow, _ widths: [Int]) -> String {
    var text = ""
    for (column, width) in widths.enumerated() {
      let cell = shortened(row.cells[column], to: width)
      let padding = String(repeating: " ", count: width - cell.count)
      text += "  " + (VerdictRow.isNumber[column] ? padding + cell : cell + padding)
    }
    while text.hasSuffix(" ") { text.removeLast() }
    guard usesColor, let color = row.color, let verdict = row.cells.last, !verdict.isEmpty,
      text.hasSuffix(verdict), text.count <= Self.width
    else { return text }
    return text.dropLast(verdict.count) + "\u{1B}[\(color)m\(verdict)\u{1B}[0m"
  }

  private func shortened(_ text: String, to width: Int) -> String {
    text.count <= width ? text : text.prefix(width - 1) + "…"
  }

  /// Cuts a line that is too long; coloured lines were measured before they were coloured.
  private func clipped(_ line: String) -> String {
    line.contains("\u{1B}") ? line : shortened(line, to: Self.width)
  }
}

/// One arm's line in the table.
private struct VerdictRow {
  static let header = VerdictRow(
    cells: ["arm", "n", "accuracy %", "difference pp", "W/T/L", "verdict"], color: nil)
  static let isNumber = [false, true, true, true, true, false]

  let cells: [String]
  /// The terminal's colour of the verdict: green and red only for claims that survive correction.
  let color: String?

  init(cells: [String], color: String?) {
    self.cells = cells
    self.color = color
  }

  init(_ row: ArmRow, needed: Int) {
    let difference = row.difference(of: .accuracy)
    cells = [
      row.arm.id, "\(row.seeds.count)/\(row.plannedCount)", Self.accuracy(row),
      row.isBaseline ? "baseline" : Self.difference(difference),
      difference.map {
        "\($0.comparison.wins)/\($0.comparison.ties)/\($0.comparison.losses)"
      } ?? "",
      row.isBaseline ? "" : Self.verdict(difference, needed: needed),
    ]
    color =
      switch difference?.comparison.verdict {
      case .better where difference?.survivesCorrection == true: "32"
      case .worse where difference?.survivesCorrection == true: "31"
      case .undecided: "2"
      default: "33"
      }
  }

  private static func accuracy(_ row: ArmRow) -> String {
    guard let accuracy = row.summary(of: .accuracy) else { return "-" }
    let mean = Metric.accuracy.text(accuracy.summary.mean)
    guard let interval = accuracy.interval else { return mean }
    return "\(mean) ± \(Metric.accuracy.text((interval.upper - interval.lower) / 2))"
  }

  private static func difference(_ difference: MetricDifference?) -> String {
    guard let difference else { return "-" }
    let mean = difference.metric.signedText(difference.comparison.summary.mean)
    guard let interval = difference.comparison.bcaInterval else { return mean }
    return "\(mean) \(difference.metric.signedText(interval))"
  }

  private static func verdict(_ difference: MetricDifference?, needed: Int) -> String {
    guard let difference else { return MetricDifference.tooSmallText(pairs: 0, needed: needed) }
    let adjusted = NumberText.probability(difference.adjustedP)
    return switch difference.comparison.verdict {
    case .nTooSmall: difference.verdictText
    case .undecided:
      "\(difference.verdictText) (p \(NumberText.probability(difference.comparison.signFlipP)))"
    case .better, .worse:
      difference.survivesCorrection
        ? "\(difference.verdictText) (Holm p \(adjusted))"
        : "\(difference.verdictText) (\(adjusted))"
    }
  }
}
