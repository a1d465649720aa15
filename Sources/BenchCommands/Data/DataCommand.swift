import ArgumentParser

/// `bench data`: the files of datasets.
struct DataCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data",
    abstract: "Obtain, check and show datasets.",
    discussion: """
      Files are kept in $LOSSBENCH_CACHE, else $XDG_CACHE_HOME/lossbench, else ~/.cache/lossbench. \
      A file counts only when its size and SHA-256 are those of its manifest, wherever it is from.
      """,
    subcommands: [
      DataFetchCommand.self, DataVerifyCommand.self, DataImportCommand.self,
      DataPreviewCommand.self, DataInitCommand.self,
    ])
}
