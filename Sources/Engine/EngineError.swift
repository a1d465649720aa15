public import Core

/// Why a network could not be built or run.
public enum EngineError: ReportableError, Equatable {
  /// oneDNN refused an operation.
  case library(operation: String, status: Int)
  /// A layer cannot take what the layer before it gives.
  case shape(layer: String, found: [Int], expected: String)
  /// A setting of a layer is outside what the layer can do.
  case setting(layer: String, found: String, expected: String)
  /// A tensor given by name does not exist or has another size.
  case parameter(name: String, found: String, expected: String)
  /// The machine cannot multiply numbers of this precision.
  case precision(found: String, asked: String)

  /// What is wrong, where, and what would be right.
  public var description: String {
    switch self {
    case .library(let operation, let status):
      "oneDNN refused \(operation): status \(status) (\(Self.meaning(status))); `bench doctor` "
        + "shows the library in use"
    case .shape(let layer, let found, let expected):
      "\(layer): found an input of shape \(found); expected \(expected)"
    case .setting(let layer, let found, let expected):
      "\(layer): found \(found); expected \(expected)"
    case .parameter(let name, let found, let expected):
      "parameter \(name): found \(found); expected \(expected)"
    case .precision(let found, let asked):
      "precision \(asked): this machine has \(found); expected avx512_core_bf16 or avx512_core_amx; "
        + "train in f32"
    }
  }

  // Source: dnnl_status_t, the same numbers in oneDNN 2 and 3.
  private static func meaning(_ status: Int) -> String {
    switch status {
    case 1: "out of memory"
    case 2: "invalid arguments"
    case 3: "unimplemented"
    default: "runtime error"
    }
  }
}
