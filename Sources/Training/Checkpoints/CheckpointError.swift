public import Core

/// Why a checkpoint cannot be used.
public enum CheckpointError: ReportableError, Equatable {
  /// The file does not hold tensors.
  case notTensors(path: String, reason: String)
  /// The file holds the state of something else.
  case otherNetwork(path: String, found: String, expected: String)

  /// What is wrong, where, and what to do next.
  public var description: String {
    switch self {
    case .notTensors(let path, let reason):
      "\(path): no file of tensors: \(reason); write it again, or name another file"
    case .otherNetwork(let path, let found, let expected):
      "\(path): a checkpoint of \(found); expected \(expected); name the checkpoint of this model"
    }
  }
}
