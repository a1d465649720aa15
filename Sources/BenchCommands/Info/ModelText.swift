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
    let rows = try network.rows().map { row in
      let count = row.parameters.filter { $0.role != .statistic }.reduce(0) { $0 + $1.count }
      return [
        "    \(row.name)", row.summary, row.shape.map(String.init).joined(separator: "×"),
        count == 0 ? "" : String(count),
        operations[row.name].map { String(format: "%.3f", $0 / 1e6) } ?? "",
      ]
    }
    let total = compiled.evaluationOperations
    return "  at its reference shape: input \(reference.input), \(reference.classCount) classes, "
      + "batch \(reference.batchSize), optimizer \(InfoText.text(reference.optimizer))\n"
      + TextTable.text([header] + rows)
      + "    \(network.parameterCount) parameters in all; "
      + String(format: "%.3f MFLOP for an example's forward pass, in products\n", total / 1e6)
  }
}
