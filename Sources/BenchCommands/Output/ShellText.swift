/// Commands as a shell reads them.
enum ShellText {
  /// Returns the command line of this process under the name `bench`.
  static func command(_ arguments: [String]) -> String {
    (["bench"] + arguments.dropFirst().map(quoted)).joined(separator: " ")
  }

  /// Returns a word in quotes where a shell would not read it as it is.
  static func quoted(_ word: String) -> String {
    let isPlain =
      !word.isEmpty
      && word.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_./=,:+@%".contains($0)) }
    return isPlain
      ? word
      : "'"
        + word.split(separator: "'", omittingEmptySubsequences: false)
        .joined(separator: "'\\''") + "'"
  }
}
