import Foundation

extension SlurmJob {
  /// The file names of the scripts.
  static let (arrayName, mergeName) = ("array.sh", "merge.sh")

  /// The script of the job array: a task trains one shard.
  ///
  /// Before Slurm takes a node away or time runs out, the shell gets SIGTERM a minute ahead. It
  /// passes SIGINT on: `bench` may get SIGTERM from Slurm as well, and the second signal of a kind
  /// would end it at once. A killed `bench` is tried again a few times, since everything finished
  /// is kept. A task that was cancelled is no longer `RUNNING` and stays where it is. Tasks are named by
  /// array and number, because the job id of one of them is the array's and would mean all.
  public var arrayScript: String {
    let shard = "$SLURM_ARRAY_TASK_ID"
    let run =
      "\(ShellWord.command([program, "run"] + words)) --shard \"\(shard)/\(shardCount)\""
      + " --jobs \"${SLURM_CPUS_PER_TASK:-1}\""
      + " --out \(ShellWord.quoted(folder.path + "/shards/"))\"\(shard)-of-\(shardCount)\""
    return header(
      "Trains one of \(shardCount) shards of the suite \(jobName)",
      ["--array=1-\(shardCount)", "--requeue", "--signal=B:TERM@60"]
        + ["--output=logs/shard-%a.log"], isArray: true)
        + """
        stopped=no
        trap 'stopped=yes; kill -INT "$bench" 2>/dev/null' TERM

        \(run) &
        bench=$!
        wait "$bench"
        status=$?
        # A signal ends `wait`; the program stops at its next step.
        while kill -0 "$bench" 2>/dev/null; do
          wait "$bench"
          status=$?
        done

        # Stopped for others, or killed: back into the queue, where the task goes on from what it kept.
        if [ "$stopped" = yes ] || { [ "$status" -gt 128 ] && [ "${SLURM_RESTART_COUNT:-0}" -lt 3 ]; }
        then
          task="${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID"
          if [ "$(squeue --noheader --jobs="$task" --format=%T)" = RUNNING ]; then
            echo "back into the queue after status $status"
            scontrol requeue "$task" && exit 0
          fi
        fi
        exit "$status"

        """
  }

  /// The script of the job that joins the shards and writes the report.
  public var mergeScript: String {
    let shards = (1...shardCount).map { folder(of: Shard(number: $0, of: shardCount)).path }
    return header(
      "Joins the shards of the suite \(jobName) and writes the report",
      ["--output=logs/merge.log"], isArray: false)
        + """
        \(ShellWord.command([program, "merge"] + shards + ["--out", folder.path])) &&
          exec \(ShellWord.command([program, "report", folder.path]))

        """
  }

  /// What both scripts begin with.
  private func header(_ title: String, _ options: [String], isArray: Bool) -> String {
    var lines = [
      "#!/bin/bash", "# \(title); written by `bench submit slurm`.",
      "#SBATCH --job-name=lossbench-\(jobName)\(isArray ? "" : "-merge")",
    ]
    let cores = isArray ? resources.cores : 1
    lines += (options + ["--open-mode=append", "--cpus-per-task=\(cores)"]).map { "#SBATCH \($0)" }
    if let partition = resources.partition { lines.append("#SBATCH --partition=\(partition)") }
    if isArray {
      if let time = resources.time { lines.append("#SBATCH --time=\(time)") }
      if let memory = resources.memory { lines.append("#SBATCH --mem=\(memory)") }
    }
    lines.append("")
    for name in environment.keys.sorted() {
      lines.append("export \(name)=\(ShellWord.quoted(environment[name] ?? ""))")
    }
    lines += ["cd -- \(ShellWord.quoted(workingFolder)) || exit 1", ""]
    return lines.joined(separator: "\n") + "\n"
  }

  /// The suite's id as a job's name; a file of a user's own may be named anyhow.
  private var jobName: String {
    String(suite.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") ? $0 : "_" })
  }
}
