import Foundation

extension TrialRecord {
  /// Returns predicted classes as ``testPredictions`` stores them: base64 of little-endian 16 bits.
  public static func encode(predictions: [UInt16]) -> String {
    var bytes = Data(capacity: 2 * predictions.count)
    for prediction in predictions {
      bytes.append(UInt8(truncatingIfNeeded: prediction))
      bytes.append(UInt8(truncatingIfNeeded: prediction >> 8))
    }
    return bytes.base64EncodedString()
  }

  /// Returns the predicted class of each test example, in the test part's order.
  ///
  /// - Throws: ``RecordError/badPredictions(key:)`` when the text is not what
  ///   ``encode(predictions:)`` writes.
  public func decodedTestPredictions() throws(RecordError) -> [UInt16] {
    guard let data = Data(base64Encoded: testPredictions), data.count % 2 == 0 else {
      throw .badPredictions(key: key)
    }
    let bytes = [UInt8](data)
    return stride(from: 0, to: bytes.count, by: 2).map {
      UInt16(bytes[$0]) | UInt16(bytes[$0 + 1]) << 8
    }
  }

  /// The record without curve, predictions and histograms: what reports of many trials read.
  public var withoutDetails: TrialRecord {
    var record = self
    record.curve = []
    record.testPredictions = ""
    record.test?.cases = nil
    record.train?.cases = nil
    record.validation?.cases = nil
    record.selection?.accuracies = []
    record.selection?.negativeLogLikelihoods = []
    return record
  }

  /// Whether two records agree in everything but when and how fast they ran.
  public func equalIgnoringTiming(_ other: TrialRecord) -> Bool {
    var copy = other
    copy.timing = timing
    return self == copy
  }
}
