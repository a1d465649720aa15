import Core
import Engine
public import Records

/// The version of this program.
public enum Release {
  /// The version, as in the changelog.
  public static let version = "0.1.0"
}

extension EnvironmentFacts {
  /// Returns the facts of this build and machine; runs git once, when in a checkout.
  public static func current(home: Home) -> EnvironmentFacts {
    let checkout = Checkout(of: home.folder)
    return EnvironmentFacts(
      lossBench: Release.version, numerics: EngineFacts.numericsVersion, commit: checkout.commit,
      isDirty: checkout.isDirty,
      libraries: ["oneDNN": EngineFacts.oneDNNVersion, "Swift": Compiler.version],
      processor: Machine.processor, instructionSet: EngineFacts.instructionSet,
      system: Machine.system)
  }
}

/// The compiler that built this program, as far as conditional compilation can tell.
public enum Compiler {
  #if compiler(>=6.4)
    /// The version.
    public static let version = "6.4 or later"
  #elseif compiler(>=6.3)
    /// The version.
    public static let version = "6.3"
  #else
    /// The version.
    public static let version = "6.2"
  #endif
}
