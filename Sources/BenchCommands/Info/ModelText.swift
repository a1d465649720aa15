import Core
import Engine
import Foundation
import Models

/// What `bench info` prints about a model beside its settings: layers, shapes and parameters.
enum ModelText {
  /// Describes a model with default settings at its reference shape.
  static func text(_ id: String) throws -> String {
    let component = Component(id)
    let reference = try ModelCatalogue.referenceShape(component)
    let network = try ModelCatalogue.make(component).network(
      input: reference.input, classCount: reference.classCount)
    let compiled = try CompiledNetwork(
      network, batchSize: 1, evaluationBatchSize: 1,
      optimizer: OptimizerCatalogue.make(reference.optimizer))
    let operations = compiled.operationsByLayer
    let header = ["    layer", "does", "output", "parameters", "MFLOP"]
    let rows = try network.rows().flatMap { cells($0, inside: nil, operations) }
    let total = compiled.evaluationOperations
    return "  at its reference shape: input \(reference.input), \(reference.classCount) classes, "
      + "batch \(reference.batchSize), optimizer \(InfoText.text(reference.optimizer))\n"
      + TextTable.text([header] + rows)
      + "    \(network.parameterCount) parameters in all; "
      + String(format: "%.3f MFLOP for an example's forward pass, in products\n", total / 1e6)
  }

  /// A line for a layer, and one for each layer inside it, indented.
  private static func cells(
    _ row: Network.Row, inside outer: String?, _ operations: [String: Double], depth: Int = 0
  ) -> [[String]] {
    let count = row.parameters.filter { $0.role != .statistic }.reduce(0) { $0 + $1.count }
    // What a layer computes may be several products, each with a name behind the layer's.
    let own = operations.keys.filter { $0 == row.name || $0.hasPrefix(row.name + ".") }.sorted()
    let work = own.reduce(0) { $0 + (operations[$1] ?? 0) }
    let name = outer.map { String(row.name.dropFirst($0.count + 1)) } ?? row.name
    let line = [
      String(repeating: "  ", count: depth + 2) + name, row.summary,
      row.shape.map(String.init).joined(separator: "×"), count == 0 ? "" : String(count),
      work == 0 ? "" : String(format: "%.3f", work / 1e6),
    ]
    return [line]
      + row.parts.flatMap { cells($0, inside: row.name, operations, depth: depth + 1) }
  }
}
