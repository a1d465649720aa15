public import Foundation

/// Places in the checkout that tests read from.
public enum Repository {
  /// The root of the checkout.
  public static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The data of a committed golden file, made by the script of the same stem.
  public static func golden(_ name: String) throws -> Data {
    try Data(contentsOf: root.appending(path: "Tests/Goldens/\(name)"))
  }
}
