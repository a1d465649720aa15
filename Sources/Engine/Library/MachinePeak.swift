import COneDNN

/// The most products a second that the library reaches on this machine, for comparison.
public enum MachinePeak {
  /// Multiplies square matrices for a while and returns floating-point operations a second.
  ///
  /// - Parameters:
  ///   - threads: kernel threads.
  ///   - repeats: how often each size is tried; the fastest run counts.
  /// - Returns: the fastest run, in floating-point operations a second.
  /// - Throws: ``EngineError`` when the library refuses a product.
  public static func measure(threads: Int, repeats: Int = 12) throws(EngineError) -> Double {
    lb_set_threads(Int32(threads))
    let library = try LibraryEngine()
    var best = 0.0
    for side in [768, 1024, 1536] {
      let store = ParameterStore(gathersTables: true)
      let builder = PlanBuilder(
        library: library, parameters: store, mode: .evaluation, batchSize: side)
      let plan = try builder.plan(
        input: .plain([side, side]), layers: [("product", Product(side: side))], momentCount: 0)
      let clock = ContinuousClock()
      for _ in 0..<repeats {
        let start = clock.now
        try plan.runForward(Plan.Context())
        let seconds = (clock.now - start) / .seconds(1)
        best = max(best, plan.operations / seconds)
      }
    }
    return best
  }

  /// The square of its input.
  private struct Product: Layer {
    let side: Int
    var kind: String { "product" }
    var summary: String { "square" }
    func outputShape(for input: [Int], named name: String) throws(EngineError) -> [Int] { input }
    func build(in plan: PlanBuilder, named name: String, input: Tensor) throws(EngineError)
      -> Tensor
    {
      let output = plan.tensor(input.layout, needsGradient: false)
      try plan.multiply(name, input, input, into: output)
      return output
    }
  }
}
