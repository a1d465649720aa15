import Foundation

extension Machine {
  /// The bytes that the machine has.
  public static var memory: Int { Int(ProcessInfo.processInfo.physicalMemory) }

  /// The bytes that can be allocated without pushing others out, as far as the system tells.
  ///
  /// The limits of control groups count, since batch systems and containers set them.
  public static var availableMemory: Int {
    var available = memory / 2
    let facts = FileManager.default.contents(atPath: "/proc/meminfo") ?? Data()
    for line in String(decoding: facts, as: UTF8.self).split(separator: "\n")
    where line.hasPrefix("MemAvailable:") {
      if let kilobytes = line.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) {
        available = kilobytes << 10
      }
    }
    return min(available, ControlGroup.current.availableMemory ?? available)
  }
}
