import Core
import Foundation
import Records
import TestSupport
import Testing

@Suite("Trial record")
struct TrialRecordTests {
  @Test("predictions survive encoding", arguments: UInt64(0)...4)
  func predictions(seed: UInt64) throws {
    var random = RandomStream(seed: seed)
    let predictions = (0..<Int(seed) * 33).map { _ in UInt16(random.index(below: 65_536)) }
    var record = makeRecord()
    record.testPredictions = TrialRecord.encode(predictions: predictions)
    #expect(try record.decodedTestPredictions() == predictions)
  }

  @Test("predictions are base64 of little-endian 16-bit numbers")
  func layout() {
    // The bytes 01 00 34 12, as any base64 tool writes them.
    #expect(TrialRecord.encode(predictions: [1, 0x1234]) == "AQA0Eg==")
  }

  @Test("predictions that are not base64, or half a number, are refused", arguments: ["?", "AQ=="])
  func badPredictions(text: String) {
    var record = makeRecord()
    record.testPredictions = text
    #expect(throws: RecordError.badPredictions(key: record.key)) {
      try record.decodedTestPredictions()
    }
  }

  @Test("timing alone does not make records different")
  func equality() {
    let record = makeRecord()
    var later = record
    later.timing.totalSeconds += 1
    later.timing.startedAt = "2027-01-01T00:00:00Z"
    #expect(record != later)
    #expect(record.equalIgnoringTiming(later))
    later.curve[0].meanLoss = later.curve[0].meanLoss.nextUp
    #expect(!record.equalIgnoringTiming(later))
  }

  @Test("errors name the file and say what to do")
  func messages() {
    #expect(
      RecordError.damaged(path: "a.json", reason: "it is no JSON, or cut short").description
        == "a.json: not a whole trial record: it is no JSON, or cut short; it is not used, and the "
        + "same run command computes the trial again")
    #expect(
      RecordError.newerFormat(path: "a.json", found: 9, supported: 1).description
        == "a.json: record format 9; this version reads up to 1; update LossBench or choose "
        + "another folder with --out")
    #expect(
      RecordError.cannotEncode(key: "0123456789abcdef", reason: "test.accuracy is nan").description
        == "record 0123456789ab: cannot be written as JSON: test.accuracy is nan; every number of "
        + "a record must be finite")
    #expect(
      RecordError.badPredictions(key: "0123456789abcdef").description
        == "record 0123456789ab: testPredictions is not base64 of 16-bit numbers; run the "
        + "trial again into another folder with --out")
    let file = FileError.cannotRead(path: "x", reason: "Permission denied")
    #expect(RecordError.file(file).description == file.description)
  }
}

@Suite("Diagnostics in records")
struct DiagnosticRecordTests {
  @Test("scores and epochs of format 1 read as without diagnostics")
  func oldFormat() throws {
    let scores = try JSONDecoder().decode(
      TrialRecord.Scores.self,
      from: Data(
        """
        {"accuracy":0.5,"brier":0.4,"count":10,"expectedCalibrationError":0.1,
        "negativeLogLikelihood":0.7}
        """.utf8))
    #expect(
      scores
        == TrialRecord.Scores(
          count: 10, accuracy: 0.5, negativeLogLikelihood: 0.7, brier: 0.4,
          expectedCalibrationError: 0.1))
    let point = try JSONDecoder().decode(
      TrialRecord.EpochPoint.self,
      from: Data(
        """
        {"alpha":0,"epoch":1,"learningRate":0.1,"meanLoss":0.7,"meanWeight":1,
        "runningAccuracy":0.5,"step":2}
        """.utf8))
    #expect(point == makeRecord().curve[0])
  }

  @Test("what a record lacks leaves no trace in its text, so old digests hold")
  func absentFields() throws {
    let text = try CanonicalJSON.text(makeRecord())
    for name in ["scaled", "cases", "leftBehind", "gradientNorm", "areaUnderROC", "validation"] {
      #expect(!text.contains("\"\(name)\""))
    }
  }
}
