import Core
import DataStore
import Foundation
import TestSupport
import Testing

@testable import TabularData

@Suite("TableScaling")
struct TableScalingTests {
  private struct Golden: Decodable {
    struct Case: Decodable {
      let name: String
      let scaling: String
      let train: [Double]
      let test: [Double]
      let features: [Double]
    }
    let cases: [Case]
  }

  @Test("agrees with scikit-learn, extremes, ties and more rows than quantiles included")
  func golden() throws {
    let golden = try JSONDecoder().decode(
      Golden.self, from: Repository.golden("table_scaling.json"))
    #expect(Set(golden.cases.map(\.scaling)) == Set(TableScaling.allCases.map(\.rawValue)))
    for item in golden.cases {
      let scaling = try #require(TableScaling(rawValue: item.scaling))
      let scale = NumberScale(scaling, fitting: item.train)
      for (value, expected) in zip(item.test, item.features) {
        // Stored as float: one rounding. The ends of the normal quantile, ±5.2, are 1e-7 from 0
        // and 1, where scikit-learn adds an ulp of 1 that moves the quantile by 1e-10.
        #expect(
          abs(Double(scale.feature(value)) - expected) <= 2e-6 * max(1, abs(expected)),
          "\(item.name), \(item.scaling): \(value)")
      }
    }
  }

  @Test("says nothing of a constant column or one without values", arguments: TableScaling.allCases)
  func constant(scaling: TableScaling) {
    #expect(NumberScale(scaling, fitting: [0.1, 0.1, 0.1]) == .zero)
    #expect(NumberScale(scaling, fitting: []) == .zero)
    #expect(NumberScale.zero.feature(7) == 0)
  }

  @Test("takes the standard deviation where half of the values are equal")
  func noInterquartileRange() {
    // Eight zeros, a 2 and a 4: mean 0.6, mean square 2, variance 1.64.
    let scale = NumberScale(.robust, fitting: [0, 0, 0, 0, 0, 0, 0, 0, 2, 4])
    #expect(abs(scale.feature(4) - Float(4 / 1.64.squareRoot())) < 1e-6)
    #expect(scale.feature(0) == 0)
  }

  @Test("is chosen by the table, which a run may override")
  func overriding() throws {
    let part = DecodedTable.Part(
      columns: [.numeric(name: "n", values: [1, 2, 3, 4, .nan])], labels: [0, 1, 0, 1, 0])
    var table = DecodedTable(
      classes: ["a", "b"], train: part, test: part, scaling: .quantileUniform)
    #expect(try Self.features(table) == [[0, 0], [1 / 3, 0], [2 / 3, 0], [1, 0], [0.5, 1]])
    let digest = table.digest
    table.scaling = .robust  // Median 2.5, quartiles 1.75 and 3.25.
    #expect(try Self.features(table) == [[-1, 0], [-1 / 3, 0], [1 / 3, 0], [1, 0], [0, 1]])
    #expect(table.digest == digest)
  }

  @Test("scales ranks of ordered words like numbers")
  func ranks() throws {
    let levels = ["low", "mid", "high"]
    let table = DecodedTable(
      classes: ["a", "b"],
      train: DecodedTable.Part(
        columns: [.ordered(name: "o", levels: levels, codes: [0, 2, 0, 2])], labels: [0, 1, 0, 1]),
      test: DecodedTable.Part(
        columns: [.ordered(name: "o", levels: levels, codes: [1, -1])], labels: [0, 1]))
    let prepared = try table.prepared(id: "x", holdingOut: [])
    #expect(prepared.shape == .features(1))
    #expect(Self.features(prepared.train, width: 1) == [[-1], [1], [-1], [1]])
    #expect(Self.features(prepared.test, width: 1) == [[0], [0]])
  }

  private static func features(_ table: DecodedTable) throws -> [[Float]] {
    features(try table.prepared(id: "x", holdingOut: []).train, width: 2)
  }

  private static func features(_ source: any ExampleSource, width: Int) -> [[Float]] {
    (0..<source.count).map { row in
      var batch = [Float](repeating: .nan, count: width)
      var span = batch.mutableSpan
      source.gather([Int32(row)].span, into: &span)
      return batch
    }
  }
}
