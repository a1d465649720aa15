public import Core

/// Parameters by name in row-major order, whatever layout they are stored in.
extension CompiledNetwork {
  /// Every parameter and statistic, in the order of the layers.
  public var parameterDescriptions: [ParameterDescription] { store.entries.map(\.description) }

  /// Gives every parameter its initial value and forgets the optimizer's state.
  ///
  /// Each parameter draws from a stream of its own name, so a layer added later shifts no other.
  public func initialize(using stream: RandomStream) throws(EngineError) {
    for entry in store.entries {
      let description = entry.description
      try setParameter(
        description.name,
        to: description.initializer.values(
          count: description.count, from: stream.split(description.name)))
    }
    resetOptimizer()
  }

  /// Returns a parameter or statistic.
  public func parameter(_ name: String) throws(EngineError) -> [Float] {
    let index = try index(of: name)
    // SAFETY: the store's entry describes the floats at this pointer, and the store is alive here.
    return try unsafe plainValues(store.entries[index], store.pointer(index))
  }

  /// Returns the gradient of a parameter from the last backward pass.
  public func gradient(_ name: String) throws(EngineError) -> [Float] {
    let index = try index(of: name)
    if !store.gathersTables, let table = store.tables.first(where: { $0.parameter == index }) {
      let arena = Arena(floatCount: store.entries[index].description.count)
      // SAFETY: the arena holds all rows of the table.
      unsafe table.scatter(into: arena.base, times: 1)
      return arena.withSpan { span in (0..<arena.floatCount).map { span[$0] } }
    }
    // SAFETY: the store's entry describes the floats at this pointer, and the store is alive here.
    return try unsafe plainValues(store.entries[index], store.gradientPointer(index))
  }

  /// Sets a parameter or statistic.
  public func setParameter(_ name: String, to values: [Float]) throws(EngineError) {
    let index = try index(of: name)
    let entry = store.entries[index]
    guard values.count == entry.description.count else {
      throw .parameter(
        name: name, found: "\(values.count) values", expected: "\(entry.description.count)")
    }
    // SAFETY: the store's entry describes the floats at this pointer, and the store is alive here.
    try unsafe setPlainValues(values, entry, store.pointer(index))
  }

  /// A tensor of an arena that is laid out as the values are.
  func plainValues(_ entry: ParameterStore.Entry, in arena: Arena) throws(EngineError) -> [Float] {
    // SAFETY: arenas of state have the size and the offsets of the value arena.
    try unsafe plainValues(entry, arena.base + entry.offset)
  }

  /// Sets a tensor of an arena that is laid out as the values are.
  func setPlainValues(_ values: [Float], of entry: ParameterStore.Entry, in arena: Arena)
    throws(EngineError)
  {
    // SAFETY: arenas of state have the size and the offsets of the value arena.
    try unsafe setPlainValues(values, entry, arena.base + entry.offset)
  }

  private func setPlainValues(
    _ values: [Float], _ entry: ParameterStore.Entry, _ memory: UnsafeMutablePointer<Float>
  ) throws(EngineError) {
    let arena = Arena(floatCount: values.count)
    arena.withSpan { span in for i in values.indices { span[i] = values[i] } }
    let plain = try Descriptor.plain(entry.layout.extents)
    // SAFETY: the arena holds the parameter's extents in plain order; the entry describes its place.
    try unsafe library.reorder(from: plain, arena.base, to: entry.layout, memory)
  }

  private func plainValues(
    _ entry: ParameterStore.Entry, _ memory: UnsafeMutablePointer<Float>
  ) throws(EngineError) -> [Float] {
    let arena = Arena(floatCount: entry.description.count)
    let plain = try Descriptor.plain(entry.layout.extents)
    // SAFETY: `memory` is laid out as the entry says, and the arena holds its extents in plain order.
    try unsafe library.reorder(from: entry.layout, memory, to: plain, arena.base)
    return arena.withSpan { span in (0..<arena.floatCount).map { span[$0] } }
  }

  private func index(of name: String) throws(EngineError) -> Int {
    guard let index = store.entries.firstIndex(where: { $0.description.name == name }) else {
      throw .parameter(
        name: name, found: "no such parameter",
        expected: store.entries.map(\.description.name).joined(separator: ", "))
    }
    return index
  }
}
