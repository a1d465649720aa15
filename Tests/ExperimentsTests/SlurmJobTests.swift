import Foundation
import TestSupport
import Testing

@testable import Experiments

@Suite struct SlurmJobTests {
  private static let resources = SlurmJob.Resources(
    partition: "short", time: "01:00:00", memory: "2G", cores: 4)

  private static func job(
    folder: String = "/data/runs/smoke", words: [String] = ["smoke"],
    resources: SlurmJob.Resources = resources
  ) throws -> SlurmJob {
    try SlurmJob(
      suite: "smoke", program: "/opt/loss bench/bench", words: words, shardCount: 3,
      resources: resources, folder: URL(filePath: folder), workingFolder: "/home/a b",
      environment: ["LOSSBENCH_HOME": "/opt/it's"])
  }

  @Test("the array asks Slurm for tasks that are requeued and warned")
  func arrayOptions() throws {
    let options = try Self.job().arrayScript.split(separator: "\n")
      .filter { $0.hasPrefix("#SBATCH") }.map { String($0.dropFirst(8)) }
    #expect(
      options == [
        "--job-name=lossbench-smoke", "--array=1-3", "--requeue", "--signal=B:TERM@60",
        "--output=logs/shard-%a.log", "--open-mode=append", "--cpus-per-task=4",
        "--partition=short", "--time=01:00:00", "--mem=2G",
      ])
    let merge = try Self.job().mergeScript
    #expect(!merge.contains("--array") && !merge.contains("--mem"))
    #expect(merge.contains("#SBATCH --cpus-per-task=1\n"))
  }

  @Test("what is not asked for is left to the site")
  func defaults() throws {
    let plain = SlurmJob.Resources(partition: nil, time: nil, memory: nil, cores: 1)
    let script = try Self.job(resources: plain).arrayScript
    for option in ["--partition", "--time", "--mem"] { #expect(!script.contains(option)) }
  }

  @Test("the merge joins every shard and then reports")
  func merge() throws {
    let lines = try Self.job().mergeScript.split(separator: "\n").suffix(2)
    #expect(
      lines == [
        "'/opt/loss bench/bench' merge /data/runs/smoke/shards/1-of-3 "
          + "/data/runs/smoke/shards/2-of-3 /data/runs/smoke/shards/3-of-3 --out /data/runs/smoke &&",
        "  exec '/opt/loss bench/bench' report /data/runs/smoke",
      ])
  }

  /// A program that prints its words takes the place of `bench`, so that bash itself is the judge.
  @Test(
    "bash reads odd paths as they are",
    arguments: [
      "plain", "with space", "it's", "$HOME `id` \"q\"", "100%a", "semi;colon & more", "*",
    ])
  func quoting(name: String) throws {
    try withTemporaryFolder { parent in
      let folder = parent.appending(path: name)
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      let program = folder.appending(path: "bench")
      try Data("#!/bin/sh\npwd\nprintf '%s\\n' \"$LOSSBENCH_HOME\" \"$@\"\n".utf8).write(
        to: program)
      try FileManager.default.setAttributes(
        [.posixPermissions: 0o755], ofItemAtPath: program.path)
      let job = try SlurmJob(
        suite: "smoke", program: program.path, words: ["smoke", "--mirror", folder.path],
        shardCount: 2, resources: Self.resources, folder: folder, workingFolder: folder.path,
        environment: ["LOSSBENCH_HOME": folder.path])
      let run = try Self.bash(job.arrayScript, ["SLURM_ARRAY_TASK_ID": "2"])
      #expect(
        run == [
          folder.path, folder.path, "run", "smoke", "--mirror", folder.path, "--shard", "2/2",
          "--jobs", "1", "--out", folder.path + "/shards/2-of-2",
        ])
      let merge = try Self.bash(job.mergeScript, [:])
      #expect(
        merge == [
          folder.path, folder.path, "merge", folder.path + "/shards/1-of-2",
          folder.path + "/shards/2-of-2", "--out", folder.path, folder.path, folder.path, "report",
          folder.path,
        ])
    }
  }

  /// Stands in for Slurm's commands: `squeue` says the state, `scontrol` notes what it is told.
  ///
  /// Threads of tests block signals, which children inherit; Perl unblocks them.
  @Test(
    "a task goes back into the queue when it was stopped or killed, and only while it runs",
    .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/perl"), "no Perl found"),
    arguments: [
      ("exit 0", "RUNNING", "0", 0, false), ("exit 1", "RUNNING", "0", 1, false),
      ("kill -9 $$", "RUNNING", "0", 0, true), ("kill -9 $$", "RUNNING", "3", 137, false),
      ("kill -TERM $PPID; sleep 0.2; exit 130", "RUNNING", "7", 0, true),
      ("kill -TERM $PPID; sleep 0.2; exit 130", "COMPLETING", "0", 130, false),
    ])
  func requeue(
    body: String, state: String, restarts: String, status: Int32, isRequeued: Bool
  ) throws {
    try withTemporaryFolder { folder in
      for (name, text) in [
        ("bench", body), ("squeue", "[[ $2 == --jobs=17_2 ]] && echo \(state)"),
        ("scontrol", "echo \"$@\" >> told"),
      ] {
        let file = folder.appending(path: name)
        try Data("#!/bin/bash\n\(text)\n".utf8).write(to: file)
        try FileManager.default.setAttributes(
          [.posixPermissions: 0o755], ofItemAtPath: file.path)
      }
      let job = try SlurmJob(
        suite: "smoke", program: folder.appending(path: "bench").path, words: ["smoke"],
        shardCount: 2, resources: Self.resources, folder: folder, workingFolder: folder.path,
        environment: [:])
      let process = try Self.process(
        job.arrayScript,
        [
          "SLURM_ARRAY_TASK_ID": "2", "SLURM_JOB_ID": "17", "SLURM_ARRAY_JOB_ID": "17",
          "SLURM_RESTART_COUNT": restarts,
          "PATH": "\(folder.path):/usr/bin:/bin",
        ])
      process.arguments =
        [
          "-MPOSIX", "-e", "sigprocmask(SIG_SETMASK, POSIX::SigSet->new); exec @ARGV", "/bin/bash",
        ] + (process.arguments ?? [])
      process.executableURL = URL(filePath: "/usr/bin/perl")
      process.standardOutput = FileHandle.nullDevice
      process.standardError = FileHandle.nullDevice
      try process.run()
      process.waitUntilExit()
      #expect(process.terminationStatus == status)
      let told = try? String(contentsOf: folder.appending(path: "told"), encoding: .utf8)
      #expect(told == (isRequeued ? "requeue 17_2\n" : nil))
    }
  }

  @Test("an option that Slurm cannot mean is refused, and so is a line end in a path")
  func refusals() throws {
    let bad = SlurmJob.Resources(partition: "a b", time: nil, memory: nil, cores: 1)
    #expect(throws: SlurmError.badValue(option: "--partition", value: "a b")) {
      _ = try Self.job(resources: bad)
    }
    #expect(throws: SlurmError.badPath(path: "/a\nb")) { _ = try Self.job(folder: "/a\nb") }
    #expect(
      SlurmError.badValue(option: "--time", value: "1 h").description
        == "--time: found \"1 h\"; expected letters, digits and ,:.+-_@/ as sbatch takes them, such "
        + "as --time 02:00:00")
    #expect(
      SlurmError.badPath(path: "/a\nb").description
        == "/a\\nb: found a line end in a path; expected none; choose another folder with --out or "
        + "--mirror")
    #expect(
      SlurmError.noSlurm(suite: "smoke", count: 3).description
        == "sbatch: not found on PATH; expected Slurm's commands; run this on a login node of the "
        + "cluster, look at the scripts with --dry-run, or run the shards by hand: "
        + "`bench run smoke --shard 1/3` to 3/3, then `bench merge`")
    #expect(
      SlurmError.refused(script: "array.sh", reason: "invalid partition specified: x").description
        == "sbatch array.sh: invalid partition specified: x; correct the options (--partition, "
        + "--time, --mem, --cpus) and submit again")
  }

  private static func process(_ script: String, _ environment: [String: String]) throws -> Process {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/bash")
    process.arguments = ["-c", script]
    process.environment = ["PATH": "/usr/bin:/bin"].merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    return process
  }

  /// Returns the lines that a script prints.
  private static func bash(_ script: String, _ environment: [String: String]) throws -> [String] {
    let process = try process(script, environment)
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    return String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
  }
}
