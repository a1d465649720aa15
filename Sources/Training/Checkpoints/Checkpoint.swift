public import Core
public import Engine
public import Foundation

/// The state of a network's training in a file: weights, running statistics and optimizer.
///
/// Tensors are stored row-major whatever layout the kernels like, so a checkpoint fits every machine; on
/// the same one, training goes on bit for bit as if it had not been interrupted.
public struct Checkpoint: Sendable {
  /// The model, resolved.
  public let model: Component
  /// The optimizer, resolved.
  public let optimizer: Component
  /// The shape of one example, as `1×28×28`.
  public let input: String
  /// Updates so far.
  public let updateCount: Int
  /// The version of the numerics that computed it.
  public let numericsVersion: Int
  private let tensors: [CompiledNetwork.StateTensor]

  /// Takes the state of a network.
  public init(of network: CompiledNetwork, model: Component, optimizer: Component) throws {
    self.model = model
    self.optimizer = optimizer
    input = network.network.input.description
    updateCount = network.updateCount
    numericsVersion = EngineFacts.numericsVersion
    tensors = try network.stateTensors()
  }

  /// Puts the state into a network.
  ///
  /// - Parameters:
  ///   - network: compiled from the same model and optimizer.
  ///   - model: its model, resolved.
  ///   - optimizer: its optimizer, resolved.
  ///   - path: the checkpoint's name, for messages.
  /// - Throws: ``CheckpointError/otherNetwork(path:found:expected:)`` when the checkpoint is of another
  ///   model, optimizer or shape; the network is then unchanged.
  public func restore(
    into network: CompiledNetwork, model: Component, optimizer: Component, path: String
  ) throws {
    let (found, expected) = (
      try Self.text(self.model, self.optimizer, input),
      try Self.text(model, optimizer, network.network.input.description)
    )
    guard found == expected else {
      throw CheckpointError.otherNetwork(path: path, found: found, expected: expected)
    }
    do {
      try network.restore(tensors, updateCount: updateCount)
    } catch .parameter(let name, let found, let expected) {
      throw CheckpointError.otherNetwork(
        path: path, found: "\(name) with \(found)", expected: "\(expected)")
    }
  }

  private static func text(_ model: Component, _ optimizer: Component, _ input: String) throws
    -> String
  {
    "model \(try CanonicalJSON.text(model)) for examples of \(input), "
      + "optimizer \(try CanonicalJSON.text(optimizer))"
  }

  // MARK: Files

  /// Writes the file, whole or not at all.
  public func write(to url: URL) throws { try write(to: url, beside: [:], and: []) }

  /// Writes the file with more about itself, and more tensors.
  func write(
    to url: URL, beside more: [String: String], and moreTensors: [CompiledNetwork.StateTensor]
  ) throws {
    let tensors = tensors + moreTensors
    let own = [
      "format": "lossbench-checkpoint-1", "model": try CanonicalJSON.text(model),
      "optimizer": try CanonicalJSON.text(optimizer), "input": input,
      "updateCount": String(updateCount), "numericsVersion": String(numericsVersion),
      "digest": Self.digest(of: tensors),
    ]
    let file = TensorFile(tensors: tensors, metadata: own.merging(more) { own, _ in own })
    try AtomicFile.write(try file.encoded(), to: url)
  }

  /// Reads a file.
  ///
  /// - Throws: `FileError` when it cannot be read, ``CheckpointError`` when it is no checkpoint.
  public init(of url: URL) throws {
    let file = try Self.file(at: url)
    try Self.check(file, path: url.path)
    try self.init(file, path: url.path)
  }

  /// Reads the tensors of a file and what it says about itself.
  static func file(at url: URL) throws -> TensorFile {
    let data: Data
    do {
      data = try Data(contentsOf: url)
    } catch {
      throw FileError.cannotRead(path: url.path, reason: FileError.reason(error))
    }
    return try TensorFile(data, path: url.path)
  }

  /// The SHA-256 of the values, which tells a file that was changed after it was written.
  private static func digest(of tensors: [CompiledNetwork.StateTensor]) -> String {
    var digest = DigestStream()
    for tensor in tensors.sorted(by: { $0.name < $1.name }) { digest.update(tensor.values) }
    return digest.hexadecimal()
  }

  /// Checks that a file's values are those that were written.
  static func check(_ file: TensorFile, path: String) throws(CheckpointError) {
    guard digest(of: file.tensors) == file.metadata["digest"] else {
      throw .notTensors(
        path: path, reason: "its values do not have the digest that it states")
    }
  }

  /// Takes a file's contents, which are checked.
  init(_ file: TensorFile, path: String) throws {
    let url = URL(filePath: path)
    func field(_ name: String) throws(CheckpointError) -> String {
      guard let value = file.metadata[name] else {
        throw .notTensors(path: url.path, reason: "it does not say its \(name)")
      }
      return value
    }
    func number(_ name: String) throws(CheckpointError) -> Int {
      let text = try field(name)
      guard let value = Int(text), value >= 0 else {
        throw .notTensors(path: url.path, reason: "its \(name) is \(text)")
      }
      return value
    }
    func component(_ name: String) throws(CheckpointError) -> Component {
      let text = try field(name)
      guard let value = try? JSONDecoder().decode(Component.self, from: Data(text.utf8)) else {
        throw .notTensors(path: url.path, reason: "its \(name) is \(text)")
      }
      return value
    }
    model = try component("model")
    optimizer = try component("optimizer")
    input = try field("input")
    updateCount = try number("updateCount")
    numericsVersion = try number("numericsVersion")
    tensors = file.tensors
  }
}
