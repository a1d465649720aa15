import ArgumentParser
import Core
import Foundation
import Training

/// `bench perf loss`: the time of a loss beside that of a memory copy.
struct PerfLossCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "loss",
    abstract: "Print the time of a loss with its gradient beside that of a memory copy.",
    discussion: """
      A copy of the logits to the gradient moves the same bytes, so it is the floor. Both run by \
      turns; the ratio is the median over the turns.

      EXAMPLES
        bench perf loss
        bench perf loss --loss focal --json
      """)

  @Option(
    help: "The loss's id; `bench list losses` prints them.", completion: IdCompletion.losses)
  var loss = "mixed"

  @Option(help: "Seconds for each shape.")
  var seconds = 2.0

  @Flag(help: "Print one JSON document.")
  var json = false

  func validate() throws {
    guard seconds > 0 else { throw ValidationError("--seconds must be positive") }
  }

  func run() throws {
    let results = try LossBenchmark.shapes.map { shape in
      try LossBenchmark.measure(
        Component(loss), rows: shape.rows, classes: shape.classes, seconds: seconds)
    }
    guard !json else { return try JSONOutput.write(results) }
    for result in results {
      let shape = "\(result.rows)×\(result.classes)"
      try print(
        String(
          format: "%@ %@: %.1f µs, %.2f of a copy (median of %d turns)", result.loss, shape,
          result.lossMicroseconds, result.ratio, result.turns))
    }
  }
}
