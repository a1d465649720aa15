import Core
import Foundation

/// Writes a text on standard output at once; in this module it takes the place of Swift's.
///
/// Swift's keeps quiet when a disk is full, and half a JSON document would look like success.
///
/// - Throws: ``CommandError/output(reason:)``.
func print(_ text: String, terminator: String = "\n") throws(CommandError) {
  do {
    try FileHandle.standardOutput.write(contentsOf: Data((text + terminator).utf8))
  } catch {
    throw .output(reason: FileError.reason(error))
  }
}
