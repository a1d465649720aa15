import ArgumentParser
import Core
import Engine
import Foundation
import Training

/// `bench perf`: how fast this machine trains and reads data.
struct PerfCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "perf",
    abstract: "Measure training steps, losses and the reading of datasets on this machine.",
    subcommands: [PerfStepCommand.self, PerfLossCommand.self, PerfLoadCommand.self])
}

/// `bench perf step`: the median time of one training step of a model.
struct PerfStepCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "step",
    abstract: "Print the median milliseconds of one training step.",
    discussion: """
      A step is forward, mixed loss at α = 0.5, backward and update, on random examples of the \
      model's reference shape (`bench info MODEL` shows it).

      EXAMPLES
        bench perf step --model cnn-small --threads 1
        bench perf step --model mlp --batch 512 --json
        bench perf step --model resnet20 --explain
      """)

  @Option(
    help: "The model's id; `bench list models` prints them.", completion: IdCompletion.models)
  var model: String

  @Option(help: "Examples of a step; default: the model's reference batch.")
  var batch: Int?

  @Option(help: "Kernel threads.")
  var threads = 1

  @Option(
    help: "What products read: f32 (the default), or bf16 where the processor has it.",
    transform: PerfStepCommand.precision)
  var precision = Precision.float32

  @Option(help: "Seconds to measure.")
  var seconds = 5.0

  @Option(help: "Steps to run instead, the first tenth as warm-up.")
  var steps: Int?

  @Flag(help: "Print each kernel with its share of the time, and the share of the machine's peak.")
  var explain = false

  @Flag(help: "Print one JSON document.")
  var json = false

  func validate() throws {
    guard threads > 0, batch ?? 1 > 0, seconds > 0 else {
      throw ValidationError("--threads, --batch and --seconds must be positive")
    }
    guard steps ?? 3 >= 3 else {
      throw ValidationError("--steps is \(steps ?? 0); expected at least 3")
    }
  }

  static func precision(_ text: String) throws -> Precision {
    guard let precision = Precision(rawValue: text) else {
      let known = Precision.allCases.map(\.rawValue).joined(separator: " or ")
      throw ValidationError("--precision is \(text); expected \(known)")
    }
    return precision
  }

  func run() throws {
    let result = try StepBenchmark.measure(
      Component(model), batchSize: batch, threads: threads, seconds: seconds, steps: steps,
      precision: precision, explains: explain)
    if json {
      try print(String(decoding: try CanonicalJSON.document(result), as: UTF8.self), terminator: "")
    } else {
      try print(
        String(
          format: "%@: %.3f ms per step (median of %d; %.3f to %.3f), batch %d, %d thread%@",
          result.model, result.medianMilliseconds, result.steps, result.minimumMilliseconds,
          result.maximumMilliseconds, result.batchSize, result.threads,
          result.threads == 1 ? "" : "s"))
      try print(
        String(
          format: "%.3f GFLOP in products, %.1f GFLOP/s; %.1f MB for plan and parameters",
          result.operations / 1e9, result.operations / result.medianMilliseconds / 1e6,
          Double(result.memoryBytes) / 1e6))
      try print("oneDNN \(result.oneDNN), \(result.instructionSet)")
      if let explanation = result.explanation { try print(StepText.text(explanation)) }
    }
  }
}
