import Foundation

extension Machine {
  /// The bytes that the machine has.
  public static var memory: Int { Int(ProcessInfo.processInfo.physicalMemory) }

  /// The bytes that can be allocated without pushing others out, as far as the system tells.
  ///
  /// The limit of a control group counts, since batch systems set one.
  public static var availableMemory: Int {
    var available = memory / 2
    for line in lines(of: "/proc/meminfo") where line.hasPrefix("MemAvailable:") {
      if let kilobytes = line.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) {
        available = kilobytes << 10
      }
    }
    let group = "/sys/fs/cgroup"
    if let most = number("\(group)/memory.max"), let used = number("\(group)/memory.current") {
      available = min(available, max(0, most - used))
    }
    return available
  }

  private static func number(_ path: String) -> Int? {
    lines(of: path).first.flatMap { Int($0) }
  }

  private static func lines(of path: String) -> [Substring] {
    (FileManager.default.contents(atPath: path)).map {
      String(decoding: $0, as: UTF8.self).split(separator: "\n")
    } ?? []
  }
}
