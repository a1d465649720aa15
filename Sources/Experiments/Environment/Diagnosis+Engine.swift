import Engine
import Foundation

extension Diagnosis {
  static func oneDNN() -> Finding {
    Finding("oneDNN", .fine, "\(EngineFacts.oneDNNVersion), uses \(EngineFacts.instructionSet)")
  }

  /// The processor and the vector units that kernels are picked for.
  static func processor() -> Finding {
    let wanted = ["avx2", "fma", "avx512f", "avx512_bf16", "amx_tile", "asimd"]
    let has = wanted.filter { Machine.processorFlags.contains($0) }
    let cores = ProcessInfo.processInfo.activeProcessorCount
    let units = has.isEmpty ? "no vector units listed" : has.joined(separator: " ")
    let found = "\(Machine.processor), \(cores) cores, \(units)"
    let isSlow = Machine.architecture == "x86_64" && !Machine.processorFlags.contains("avx2")
    return isSlow
      ? Finding(
        "processor", .notice, found,
        remedy: "without AVX2 training is several times slower; use another machine")
      : Finding("processor", .fine, found)
  }
}
