import Experiments

/// Commands as a shell reads them.
enum ShellText {
  /// Returns the command line of this process under the name `bench`.
  static func command(_ arguments: [String]) -> String {
    ShellWord.command(["bench"] + arguments.dropFirst())
  }

  /// Returns a word in quotes where a shell would not read it as it is.
  static func quoted(_ word: String) -> String { ShellWord.quoted(word) }
}
