import COneDNN

/// The library and instruction set that compute.
public enum EngineFacts {
  /// Counts up whenever the same spec may give other bits than before.
  public static let numericsVersion = 4

  /// The version of oneDNN at run time, such as `2.6.3`.
  public static var oneDNNVersion: String {
    var (major, minor, patch) = (Int32(0), Int32(0), Int32(0))
    // SAFETY: three locals that outlive the call, each written once.
    unsafe lb_version(&major, &minor, &patch)
    return "\(major).\(minor).\(patch)"
  }

  /// The instruction set oneDNN uses here, such as `avx512_core`.
  public static var instructionSet: String {
    // SAFETY: a string literal of the library, never null.
    unsafe String(cString: lb_instruction_set())
  }
}
