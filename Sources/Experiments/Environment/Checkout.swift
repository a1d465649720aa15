import Core
import Foundation

/// The commit that the program's sources are at.
struct Checkout: Hashable, Sendable {
  /// The commit's digest, or `unknown`.
  var commit: String
  /// Whether tracked files differ from it.
  var isDirty: Bool

  /// Asks git about a folder; outside a checkout, or without git, nothing is known.
  init(of folder: URL) {
    commit = "unknown"
    isDirty = false
    guard FileManager.default.fileExists(atPath: folder.appending(path: ".git").path),
      let head = Self.git(["rev-parse", "HEAD"], in: folder), head.count >= 40
    else { return }
    commit = head
    isDirty = Self.git(["status", "--porcelain", "--untracked-files=no"], in: folder) != ""
  }

  /// Returns what a git command prints, or nil when it fails.
  private static func git(_ arguments: [String], in folder: URL) -> String? {
    let result = ProgramOutput("git", ["-C", folder.path] + arguments)
    return result?.status == 0 ? result?.text : nil
  }
}
