import Foundation

/// What is known about the terminals that the program writes to.
struct Terminal {
  /// Whether a line on standard error can be written over.
  let canRedraw: Bool
  /// Whether standard output may be coloured.
  let usesColor: Bool

  /// Looks at the standard streams and the environment.
  ///
  /// `NO_COLOR`, set to anything but nothing, turns colours off (no-color.org).
  static func current(
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) -> Terminal {
    let isDumb = environment["TERM", default: "dumb"] == "dumb"
    let isPlain = !(environment["NO_COLOR"] ?? "").isEmpty
    return Terminal(
      canRedraw: isatty(STDERR_FILENO) == 1 && !isDumb,
      usesColor: isatty(STDOUT_FILENO) == 1 && !isDumb && !isPlain)
  }
}

/// The stream for progress, notes and errors.
enum StandardError {
  /// Writes a text at once.
  static func write(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }

  /// Writes a note of the program.
  static func note(_ text: String) { write("bench: \(text)\n") }
}
