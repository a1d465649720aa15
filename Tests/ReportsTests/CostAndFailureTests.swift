import Core
import Records
import Testing

@testable import Reports

@Suite("Cost and failures in reports") struct CostAndFailureTests {
  /// Two arms of one seed, of which the second may be replaced.
  private func report(_ change: (inout TrialRecord) -> Void) throws -> ComparisonReport {
    let base = makeRecord(arm: "cross-entropy", seed: 1, scores: makeScores(0.9))
    var other = makeRecord(arm: "mixed", seed: 1, scores: makeScores(0.8))
    change(&other)
    return try ComparisonReport(
      suite: "s", baselineArm: "cross-entropy", records: [base, other])
  }

  @Test("what trials cost in parts is a column, once a record says it")
  func attributed() throws {
    let silent = try report { _ in }
    #expect(
      !String(decoding: try MarkdownReport().render(silent), as: UTF8.self)
        .contains("attributed"))
    let telling = try report { $0.timing.attributedSeconds = 3.25 }
    #expect(telling.timings.map(\.meanAttributedSeconds) == [nil, 3.25])
    let text = String(decoding: try MarkdownReport().render(telling), as: UTF8.self)
    #expect(text.contains("| training, s | attributed, s | evaluation, s |"))
    #expect(text.contains("11.00 | 3.25 | 0.25 |") && text.contains("11.00 | - | 0.25 |"))
  }

  @Test("a recorded failure is a gap with its reason, and its empty facts count nowhere")
  func failure() throws {
    let report = try report {
      $0.outcome = .failed(.timeLimit, reason: "took longer than the time limit of 5 s")
      ($0.test, $0.parameterCount) = (nil, 0)
    }
    let cell = report.cells[0]
    #expect(cell.parameterCount == 4321)
    #expect(cell.arms[1].gaps.map(\.kind) == [.failed])
    let text = String(decoding: try MarkdownReport().render(report), as: UTF8.self)
    #expect(text.contains("seed 1 failed: took longer than the time limit of 5 s"))
  }
}
