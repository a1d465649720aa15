import Core
import DataStore
import Foundation
import TestSupport
import Testing

@testable import TabularData

@Suite("TableEncoder")
struct TableEncoderTests {
  private struct Golden: Decodable {
    struct Part: Decodable {
      let numbers: [[Float?]]
      let words: [[String]]
      let features: [[Double]]
      let ids: [[Double]]
    }
    let train: Part
    let test: Part
  }

  private static let levels = [["blue", "green", "pink", "red"], ["a", "b"]]

  /// The golden's cells as columns; `?` is missing.
  private static func part(_ golden: Golden.Part) -> DecodedTable.Part {
    let numbers = (0..<3).map { column in
      TableColumn.numeric(name: "n\(column)", values: golden.numbers.map { $0[column] ?? .nan })
    }
    let words = (0..<2).map { column in
      TableColumn.categorical(
        name: "w\(column)", levels: levels[column],
        codes: golden.words.map { row in
          levels[column].firstIndex(of: row[column]).map { Int32($0) } ?? -1
        })
    }
    return DecodedTable.Part(
      columns: numbers + words, labels: golden.words.map { $0[0] == "red" ? 1 : 0 })
  }

  private static func features(_ source: any ExampleSource, width: Int) -> [[Float]] {
    (0..<source.count).map { row in
      var batch = [Float](repeating: .nan, count: width)
      var span = batch.mutableSpan
      source.gather([Int32(row)].span, into: &span)
      return batch
    }
  }

  @Test("encodes as scikit-learn does, fitted on the training part")
  func golden() throws {
    let golden = try JSONDecoder().decode(
      Golden.self, from: Repository.golden("table_encoding.json"))
    let table = DecodedTable(
      classes: ["other", "red"], train: Self.part(golden.train), test: Self.part(golden.test))
    let prepared = try table.prepared(id: "x", holdingOut: [])
    #expect(prepared.shape == .features(10))
    for (source, expected) in [
      (prepared.train, golden.train.features), (prepared.test, golden.test.features),
    ] {
      let found = Self.features(source, width: 10)
      #expect(found.count == expected.count)
      for (left, right) in zip(found.joined(), expected.joined()) {
        // Stored as floats: one rounding.
        #expect(abs(Double(left) - right) <= 1e-6 * max(1, abs(right)))
      }
    }
  }

  @Test("gives categories as ids after the numbers, as scikit-learn's OrdinalEncoder counts them")
  func ids() throws {
    let golden = try JSONDecoder().decode(
      Golden.self, from: Repository.golden("table_encoding.json"))
    let table = DecodedTable(
      classes: ["other", "red"], train: Self.part(golden.train), test: Self.part(golden.test),
      categories: .ids)
    let prepared = try table.prepared(id: "x", holdingOut: [])
    #expect(prepared.shape == .mixed(numeric: 4, cardinalities: [4, 4]))
    #expect(prepared.shape.dimensions == [6])
    for (source, expected) in [
      (prepared.train, golden.train.ids), (prepared.test, golden.test.ids),
    ] {
      let found = Self.features(source, width: 6)
      #expect(found.count == expected.count)
      for (left, right) in zip(found.joined(), expected.joined()) {
        #expect(abs(Double(left) - right) <= 1e-6 * max(1, abs(right)))
      }
    }
  }

  @Test("keeps ids after the numbers whatever the order of the columns, and 0 for the unseen")
  func idOrder() {
    let words = TableColumn.categorical(name: "w", levels: ["a", "b", "c"], codes: [2, 0, 2])
    let numbers = TableColumn.numeric(name: "n", values: [1, 3, 5])
    let encoder = TableEncoder(fitting: [words, numbers, words], categories: .ids)
    #expect(encoder.shape == .mixed(numeric: 1, cardinalities: [3, 3]))
    let shown = encoder.examples(
      DecodedTable.Part(
        columns: [
          .categorical(name: "w", levels: ["a", "b", "c"], codes: [0, 1, -1]),
          .numeric(name: "n", values: [3, 3, 3]),
          .categorical(name: "w", levels: ["a", "b", "c"], codes: [2, 2, 2]),
        ], labels: [0, 0, 0]))
    #expect(shown.features == [0, 1, 2, 0, 0, 2, 0, 0, 2])
    #expect(TableEncoder(fitting: [numbers], categories: .ids).shape == .features(1))
  }

  @Test("learns nothing from rows held out")
  func heldOut() throws {
    let part = DecodedTable.Part(
      columns: [
        .numeric(name: "n", values: [1, 3, 1000, .nan]),
        .categorical(name: "w", levels: ["a", "b"], codes: [0, 0, 1, -1]),
      ], labels: [0, 1, 0, 1])
    let table = DecodedTable(classes: ["x", "y"], train: part, test: part)
    let prepared = try table.prepared(id: "x", holdingOut: [3, 2])
    #expect(prepared.shape == .features(2))  // No indicator, one level.
    #expect(Self.features(prepared.train, width: 2) == [[-1, 1], [1, 1]])
    let validation = try #require(prepared.validation)
    #expect(validation.labels == [1, 0])
    #expect(Self.features(validation, width: 2) == [[0, 0], [998, 0]])
    #expect(prepared.test.count == 4)
  }

  @Test("encodes a constant column, and one without any value, as zeros")
  func constant() {
    let encoder = TableEncoder(fitting: [
      .numeric(name: "n", values: [0.1, 0.1, 0.1]),
      .numeric(name: "m", values: [.nan, .nan, .nan]),
    ])
    let examples = encoder.examples(
      DecodedTable.Part(
        columns: [.numeric(name: "n", values: [7]), .numeric(name: "m", values: [7])],
        labels: [0]))
    #expect(encoder.width == 3)
    #expect(examples.features == [0, 0, 0])
  }
}
