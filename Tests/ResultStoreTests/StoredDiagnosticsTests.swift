import Records
import TestSupport
import Testing

@testable import ResultStore

@Suite struct StoredDiagnosticsTests {
  @Test("a whole record of format 1 is read, and stays of format 1")
  func oldRecord() throws {
    try withTemporaryFolder { url in
      let folder = try quietStore(url)
      var record = makeRecord()
      record.format = 1
      try folder.store(record)
      #expect(try quietResults(url).records() == [record])
    }
  }

  @Test("diagnostics survive the file")
  func roundTrip() throws {
    try withTemporaryFolder { url in
      let folder = try quietStore(url)
      var record = makeRecord()
      let cases = TrialRecord.CaseCounts(
        probability: Array(0..<20), margin: Array(0..<22))
      record.test?.cases = cases
      record.test?.areaUnderROC = 0.9
      record.test?.scaled = TrialRecord.ScaledScores(
        temperature: 1.5, isFitted: true, negativeLogLikelihood: 0.3, brier: 0.2,
        expectedCalibrationError: 0.01, equalMassCalibrationError: 0.02)
      record.validation = record.test
      record.curve[0].leftBehind = 0.25
      record.curve[0].leftBehindOfMislabelled = 0.5
      record.curve[0].mislabelledOfLeftBehind = 0.75
      record.curve[0].gradientNorm = 1e-3
      record.curve[0].weightDistance = 12
      record.curve[0].cases = cases
      try folder.store(record)
      #expect(try folder.record(forKey: record.key) == record)
      #expect(record.format == 2)
    }
  }
}
