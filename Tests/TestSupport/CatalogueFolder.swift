import Foundation

extension Repository {
  /// The kebab-case stems of the Swift files in a folder of the checkout, sorted.
  ///
  /// A registry's ids must be these: an entry that is in the folder and not in the registry would
  /// otherwise be dead code.
  public static func stems(in folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: root.appending(path: folder).path)
      .filter { $0.hasSuffix(".swift") }
      .map { kebabCase(String($0.dropLast(".swift".count))) }
      .sorted()
  }

  /// Returns `one-cycle` for `OneCycle` and `cnn-small` for `CNNSmall`.
  static func kebabCase(_ name: String) -> String {
    let letters = Array(name)
    var text = ""
    for (i, letter) in letters.enumerated() {
      let endsAcronym = i + 1 < letters.count && letters[i + 1].isLowercase
      if letter.isUppercase, i > 0, !letters[i - 1].isUppercase || endsAcronym { text += "-" }
      text += letter.lowercased()
    }
    return text
  }
}
