import ArgumentParser
import Core
import Engine
import Experiments
import Foundation

/// The program `bench`.
public enum BenchProgram {
  /// Parses the command line, runs the command and ends the process with its exit code.
  public static func main() {
    ProcessMemory.keepFreed()
    do {
      var command = try Bench.parseAsRoot()
      try command.run()
    } catch let error as any ReportableError {
      let error = misspeltCommand(error) ?? error
      StandardError.write(ErrorText.text(for: error))
      Bench.exit(withError: error.kind == .usage ? ExitCode.validationFailure : .failure)
    } catch {
      Bench.exit(withError: error)
    }
  }

  /// The error for a misspelt command, which the default command has taken for a suite.
  static func misspeltCommand(
    _ error: any ReportableError, arguments: [String] = CommandLine.arguments
  ) -> CommandError? {
    guard let error = error as? SuiteError, case .unknown(let word, let suites) = error,
      arguments.dropFirst().first == word, Suggestion.nearest(to: word, in: suites) == nil
    else { return nil }
    let names = Bench.configuration.subcommands.compactMap { $0.configuration.commandName }
    return Suggestion.nearest(to: word, in: names).map {
      .unknownCommand(word: word, nearest: $0)
    }
  }
}

/// The root command: `bench` alone runs the default suite.
struct Bench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Compare training losses with paired evidence.",
    discussion: """
      LossBench trains the same models on the same data with the same random numbers, once for each \
      loss, and says whether a loss makes better classifiers than plain cross entropy.

      FIRST STEPS
        bench                      the default suite: built-in data, no network
        bench list suites          what else can be run
        bench info cnn-small       a model, loss, dataset or suite in detail
        bench run mnist-quick --mirror DIR
                                   real data, read from DIR/mnist/
        bench doctor               what this machine lacks, and how to get it

      EXIT CODES
        0 fine, 1 failure, 64 a mistake in what was asked for, 130, 143 and 129 stopped by Ctrl-C, \
      SIGTERM and a closed terminal; what was finished is kept, and the same command goes on from \
      there.
      """,
    version: Release.version,
    subcommands: [
      RunCommand.self, ListCommand.self, InfoCommand.self, DataCommand.self, ReportCommand.self,
      MergeCommand.self, ExportCommand.self, TensorBoardCommand.self, SubmitCommand.self,
      PerfCommand.self, DoctorCommand.self,
    ],
    defaultSubcommand: RunCommand.self)
}
