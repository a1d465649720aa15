import COneDNN

/// The numbers that products of a network read; sums, parameters and updates are always 32-bit floats.
public enum Precision: String, Codable, Hashable, Sendable, CaseIterable {
  /// 32-bit floats.
  case float32 = "f32"
  /// Operands rounded to 16 bits, 8 of them for the exponent; parameters stay 32-bit.
  ///
  /// - Source: Kalamkar et al., arXiv 1905.12322, 2019.
  case bfloat16 = "bf16"

  /// Whether this machine multiplies such numbers without taking them apart.
  public var isNative: Bool {
    self == .float32
      || ["avx512_core_bf16", "avx512_core_amx"].contains(EngineFacts.instructionSet)
  }

  var element: lb_element {
    switch self {
    case .float32: LB_FLOAT32
    case .bfloat16: LB_BFLOAT16
    }
  }
}
