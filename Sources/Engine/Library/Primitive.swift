import COneDNN

/// A tensor's part in a primitive.
typealias Argument = lb_argument

/// One compiled operation of oneDNN.
@safe final class Primitive {
  /// What it is for, such as `conv2 backward weights`.
  let name: String
  let handle: OpaquePointer
  /// Floating-point operations of a run, where a product dominates; 0 elsewhere.
  var operations = 0.0

  init(_ name: String, _ handle: OpaquePointer?, status: Int32) throws(EngineError) {
    // SAFETY: on success the library hands over a handle that nobody else owns.
    guard status == 0, let handle = unsafe handle else {
      throw .library(operation: name, status: Int(status))
    }
    self.name = name
    unsafe self.handle = handle
  }

  // SAFETY: the handle has this one owner and is destroyed once.
  deinit { unsafe lb_primitive_destroy(handle) }

  /// The kernel oneDNN chose.
  var implementation: String {
    // SAFETY: the library's string lives as long as the primitive and is copied here.
    unsafe String(cString: lb_primitive_implementation(handle))
  }

  /// The layout of one of its tensors, or nil when it has no such tensor.
  func layout(_ argument: Argument, extents: [Int]) -> Descriptor? {
    // SAFETY: the handle is valid; the copy returned is owned by the new descriptor.
    guard let copy = unsafe lb_primitive_copy_desc(handle, argument) else { return nil }
    return unsafe Descriptor(extents: extents, owning: copy)
  }
}
