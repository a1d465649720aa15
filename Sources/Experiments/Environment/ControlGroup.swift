import Foundation

/// What the control groups of this process leave it of memory.
///
/// Batch systems and containers limit a group of processes, and end one of them when the group takes
/// more. A process lies in a group within groups, each of which may have a limit. Version 1 of the
/// interface and version 2 are read, as they are described in the kernel's documentation.
struct ControlGroup {
  /// `/proc/self/cgroup`: a line for each hierarchy, as `number:controllers:path`.
  var membership: String
  /// Where the hierarchies are mounted.
  var root: String

  /// The groups of this process.
  static var current: ControlGroup {
    ControlGroup(
      membership: FileManager.default.contents(atPath: "/proc/self/cgroup")
        .map { String(decoding: $0, as: UTF8.self) } ?? "",
      root: "/sys/fs/cgroup")
  }

  /// The bytes that can be allocated within every limit; nil where nothing limits the process.
  var availableMemory: Int? { groups.compactMap { available(in: $0) }.min() }

  /// The folders of the groups of this process that account for memory, innermost first.
  ///
  /// Inside a container the path may be the one outside; then the mount itself is the container's
  /// group.
  private var groups: [(folder: String, isFirstVersion: Bool)] {
    membership.split(separator: "\n").flatMap { line -> [(String, Bool)] in
      let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3 else { return [] }
      let isFirst = parts[1].split(separator: ",").contains("memory")
      guard isFirst || parts[1].isEmpty else { return [] }
      let mount = isFirst ? "\(root)/memory" : root
      var names = parts[2].split(separator: "/")
      var folders = [(mount, isFirst)]
      while !names.isEmpty {
        folders.insert(("\(mount)/\(names.joined(separator: "/"))", isFirst), at: folders.count - 1)
        names.removeLast()
      }
      return folders
    }
  }

  /// The limit less what is in use; pages of files do not count, since they give way.
  private func available(in group: (folder: String, isFirstVersion: Bool)) -> Int? {
    let (limit, usage, prefix) =
      group.isFirstVersion
      ? ("memory.limit_in_bytes", "memory.usage_in_bytes", "total_")
      : ("memory.max", "memory.current", "")
    guard let most = number(in: "\(group.folder)/\(limit)"),
      let used = number(in: "\(group.folder)/\(usage)")
    else { return nil }
    var files = 0
    for line in lines(of: "\(group.folder)/memory.stat") {
      let words = line.split(separator: " ")
      guard words.count == 2, let bytes = Int(words[1]) else { continue }
      if words[0] == "\(prefix)inactive_file" || words[0] == "\(prefix)active_file" {
        files += bytes
      }
    }
    return max(0, most - max(0, used - files))
  }

  /// The number in a file; nil where there is none, such as `max`.
  private func number(in path: String) -> Int? { lines(of: path).first.flatMap { Int($0) } }

  private func lines(of path: String) -> [Substring] {
    (FileManager.default.contents(atPath: path)).map {
      String(decoding: $0, as: UTF8.self).split(separator: "\n")
    } ?? []
  }
}
