/// What a network does for one batch size and mode: steps over memory laid out once.
///
/// Running a plan allocates nothing, reads no files and takes no locks of ours.
@safe final class Plan {
  /// What a step may depend on besides memory.
  struct Context {
    /// Keys this step's dropout masks.
    var dropoutKey: UInt64 = 0
  }

  /// One step.
  enum Step {
    case primitive(Primitive)
    case kernel(name: String, run: (Context) -> Void)
  }

  let batchSize: Int
  let forward: [Step]
  let backward: [Step]
  let memory: Arena
  let input: Range<Int>
  let logits: Range<Int>
  let logitsGradient: Range<Int>?
  /// Where the true lengths of the batch go, when a layer reads them.
  let lengths: Range<Int>?
  private let library: LibraryEngine

  init(
    library: LibraryEngine, batchSize: Int, forward: [Step], backward: [Step], memory: Arena,
    input: Range<Int>, logits: Range<Int>, logitsGradient: Range<Int>?, lengths: Range<Int>?
  ) {
    self.library = library
    self.batchSize = batchSize
    self.forward = forward
    self.backward = backward
    self.memory = memory
    self.input = input
    self.logits = logits
    self.logitsGradient = logitsGradient
    self.lengths = lengths
  }

  func runForward(_ context: Context) throws(EngineError) { try run(forward, context) }

  func runBackward(_ context: Context) throws(EngineError) { try run(backward, context) }

  func run(_ steps: [Step], _ context: Context) throws(EngineError) {
    for step in steps {
      switch step {
      case .primitive(let primitive): try library.run(primitive)
      case .kernel(_, let run): run(context)
      }
    }
  }
}
