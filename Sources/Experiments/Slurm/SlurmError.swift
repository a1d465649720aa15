public import Core

/// Why nothing was submitted.
public enum SlurmError: ReportableError, Equatable {
  /// An option of Slurm holds characters that it cannot mean.
  case badValue(option: String, value: String)
  /// A path cannot stand in a script.
  case badPath(path: String)
  /// `sbatch` is not on the path.
  case noSlurm(suite: String, count: Int)
  /// `sbatch` refused a script.
  case refused(script: String, reason: String)

  /// Options are usage; everything else is the cluster's.
  public var kind: FailureKind {
    switch self {
    case .badValue, .badPath: .usage
    case .noSlurm, .refused: .failure
    }
  }

  /// What was found, what was expected and what to do.
  public var description: String {
    switch self {
    case .badValue(let option, let value):
      "\(option): found \"\(value)\"; expected letters, digits and ,:.+-_@/ as sbatch takes them, "
        + "such as --time 02:00:00"
    case .badPath(let path):
      "\(path.replacing("\n", with: "\\n")): found a line end in a path; expected none; choose "
        + "another folder with --out or --mirror"
    case .noSlurm(let suite, let count):
      "sbatch: not found on PATH; expected Slurm's commands; run this on a login node of the "
        + "cluster, look at the scripts with --dry-run, or run the shards by hand: "
        + "`bench run \(suite) --shard 1/\(count)` to \(count)/\(count), then `bench merge`"
    case .refused(let script, let reason):
      "sbatch \(script): \(reason); correct the options (--partition, --time, --mem, --cpus) and "
        + "submit again"
    }
  }
}
