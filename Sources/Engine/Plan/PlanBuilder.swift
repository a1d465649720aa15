import COneDNN

/// Collects the steps of a plan while layers build themselves, then lays out its memory.
///
/// Layers append forward steps and record on a tape what their backward pass will append; the tape
/// is played in reverse. Gradients are filed by tensor, and summed where a tensor has two readers,
/// so branches and residual blocks need no special case.
public final class PlanBuilder {
  /// What the plan is for.
  enum Mode { case training, evaluation }

  /// What a backward recipe does.
  typealias Recipe = (PlanBuilder) throws(EngineError) -> Void
  /// Makes a step once the memory of the plan is known.
  typealias Kernel = (Memory) -> (Plan.Context) -> Void

  let library: LibraryEngine
  let parameters: ParameterStore
  let mode: Mode
  let batchSize: Int
  /// What products read.
  let precision: Precision

  private enum Pending {
    case primitive(Primitive, [(Argument, Tensor)])
    case kernel(String, Kernel)
  }

  private var forwardSteps: [Pending] = []
  private var backwardSteps: [Pending] = []
  private var isBackward = false
  private var tape: [Recipe] = []
  /// The right factors that `packed` made: already as their products read them.
  var packedTensors: Set<Int> = []
  private var gradients: [Int: Tensor] = [:]
  private var filings: [Tensor.Place: Int] = [:]
  /// What a tensor of the forward pass looks like in other layouts that a step asked for.
  private var conversions: [Int: [Tensor]] = [:]
  /// The same for parameters, which no step of a plan changes, and for views of them.
  private var parameterConversions: [Tensor.Place: [(source: Descriptor, result: Tensor)]] = [:]
  private var forwardTensorCount: Int?
  /// True lengths of sequences, once a layer asks for them.
  var lengthsTensor: Tensor?
  private var tensorCount = 0
  private var memoryFloats = 0
  private var scratchFloats = 0

  init(
    library: LibraryEngine, parameters: ParameterStore, mode: Mode, batchSize: Int,
    precision: Precision = .float32
  ) {
    self.precision = precision
    self.library = library
    self.parameters = parameters
    self.mode = mode
    self.batchSize = batchSize
  }

  var isTraining: Bool { mode == .training }

  // MARK: Tensors

  /// A new tensor in the plan's own memory.
  func tensor(_ layout: Descriptor, needsGradient: Bool = true) -> Tensor {
    let offset = memoryFloats
    memoryFloats += aligned(layout.floatCount)
    return tensor(layout, at: .activation(offset: offset), needsGradient: needsGradient)
  }

  /// A tensor with the same memory under other extents or another role.
  func tensor(_ layout: Descriptor, at place: Tensor.Place, needsGradient: Bool) -> Tensor {
    tensorCount += 1
    return Tensor(id: tensorCount, layout: layout, place: place, needsGradient: needsGradient)
  }

  /// The network's tensor of a description, in the layout it is stored in.
  func parameter(_ description: ParameterDescription, preferring layout: Descriptor) -> Tensor {
    let index = parameters.index(of: description, preferring: layout)
    return tensor(
      parameters.entries[index].layout, at: .parameter(index), needsGradient: false)
  }

  /// The gradient of a parameter, in the layout of the parameter.
  func gradient(ofParameter parameter: Tensor) -> Tensor {
    guard case .parameter(let index) = parameter.place else {
      preconditionFailure("only parameters have parameter gradients")
    }
    return tensor(parameter.layout, at: .parameterGradient(index), needsGradient: false)
  }

  // MARK: Steps

  /// Appends a primitive, with its scratchpad.
  func run(_ primitive: Primitive, _ arguments: [(Argument, Tensor)]) {
    var arguments = arguments
    if let pad = primitive.layout(LB_SCRATCHPAD, extents: []) {
      scratchFloats = max(scratchFloats, aligned(pad.floatCount))
      arguments.append((LB_SCRATCHPAD, tensor(pad, at: .scratch, needsGradient: false)))
    }
    append(.primitive(primitive, arguments))
  }

  /// Appends a loop of ours.
  func run(_ name: String, _ kernel: @escaping Kernel) { append(.kernel(name, kernel)) }

  private func append(_ step: Pending) {
    if isBackward { backwardSteps.append(step) } else { forwardSteps.append(step) }
  }

  /// Returns the tensor in another layout, with a reorder where the layouts differ.
  ///
  /// What the forward pass makes is never written again, so a second reader of the same layout shares
  /// the first one's copy. Gradients may be overwritten in place and are converted anew.
  func converted(_ source: Tensor, to layout: Descriptor, for reader: String)
    throws(EngineError) -> Tensor
  {
    if source.layout.hasLayout(of: layout) { return source }
    if case .parameter = source.place {
      return try convertedParameter(source, to: layout, for: reader)
    }
    let isForward = source.id <= forwardTensorCount ?? tensorCount
    if isForward,
      let known = conversions[source.id]?.first(where: { $0.layout.hasLayout(of: layout) })
    {
      return known
    }
    let result = tensor(layout, needsGradient: source.needsGradient)
    try reorder(source, into: result, for: reader)
    if isForward { conversions[source.id, default: []].append(result) }
    return result
  }

  private func convertedParameter(_ source: Tensor, to layout: Descriptor, for reader: String)
    throws(EngineError) -> Tensor
  {
    let known = parameterConversions[source.place]?.first {
      $0.source.hasLayout(of: source.layout) && $0.result.layout.hasLayout(of: layout)
    }
    if let known { return known.result }
    let result = tensor(layout, needsGradient: false)
    try reorder(source, into: result, for: reader)
    parameterConversions[source.place, default: []].append((source.layout, result))
    return result
  }

  /// Appends a copy from one layout to another.
  func reorder(_ source: Tensor, into destination: Tensor, for reader: String)
    throws(EngineError)
  {
    var handle: OpaquePointer?
    // SAFETY: the descriptors are valid; the call writes the handle it creates.
    let status = unsafe lb_reorder_create(
      library.handle, source.layout.handle, destination.layout.handle, &handle)
    let primitive = try unsafe Primitive("reorder for \(reader)", handle, status: status)
    run(primitive, [(LB_SOURCE, source), (LB_DESTINATION, destination)])
  }

  // MARK: Backward pass

  /// Records what the backward pass of a layer appends; dropped when the plan only evaluates.
  func onBackward(_ recipe: @escaping Recipe) {
    if isTraining { tape.append(recipe) }
  }

  /// The gradient of a tensor that a later layer has filed, or nil when nothing depends on it.
  func gradient(of tensor: Tensor) -> Tensor? { gradients[tensor.id] }

  /// Files a gradient, or its sum with the one that another reader filed.
  func file(_ gradient: Tensor, asGradientOf tensor: Tensor) throws(EngineError) {
    guard let known = gradients[tensor.id] else {
      gradients[tensor.id] = gradient
      filings[gradient.place, default: 0] += 1
      return
    }
    let addend = try converted(gradient, to: known.layout, for: "a sum of gradients")
    let sum = writable(known)
    run("sum of gradients") { $0.sum(known, addend, into: sum) }
    gradients[tensor.id] = sum
  }

  /// Files a gradient that this tensor's only reader of it hands on unchanged.
  ///
  /// No reader is added, so that the next step may still write in place.
  func handOn(_ gradient: Tensor, asGradientOf tensor: Tensor) throws(EngineError) {
    let isFirst = gradients[tensor.id] == nil
    try file(gradient, asGradientOf: tensor)
    if isFirst { filings[gradient.place, default: 1] -= 1 }
  }

  /// Files a gradient whose step can add what other readers filed in the same pass.
  ///
  /// The closure appends the step that writes the result: its own gradient plus the addend, if there
  /// is one. Both have the layout given; the result may be the addend itself.
  func fileSum(
    asGradientOf tensor: Tensor, layout: Descriptor, for reader: String,
    _ append: (_ addend: Tensor?, _ result: Tensor) throws(EngineError) -> Void
  ) throws(EngineError) {
    guard let known = gradients[tensor.id] else {
      let result = self.tensor(layout, needsGradient: false)
      try append(nil, result)
      return try file(result, asGradientOf: tensor)
    }
    let addend = try converted(known, to: layout, for: reader)
    let result = writable(addend)
    try append(addend, result)
    gradients[tensor.id] = result
  }

  /// Where a step may write what becomes of a gradient: in place, unless two tensors share it.
  func writable(_ gradient: Tensor) -> Tensor {
    filings[gradient.place, default: 0] > 1
      ? tensor(gradient.layout, needsGradient: false) : gradient
  }

  /// Builds the whole plan of a lowered network.
  func plan(
    input: Descriptor, layers: [(name: String, layer: any Layer)], momentCount: Int
  ) throws(EngineError) -> Plan {
    let source = tensor(input, needsGradient: false)
    var output = source
    for (name, layer) in layers {
      output = try layer.build(in: self, named: name, input: output)
    }
    let plain = try Descriptor.plain(output.extents)
    let logits = try converted(output, to: plain, for: "the logits")
    var logitsGradient: Tensor?
    if isTraining {
      isBackward = true
      forwardTensorCount = tensorCount
      let gradient = tensor(plain, needsGradient: false)
      logitsGradient = gradient
      gradients[output.id] = gradient
      for recipe in tape.reversed() { try recipe(self) }
    }
    tape = []  // The recipes hold on to this builder.
    return try layOut(
      input: source, logits: logits, logitsGradient: logitsGradient, momentCount: momentCount)
  }

  private func layOut(
    input: Tensor, logits: Tensor, logitsGradient: Tensor?, momentCount: Int
  ) throws(EngineError) -> Plan {
    parameters.seal(momentCount: momentCount)
    let scratch = memoryFloats
    let arena = Arena(floatCount: memoryFloats + scratchFloats)
    let memory = Memory(arena: arena, scratchOffset: scratch, parameters: parameters)
    return Plan(
      library: library, batchSize: batchSize, forward: try bound(forwardSteps, memory),
      backward: try bound(backwardSteps, memory), memory: arena,
      input: memory.range(of: input), logits: memory.range(of: logits),
      logitsGradient: logitsGradient.map(memory.range(of:)),
      lengths: lengthsTensor.map(memory.range(of:)))
  }

  private func bound(_ steps: [Pending], _ memory: Memory) throws(EngineError) -> [Plan.Step] {
    var result: [Plan.Step] = []
    for step in steps {
      switch step {
      case .primitive(let primitive, let arguments):
        for (argument, tensor) in arguments {
          // SAFETY: every place has room for its layout; the plan keeps the arenas alive.
          try unsafe library.bind(primitive, argument, to: memory.pointer(tensor))
        }
        result.append(.primitive(primitive))
      case .kernel(let name, let kernel):
        result.append(.kernel(name: name, run: kernel(memory)))
      }
    }
    return result
  }
}
