import Core
import Engine
public import Foundation

/// Training at a step as a value: what the loop carries and the whole state of its network.
///
/// Put into any loop of the same model, optimizer and data, it goes on bit for bit as the loop that
/// it was taken of would have. Tensors are row-major, so it does not depend on a plan's layouts.
public struct TrainingSnapshot: Sendable {
  /// What the loop carries.
  public let state: TrainingState
  /// The network's state.
  public let checkpoint: Checkpoint
  /// What the writer wants to find beside the state, by name.
  public var notes: [String: String]

  /// Joins the two halves.
  init(state: TrainingState, checkpoint: Checkpoint) {
    self.state = state
    self.checkpoint = checkpoint
    notes = [:]
  }

  // MARK: Files

  private static let stateField = "training"
  private static let notePrefix = "note."
  private static let bestPrefix = "best."

  /// Writes the file, whole or not at all; when it returns, the file survives a crash.
  public func write(to url: URL) throws {
    var metadata = [Self.stateField: try CanonicalJSON.text(state)]
    for (name, value) in notes { metadata[Self.notePrefix + name] = value }
    let best = (state.selection?.best ?? []).map { $0.renamed(Self.bestPrefix + $0.name) }
    try checkpoint.write(to: url, beside: metadata, and: best)
  }

  /// Reads a file.
  ///
  /// - Throws: `FileError` when it cannot be read, ``CheckpointError`` when it is no whole snapshot.
  public init(of url: URL) throws {
    var file = try Checkpoint.file(at: url)
    let best = file.tensors.filter { $0.name.hasPrefix(Self.bestPrefix) }
    try Checkpoint.check(file, path: url.path)
    file.tensors.removeAll { $0.name.hasPrefix(Self.bestPrefix) }
    checkpoint = try Checkpoint(file, path: url.path)
    guard let text = file.metadata[Self.stateField],
      var state = try? JSONDecoder().decode(TrainingState.self, from: Data(text.utf8)),
      state.step == checkpoint.updateCount
    else {
      throw CheckpointError.notTensors(
        path: url.path, reason: "it does not say where its training stands")
    }
    state.selection?.best = best.map {
      $0.renamed(String($0.name.dropFirst(Self.bestPrefix.count)))
    }
    self.state = state
    notes = [:]
    for (name, value) in file.metadata where name.hasPrefix(Self.notePrefix) {
      notes[String(name.dropFirst(Self.notePrefix.count))] = value
    }
  }
}

extension CompiledNetwork.StateTensor {
  /// The same tensor under another name.
  fileprivate func renamed(_ name: String) -> Self {
    Self(name: name, shape: shape, values: values)
  }
}
