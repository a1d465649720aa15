import Foundation

/// What the operating system says about the machine.
public enum Machine {
  /// The processor's model name, or its architecture where the system does not name it.
  public static let processor = processorName(from: text(of: "/proc/cpuinfo"))

  /// The flags of the first processor, such as `avx2`; empty where the system lists none.
  public static let processorFlags = Set(
    (field("flags", in: text(of: "/proc/cpuinfo")) ?? field(
      "Features", in: text(of: "/proc/cpuinfo")) ?? "").split(separator: " ").map(String.init))

  /// The operating system and its version.
  public static let system =
    prettyName(from: text(of: "/etc/os-release"))
    ?? ProcessInfo.processInfo.operatingSystemVersionString

  /// The one-minute load average; 0 where the system does not tell.
  public static var loadAverage: Double {
    text(of: "/proc/loadavg").split(separator: " ").first.flatMap { Double($0) } ?? 0
  }

  static func processorName(from cpuinfo: String) -> String {
    field("model name", in: cpuinfo) ?? field("Model", in: cpuinfo) ?? architecture
  }

  static func prettyName(from osRelease: String) -> String? {
    for line in osRelease.split(separator: "\n") where line.hasPrefix("PRETTY_NAME=") {
      return line.dropFirst("PRETTY_NAME=".count).trimmingCharacters(in: ["\""])
    }
    return nil
  }

  /// The first value of a `name : value` line.
  private static func field(_ name: String, in text: String) -> String? {
    for line in text.split(separator: "\n") {
      let parts = line.split(separator: ":", maxSplits: 1)
      guard parts.count == 2, parts[0].trimmingCharacters(in: .whitespaces) == name else {
        continue
      }
      return parts[1].trimmingCharacters(in: .whitespaces)
    }
    return nil
  }

  private static func text(of path: String) -> String {
    (FileManager.default.contents(atPath: path)).map { String(decoding: $0, as: UTF8.self) } ?? ""
  }

  #if arch(x86_64)
    static let architecture = "x86_64"
  #elseif arch(arm64)
    static let architecture = "arm64"
  #else
    static let architecture = "unknown"
  #endif
}
