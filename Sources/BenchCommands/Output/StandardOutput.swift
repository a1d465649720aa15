import Core
import Foundation

/// Writes a text on standard output at once; in this module it takes the place of Swift's.
///
/// Swift's keeps quiet when a disk is full, and half a JSON document would look like success. A reader
/// that went away, such as `head`, has what it wanted: that is no error.
///
/// - Throws: ``CommandError/output(reason:)``.
func print(_ text: String, terminator: String = "\n") throws(CommandError) {
  do {
    try FileHandle.standardOutput.write(contentsOf: Data((text + terminator).utf8))
  } catch {
    if FileError.isClosedPipe(error) { return }
    throw .output(reason: FileError.reason(error))
  }
}
