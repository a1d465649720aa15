import Core
import Foundation

/// Two jobs on a Slurm cluster: the array, and the merge that waits for all of it.
public struct SlurmSubmission: Hashable, Sendable {
  /// The id of the array.
  public let arrayId: String
  /// The id of the job that merges and reports.
  public let mergeId: String

  /// The words of the two commands, without what only the first one's answer says.
  public static func commands(arrayId: String) -> [[String]] {
    [
      ["sbatch", "--parsable", SlurmJob.arrayName],
      [
        "sbatch", "--parsable", "--dependency=afterok:\(arrayId)", "--kill-on-invalid-dep=yes",
        SlurmJob.mergeName,
      ],
    ]
  }

  /// Writes the scripts and submits them.
  ///
  /// - Throws: ``SlurmError`` when there is no Slurm or it refuses, or an error of the folder. When
  ///   the merge job is refused, the array has been cancelled again.
  public init(_ job: SlurmJob) throws {
    guard Self.isInstalled else {
      throw SlurmError.noSlurm(suite: job.words.first ?? job.suite, count: job.shardCount)
    }
    try FileManager.default.createDirectory(at: job.logs, withIntermediateDirectories: true)
    for (name, text) in [
      (SlurmJob.arrayName, job.arrayScript), (SlurmJob.mergeName, job.mergeScript),
    ] {
      try AtomicFile.write(Data(text.utf8), to: job.scripts.appending(path: name))
    }
    let array = try Self.submit(Self.commands(arrayId: "")[0], in: job.scripts)
    arrayId = array
    do {
      mergeId = try Self.submit(Self.commands(arrayId: array)[1], in: job.scripts)
    } catch {
      _ = ProgramOutput("scancel", [array])
      throw error
    }
  }

  private static var isInstalled: Bool {
    ProgramOutput("sbatch", ["--version"]).map { $0.status == 0 } ?? false
  }

  /// Runs `sbatch --parsable`, which prints `id` or `id;cluster`.
  private static func submit(_ words: [String], in folder: URL) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = words
    process.currentDirectoryURL = folder
    let (output, errors) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = errors
    process.standardInput = FileHandle.nullDevice
    try process.run()
    // Both texts are a line or two: neither pipe fills while the other is read.
    let answer = try output.fileHandleForReading.readToEnd() ?? Data()
    let complaint = try errors.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    let id = String(decoding: answer, as: UTF8.self).prefix { $0.isNumber }
    guard process.terminationStatus == 0, !id.isEmpty else {
      let reason = String(decoding: complaint, as: UTF8.self)
        .split(separator: "\n").joined(separator: ", ")
      throw SlurmError.refused(
        script: words.last ?? "", reason: reason.isEmpty ? "no job id printed" : reason)
    }
    return String(id)
  }
}
