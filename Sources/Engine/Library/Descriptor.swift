import COneDNN

/// The extents, memory layout and elements of a tensor; the layout may be one that oneDNN chose.
@safe final class Descriptor {
  /// Logical extents, batch first.
  let extents: [Int]
  let handle: OpaquePointer

  /// A row-major layout.
  static func plain(_ extents: [Int], of precision: Precision = .float32) throws(EngineError)
    -> Descriptor
  {
    var handle: OpaquePointer?
    let sizes = extents.map(Int64.init)
    // SAFETY: `sizes` holds as many extents as the rank passed with it.
    let status = unsafe lb_desc_create_plain(
      Int32(sizes.count), sizes, precision.element, &handle)
    return try unsafe Descriptor(extents, handle, status)
  }

  /// Any layout of single floats: how many lie between neighbours of each axis.
  static func strided(_ extents: [Int], by strides: [Int]) throws(EngineError) -> Descriptor {
    precondition(extents.count == strides.count, "a stride for each axis")
    var handle: OpaquePointer?
    let (sizes, steps) = (extents.map(Int64.init), strides.map(Int64.init))
    // SAFETY: both arrays hold as many numbers as the rank passed with them.
    let status = unsafe lb_desc_create_strided(Int32(sizes.count), sizes, steps, &handle)
    return try unsafe Descriptor(extents, handle, status)
  }

  /// Examples of `[channels, …]` with the channels of one position side by side.
  ///
  /// For a sequence of logical extents `[batch, channels, length]` memory reads
  /// `[batch, length, channels]`, which is what embeddings write and matrix products want.
  static func channelsLast(_ extents: [Int]) throws(EngineError) -> Descriptor {
    var strides = [Int](repeating: 1, count: extents.count)
    var step = extents[1]
    for axis in extents.indices.dropFirst(2).reversed() {
      strides[axis] = step
      step *= extents[axis]
    }
    strides[0] = step
    return try strided(extents, by: strides)
  }

  /// Plain, but for 16 neighbouring channels that lie together; channels must be a multiple of 16.
  static func blocked(_ extents: [Int]) throws(EngineError) -> Descriptor {
    var handle: OpaquePointer?
    let sizes = extents.map(Int64.init)
    // SAFETY: `sizes` holds as many extents as the rank passed with it.
    let status = unsafe lb_desc_create_blocked(Int32(sizes.count), sizes, &handle)
    return try unsafe Descriptor(extents, handle, status)
  }

  /// The same memory under other extents; axes of 1 may come and go, and neighbours merge.
  func reshaped(_ extents: [Int]) throws(EngineError) -> Descriptor {
    var reshaped: OpaquePointer?
    let sizes = extents.map(Int64.init)
    // SAFETY: `sizes` holds as many extents as the rank passed with it.
    let status = unsafe lb_desc_create_reshaped(handle, Int32(sizes.count), sizes, &reshaped)
    return try unsafe Descriptor(extents, reshaped, status)
  }

  /// A part of this tensor, in its memory; tensors of the part must live where the whole does.
  func part(_ extents: [Int], at offsets: [Int]) throws(EngineError) -> Descriptor {
    precondition(extents.count == offsets.count, "an offset for each axis")
    var part: OpaquePointer?
    let (sizes, starts) = (extents.map(Int64.init), offsets.map(Int64.init))
    // SAFETY: both arrays hold as many numbers as this tensor has axes.
    let status = unsafe lb_desc_create_part(handle, sizes, starts, &part)
    return try unsafe Descriptor(extents, part, status)
  }

  /// A layout left to the primitive that reads or writes the tensor.
  static func any(_ extents: [Int], of precision: Precision = .float32) throws(EngineError)
    -> Descriptor
  {
    var handle: OpaquePointer?
    let sizes = extents.map(Int64.init)
    // SAFETY: `sizes` holds as many extents as the rank passed with it.
    let status = unsafe lb_desc_create_any(
      Int32(sizes.count), sizes, precision.element, &handle)
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
