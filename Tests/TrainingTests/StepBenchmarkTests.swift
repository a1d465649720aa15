import Core
import Engine
import Foundation
import Models
import Testing

@testable import Training

/// What `bench perf step --json` prints, of every model.
@Suite("Step benchmark")
struct StepBenchmarkTests {
  static let models = ModelCatalogue.all.entries.map { $0.id }

  @Test("every model can be timed, and its plan takes the same memory again", arguments: models)
  func measures(id: String) throws {
    let (first, second) = (try Self.measure(id, batch: 4), try Self.measure(id, batch: 4))
    #expect(first.steps == 1)  // Two of three are warm-up.
    #expect(first.medianMilliseconds > 0)
    #expect(first.memoryBytes == second.memoryBytes)
    // At least parameters, their gradients, and a plan that grows with the batch.
    #expect(first.memoryBytes > 8 * first.parameterCount)
    #expect(try Self.measure(id, batch: 8).memoryBytes > first.memoryBytes)
    #expect(first.operations == second.operations && first.operations > 0)
  }

  @Test("the document names what was measured", arguments: [1, 2])
  func document(threads: Int) throws {
    let result = try StepBenchmark.measure(
      Component("mlp"), batchSize: nil, threads: threads, seconds: 1, steps: 4)
    let text = try CanonicalJSON.document(result)
    let read = try JSONDecoder().decode(StepBenchmark.self, from: text)
    #expect(read.model == "mlp" && read.batchSize == 256 && read.threads == threads)
    #expect(read.medianMilliseconds == result.medianMilliseconds)
    #expect(read.memoryBytes == result.memoryBytes && read.precision == .float32)
  }

  private static func measure(_ id: String, batch: Int) throws -> StepBenchmark {
    try StepBenchmark.measure(
      Component(id), batchSize: batch, threads: 1, seconds: 1, steps: 3)
  }
}
