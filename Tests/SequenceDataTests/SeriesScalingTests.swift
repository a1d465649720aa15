import Core
import DataStore
import Foundation
import TestSupport
import Testing

@testable import SequenceData

@Suite("Normalisation of series")
struct SeriesScalingTests {
  private struct Golden: Decodable {
    struct Part: Decodable {
      let values: [Float?]
      let lengths: [Int32]
      let perSeries: [Double]
      let perChannel: [Double]

      var part: DecodedSeries.Part {
        DecodedSeries.Part(
          values: values.map { $0 ?? .nan }, lengths: lengths,
          labels: lengths.indices.map { Int32($0 % 2) })
      }
    }
    let train: Part
    let test: Part
  }

  @Test("agrees with NumPy", arguments: [SeriesNormalization.perSeries, .perChannel])
  func golden(normalization: SeriesNormalization) throws {
    let golden = try JSONDecoder().decode(
      Golden.self, from: Repository.golden("series_scaling.json"))
    let layout = SeriesLayout(channels: 2, length: 6, shortest: 3, normalization: normalization)
    let decoded = DecodedSeries(
      classes: ["a", "b"], layout: layout, train: golden.train.part, test: golden.test.part)
    let prepared = try decoded.prepared(id: "x", holdingOut: [])
    #expect(prepared.shape == .series(channels: 2, length: 6))
    for (source, golden) in [(prepared.train, golden.train), (prepared.test, golden.test)] {
      #expect(source.lengths == golden.lengths)
      let expected = normalization == .perSeries ? golden.perSeries : golden.perChannel
      let found = (0..<source.count).flatMap { SeriesFixture.values(source, $0, count: 12) }
      #expect(found.count == expected.count)
      for (left, right) in zip(found, expected) {
        // Stored as floats: one rounding.
        #expect(abs(Double(left) - right) <= 1e-6 * max(1, abs(right)))
      }
    }
  }

  @Test("learns nothing from series held out")
  func heldOut() throws {
    let part = DecodedSeries.Part(
      values: [1, 3, 1000, 2000, 3, 1], lengths: [2, 2, 2], labels: [0, 1, 0])
    let layout = SeriesLayout(channels: 1, length: 2, normalization: .perChannel)
    let decoded = DecodedSeries(classes: ["a", "b"], layout: layout, train: part, test: part)
    let prepared = try decoded.prepared(id: "x", holdingOut: [1])
    #expect(prepared.train.labels == [0, 0])
    #expect(SeriesFixture.values(prepared.train, 0, count: 2) == [-1, 1])
    #expect(SeriesFixture.values(prepared.train, 1, count: 2) == [1, -1])
    let validation = try #require(prepared.validation)
    #expect(validation.labels == [1])
    #expect(SeriesFixture.values(validation, 0, count: 2) == [998, 1998])
    #expect(prepared.train.lengths == nil)  // No series is padded.
  }

  @Test("tells true lengths in every part as soon as one series is padded")
  func lengths() throws {
    let full = DecodedSeries.Part(values: [1, 2, 3, 4], lengths: [2, 2], labels: [0, 1])
    let short = DecodedSeries.Part(values: [5, 0], lengths: [1], labels: [0])
    let layout = SeriesLayout(channels: 1, length: 2, shortest: 1)
    let decoded = DecodedSeries(classes: ["a", "b"], layout: layout, train: full, test: short)
    let prepared = try decoded.prepared(id: "x", holdingOut: [1])
    #expect(prepared.train.lengths == [2])
    #expect(prepared.validation?.lengths == [2])
    #expect(prepared.test.lengths == [1])
    #expect(SeriesFixture.values(prepared.test, 0, count: 2) == [5, 0])
  }
}
