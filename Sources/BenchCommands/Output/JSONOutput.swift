import Core

/// The one document that `--json` prints.
enum JSONOutput {
  /// Prints a value on standard output.
  static func write(_ value: some Encodable) throws {
    try print(String(decoding: try CanonicalJSON.document(value), as: UTF8.self), terminator: "")
  }
}
