import Core
import Foundation
import Records
import Testing

@testable import Reports

@Suite("Records that cannot be compared")
struct ReportErrorTests {
  let record = makeRecord(arm: "ce", seed: 1, scores: makeScores(0.9))

  @Test("two records of one trial")
  func duplicate() {
    var other = record
    other.key = "zzzz"
    expect(
      .duplicateTrial(trial: "data × mlp, arm ce, seed 1", keys: [record.key, "zzzz"]),
      for: [other, record])
  }

  @Test("two versions of one dataset")
  func mixedData() {
    var other = makeRecord(arm: "x", seed: 1, scores: makeScores(0.9))
    other.data.decodedDigest = "0"
    expect(
      .mixedData(dataset: "data", digests: ["0", record.data.decodedDigest]),
      for: [record, other])
  }

  @Test("an arm trained for different times")
  func mixedEpochs() {
    var other = makeRecord(arm: "ce", seed: 2, scores: makeScores(0.9))
    other.spec.epochs = 50
    expect(
      .mixedSettings(
        cell: "data × mlp", setting: "epochs of arm \"ce\"", found: ["5", "50"]),
      for: [record, other])
  }

  @Test("results of two numerics versions")
  func mixedNumerics() {
    var other = makeRecord(arm: "x", seed: 1, scores: makeScores(0.9))
    other.environment.numerics = 2
    expect(
      .mixedSettings(
        cell: "data × mlp", setting: "environment.numerics", found: ["1", "2"]),
      for: [record, other])
  }

  @Test("one arm with two settings")
  func mixedArm() {
    var other = makeRecord(arm: "ce", seed: 2, scores: makeScores(0.9))
    other.spec.arm.optimizer.settings["learningRate"] = 1
    expect(
      .mixedSettings(
        cell: "data × mlp", setting: "the settings of arm \"ce\"", found: ["2 variants"]),
      for: [record, other])
  }

  @Test("a completed trial without usable scores", arguments: [nil, Double.nan, 7, 1e300])
  func unusable(accuracy: Double?) {
    var other = record
    other.test?.accuracy = accuracy ?? 0
    if accuracy == nil { other.test = nil }
    expect(.unusableScores(trial: "data × mlp, arm ce, seed 1"), for: [other])
  }

  private func expect(_ error: ReportError, for records: [TrialRecord]) {
    #expect(throws: error) {
      try ComparisonReport(suite: "s", baselineArm: "ce", records: records)
    }
  }

  @Test("every message names the subject and what to do")
  func messages() {
    #expect(
      ReportError.duplicateTrial(trial: "t", keys: ["0123456789abcdef", "b"]).description
        == "t: 2 records with keys 0123456789ab, b; expected one; they come from different "
        + "versions or settings: remove one or choose another folder with --out")
    #expect(
      ReportError.mixedData(dataset: "d", digests: ["a", "b"]).description
        == "d: trials saw different data, with digests a, b; expected one; run again into another "
        + "folder with --out")
    #expect(
      ReportError.mixedSettings(cell: "c", setting: "epochs", found: ["1", "2"]).description
        == "c: trials differ in epochs: 1, 2; arms are compared only under equal settings: run "
        + "again into another folder with --out")
    #expect(
      ReportError.unusableScores(trial: "t").description
        == "t: marked completed, but its test scores are absent or not finite; delete its record "
        + "and run again")
    #expect(
      ReportError.cannotEncode(reason: "r").description
        == "report: cannot be written as JSON: r")
    let unknown = ReportError.unknownFormat(id: "mdd", known: ["md", "json"])
    #expect(unknown.description == "unknown report format \"mdd\"; did you mean \"md\"?")
    #expect(unknown.kind == .usage)
    #expect(ReportError.unusableScores(trial: "t").kind == .failure)
  }
}
