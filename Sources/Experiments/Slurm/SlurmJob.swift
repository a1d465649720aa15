public import Foundation

/// A suite as a job array on a Slurm cluster, and the job that joins what the array made.
///
/// Both scripts are run from the folder they lie in, which is how odd characters in paths never
/// reach Slurm's own syntax; everything else is quoted for the shell.
public struct SlurmJob: Hashable, Sendable {
  /// What a site wants to know about a job; what is nil is left to the site.
  public struct Resources: Hashable, Sendable {
    /// The partition.
    public var partition: String?
    /// The time limit of a task, as sbatch takes it.
    public var time: String?
    /// The memory of a task, as sbatch takes it.
    public var memory: String?
    /// The cores of a task, each of which trains a trial.
    public var cores: Int

    /// Names what a job needs.
    public init(partition: String?, time: String?, memory: String?, cores: Int) {
      self.partition = partition
      self.time = time
      self.memory = memory
      self.cores = cores
    }
  }

  /// The suite's id.
  public var suite: String
  /// The program, by its absolute path.
  public var program: String
  /// The words of `run` that say what to train: the suite, `--seeds`, `--only` and so on.
  public var words: [String]
  /// How many shards.
  public var shardCount: Int
  /// What the tasks need.
  public var resources: Resources
  /// The run folder; shards, scripts and logs lie below it.
  public var folder: URL
  /// The folder that the commands run in, by its absolute path.
  public var workingFolder: String
  /// Variables that the commands need, by name.
  public var environment: [String: String]

  /// Describes a job; nothing is written or submitted.
  ///
  /// - Throws: ``SlurmError`` when an option or a path cannot stand in a script.
  public init(
    suite: String, program: String, words: [String], shardCount: Int, resources: Resources,
    folder: URL, workingFolder: String, environment: [String: String]
  ) throws(SlurmError) {
    self.suite = suite
    self.program = program
    self.words = words
    self.shardCount = shardCount
    self.resources = resources
    self.folder = folder
    self.workingFolder = workingFolder
    self.environment = environment
    let options = [
      ("--partition", resources.partition), ("--time", resources.time),
      ("--mem", resources.memory),
    ]
    for case (let option, let value?) in options where !Self.isPlain(value) {
      throw .badValue(option: option, value: value)
    }
    for path in [program, folder.path, workingFolder] + words where path.contains("\n") {
      throw .badPath(path: path)
    }
  }

  /// The folder of the scripts and logs, which is also where they are submitted from.
  public var scripts: URL { folder.appending(path: "slurm", directoryHint: .isDirectory) }
  /// The folder of the tasks' output.
  public var logs: URL { scripts.appending(path: "logs", directoryHint: .isDirectory) }
  /// The run folder of a shard.
  public func folder(of shard: Shard) -> URL {
    folder.appending(path: "shards/\(shard.folderName)", directoryHint: .isDirectory)
  }

  private static func isPlain(_ value: String) -> Bool {
    !value.isEmpty
      && value.allSatisfy {
        $0.isASCII && ($0.isLetter || $0.isNumber || ",:.+-_@/".contains($0))
      }
  }
}
