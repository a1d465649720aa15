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

extension Terminal {
  /// The characters of a line on standard output; nil when it is no terminal or does not say.
  ///
  /// `COLUMNS` decides where it is set. `stty` is asked otherwise, because the call behind it takes
  /// a pointer to whatever the request needs, which strict memory safety rightly dislikes.
  static func width(
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) -> Int? {
    if let columns = environment["COLUMNS"].flatMap({ Int($0) }), columns > 0 { return columns }
    guard isatty(STDOUT_FILENO) == 1, let terminal = FileHandle(forReadingAtPath: "/dev/tty") else {
      return nil
    }
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["stty", "size"]
    let output = Pipe()
    process.standardInput = terminal
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil,
      let answer = try? output.fileHandleForReading.readToEnd()
    else { return nil }
    process.waitUntilExit()
    let words = String(decoding: answer, as: UTF8.self).split(whereSeparator: \.isWhitespace)
    return words.count == 2 ? Int(words[1]).flatMap { $0 > 0 ? $0 : nil } : nil
  }
}

/// The stream for progress, notes and errors.
enum StandardError {
  /// Writes a text at once; where it cannot be written, there is nobody to tell.
  static func write(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }

  /// Writes a note of the program.
  static func note(_ text: String) { write("bench: \(text)\n") }
}
