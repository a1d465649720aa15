import CKernels
import COneDNN

/// Everything that training carries from one step to the next, and what is said about it.
extension CompiledNetwork {
  /// Copies the state of a network of the same value, optimizer and plan: a fork of its training.
  ///
  /// The copy goes on exactly as the original would: weights, running statistics, the optimizer's
  /// state, the running mean of the weights and the number of updates.
  public func copyState(of other: CompiledNetwork) {
    precondition(
      store.entries.map(\.description) == other.store.entries.map(\.description)
        && store.moments.count == other.store.moments.count,
      "a fork needs a network of the same kind")
    updateCount = other.updateCount
    for (mine, theirs) in zip(store.stateArenas, other.store.stateArenas) {
      mine.copy(from: theirs)
    }
  }

  /// Calls a closure with the running mean of the weights in the place of the weights, where the
  /// optimizer keeps one.
  public func withAveragedWeights<Result>(_ body: () throws -> Result) rethrows -> Result {
    guard let average = store.average else { return try body() }
    let own = Arena(floatCount: store.values.floatCount)
    own.copy(from: store.values)
    store.values.copy(from: average)
    defer { store.values.copy(from: own) }
    return try body()
  }

  /// A tensor of the state by name, row-major.
  public struct StateTensor: Hashable, Sendable {
    /// The parameter's name; behind `optimizer.1.`, `optimizer.2.` or `average.` for what belongs to it.
    public let name: String
    /// Row-major extents.
    public let shape: [Int]
    /// The values.
    public let values: [Float]

    /// Creates a tensor.
    public init(name: String, shape: [Int], values: [Float]) {
      self.name = name
      self.shape = shape
      self.values = values
    }
  }

  /// The whole state in row-major order: parameters and statistics, the optimizer's state, and the
  /// running mean.
  public func stateTensors() throws(EngineError) -> [StateTensor] {
    var tensors: [StateTensor] = []
    for part in stateParts {
      for entry in store.entries where part.arena == nil || entry.description.role != .statistic {
        let values =
          if let arena = part.arena { try plainValues(entry, in: arena) } else {
            try parameter(entry.description.name)
          }
        tensors.append(
          StateTensor(
            name: part.prefix + entry.description.name, shape: entry.description.shape,
            values: values))
      }
    }
    return tensors
  }

  /// Restores a state; nothing changes when a tensor is missing or of another shape.
  ///
  /// - Throws: ``EngineError/parameter(name:found:expected:)`` naming the first tensor that does not fit.
  public func restore(_ tensors: [StateTensor], updateCount: Int) throws(EngineError) {
    var byName: [String: StateTensor] = [:]
    for tensor in tensors { byName[tensor.name] = tensor }
    var found: [(entry: ParameterStore.Entry, arena: Arena?, values: [Float])] = []
    for part in stateParts {
      for entry in store.entries where part.arena == nil || entry.description.role != .statistic {
        let name = part.prefix + entry.description.name
        guard let tensor = byName.removeValue(forKey: name) else {
          throw .parameter(
            name: name, found: "no such tensor", expected: "shape \(entry.description.shape)")
        }
        guard tensor.shape == entry.description.shape,
          tensor.values.count == entry.description.count
        else {
          throw .parameter(
            name: name, found: "shape \(tensor.shape)",
            expected: "shape \(entry.description.shape)")
        }
        found.append((entry, part.arena, tensor.values))
      }
    }
    if let name = byName.keys.min() {
      throw .parameter(name: name, found: "a tensor too many", expected: "a state of this model")
    }
    for (entry, arena, values) in found {
      if let arena {
        try setPlainValues(values, of: entry, in: arena)
      } else {
        try setParameter(entry.description.name, to: values)
      }
    }
    self.updateCount = updateCount
  }

  /// The arenas with what stands before the names of their tensors; nil for the values themselves.
  private var stateParts: [(prefix: String, arena: Arena?)] {
    [("", nil)] + store.moments.enumerated().map { ("optimizer.\($0 + 1).", $1) }
      + (store.average.map { [("average.", $0)] } ?? [])
  }
}

extension ParameterStore {
  /// What training carries from one step to the next.
  var stateArenas: [Arena] { [values, statistics] + moments + [average].compactMap(\.self) }
}
