import Core
import Engine
import Testing

/// Products of 16-bit operands: 8 bits of precision, so a relative error of about 2^-8 an operand.
@Suite(
  "Networks in bf16",
  .enabled(if: Precision.bfloat16.isNative, "this processor has no such products"))
struct PrecisionTests {
  // Twenty layers of rounding under batch norm of eight examples turn a gradient by some degrees.
  @Test("come close to 32-bit floats in every model", arguments: EveryModelTests.models)
  func close(id: String) throws {
    let (narrow, wide) = (
      try ModelProbe(id, batch: 8, precision: .bfloat16), try ModelProbe(id, batch: 8)
    )
    let (first, expected) = (try narrow.step(), try wide.step())
    #expect(abs(first - expected) <= 0.05 * expected)
    var dot = 0.0
    var norms = (0.0, 0.0)
    for description in wide.network.parameterDescriptions where description.role != .statistic {
      let (ours, theirs) = (
        try narrow.network.gradient(description.name), try wide.network.gradient(description.name)
      )
      for (x, y) in zip(ours, theirs) {
        dot += Double(x) * Double(y)
        norms.0 += Double(x) * Double(x)
        norms.1 += Double(y) * Double(y)
      }
    }
    #expect(dot / (norms.0 * norms.1).squareRoot() > 0.94, "the gradients point elsewhere")
  }

  @Test("learn, and give the same bits twice", arguments: EveryModelTests.models)
  func learns(id: String) throws {
    let (first, second) = (
      try ModelProbe(id, batch: 8, precision: .bfloat16),
      try ModelProbe(id, batch: 8, precision: .bfloat16)
    )
    let start = try first.step()
    #expect(try second.step() == start)
    var last = start
    for _ in 0..<40 { last = try first.step() }
    for _ in 0..<40 { _ = try second.step() }
    #expect(last < start)
    #expect(try first.state() == second.state())
  }
}
