import COneDNN

/// The extents and memory layout of a tensor of floats; the layout may be one that oneDNN chose.
@safe final class Descriptor {
  /// Logical extents, batch first.
  let extents: [Int]
  let handle: OpaquePointer

  /// A row-major layout.
  static func plain(_ extents: [Int]) throws(EngineError) -> Descriptor {
    var handle: OpaquePointer?
    let sizes = extents.map(Int64.init)
    // SAFETY: `sizes` holds as many extents as the rank passed with it.
    let status = unsafe lb_desc_create_plain(Int32(sizes.count), sizes, &handle)
    return try unsafe Descriptor(extents, handle, status)
  }

  /// A layout left to the primitive that reads or writes the tensor.
  static func any(_ extents: [Int]) throws(EngineError) -> Descriptor {
    var handle: OpaquePointer?
    let sizes = extents.map(Int64.init)
    // SAFETY: `sizes` holds as many extents as the rank passed with it.
    let status = unsafe lb_desc_create_any(Int32(sizes.count), sizes, &handle)
    return try unsafe Descriptor(extents, handle, status)
  }

  private convenience init(_ extents: [Int], _ handle: OpaquePointer?, _ status: Int32)
    throws(EngineError)
  {
    guard status == 0, let handle = unsafe handle else {
      throw .library(operation: "a tensor of shape \(extents)", status: Int(status))
    }
    unsafe self.init(extents: extents, owning: handle)
  }

  init(extents: [Int], owning handle: OpaquePointer) {
    self.extents = extents
    unsafe self.handle = handle
  }

  // SAFETY: the handle has this one owner and is destroyed once.
  deinit { unsafe lb_desc_destroy(handle) }

  /// Floats of storage, the layout's padding included.
  var floatCount: Int {
    // SAFETY: the handle is valid as long as `self`.
    (unsafe lb_desc_bytes(handle) + 3) / 4
  }

  /// Whether two tensors have the same bytes for the same values.
  func hasLayout(of other: Descriptor) -> Bool {
    // SAFETY: both handles are valid as long as their owners.
    unsafe lb_desc_equal(handle, other.handle) != 0
  }
}
