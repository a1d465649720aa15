import COneDNN

/// A oneDNN engine with its stream: the only door to the library for one compiled network.
@safe final class LibraryEngine {
  let handle: OpaquePointer

  init() throws(EngineError) {
    var handle: OpaquePointer?
    // SAFETY: the call writes the handle it creates, or leaves it nil and says why.
    let status = unsafe lb_engine_create(&handle)
    guard status == 0, let handle = unsafe handle else {
      throw .library(operation: "creating a CPU engine", status: Int(status))
    }
    unsafe self.handle = handle
  }

  // SAFETY: the handle has this one owner and is destroyed once.
  deinit { unsafe lb_engine_destroy(handle) }

  /// Says where one of a primitive's tensors lives; the memory must outlive the primitive.
  func bind(
    _ primitive: Primitive, _ argument: Argument, to memory: UnsafeMutablePointer<Float>
  ) throws(EngineError) {
    // SAFETY: the plan allocated at least the bytes that the primitive's descriptor asks for.
    let status = unsafe lb_primitive_bind(handle, primitive.handle, argument, memory)
    guard status == 0 else {
      throw .library(operation: "binding memory of \(primitive.name)", status: Int(status))
    }
  }

  /// Computes a primitive whose tensors are all bound.
  func run(_ primitive: Primitive) throws(EngineError) {
    // SAFETY: both handles are valid and every tensor was bound when the plan was built.
    let status = unsafe lb_primitive_run(handle, primitive.handle)
    guard status == 0 else { throw .library(operation: primitive.name, status: Int(status)) }
  }

  /// Rewrites a tensor from one layout to another, outside any plan.
  func reorder(
    from source: Descriptor, _ input: UnsafeMutablePointer<Float>, to destination: Descriptor,
    _ output: UnsafeMutablePointer<Float>
  ) throws(EngineError) {
    var created: OpaquePointer?
    // SAFETY: the descriptors are valid; the call writes the handle it creates.
    let status = unsafe lb_reorder_create(handle, source.handle, destination.handle, &created)
    let reorder = try unsafe Primitive("a change of layout", created, status: status)
    // Reorders of whole float tensors need scratch space only with scaling, which is not used, but
    // an empty binding is refused, so ask first.
    var scratch: Arena?
    if let pad = reorder.layout(LB_SCRATCHPAD, extents: []) {
      let arena = Arena(floatCount: pad.floatCount)
      try unsafe bind(reorder, LB_SCRATCHPAD, to: arena.base)
      scratch = arena
    }
    try unsafe bind(reorder, LB_SOURCE, to: input)
    try unsafe bind(reorder, LB_DESTINATION, to: output)
    try run(reorder)
    _ = scratch
  }
}
