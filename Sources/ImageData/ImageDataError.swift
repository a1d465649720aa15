public import Core

/// Why a picture file is not what it should be.
public enum ImageDataError: ReportableError, Equatable {
  /// The file ends within its header.
  case shortHeader(path: String, found: Int, expected: Int)
  /// The first four bytes name another kind of file.
  case wrongMagic(path: String, found: UInt32, expected: UInt32)
  /// A size in the header is not the one the manifest promises.
  case wrongExtent(path: String, name: String, found: Int, expected: Int)
  /// The file ends before the last example.
  case truncated(path: String, found: Int, expected: Int)
  /// The file goes on after the last example.
  case trailingBytes(path: String, expected: Int)
  /// A label names no class.
  case labelOutOfRange(path: String, example: Int, found: Int, classCount: Int)

  /// What is wrong, where, and what to do next.
  public var description: String {
    switch self {
    case .shortHeader(let path, let found, let expected):
      "\(path): ends after \(found) bytes; expected a header of \(expected); \(Self.remedy)"
    case .wrongMagic(let path, let found, let expected):
      "\(path): starts with the number \(found); expected \(expected) (\(Self.kind(expected))); "
        + "check the file's role in the manifest"
    case .wrongExtent(let path, let name, let found, let expected):
      "\(path): its header says \(name) \(found); expected \(expected); "
        + "correct the manifest or get the right file"
    case .truncated(let path, let found, let expected):
      "\(path): ends after \(found) bytes of data; expected \(expected); \(Self.remedy)"
    case .trailingBytes(let path, let expected):
      "\(path): goes on after its \(expected) bytes of data; expected the end; \(Self.remedy)"
    case .labelOutOfRange(let path, let example, let found, let classCount):
      "\(path): example \(example) has the label \(found); expected 0 to \(classCount - 1); "
        + "correct classes in the manifest or get the right file"
    }
  }

  private static let remedy = "replace the file with an intact copy"

  private static func kind(_ magic: UInt32) -> String {
    magic == IDXFile.imageMagic ? "IDX pictures of bytes" : "IDX labels of bytes"
  }
}
