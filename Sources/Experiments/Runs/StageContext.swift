import Foundation
import Records
import Training

/// What every worker of a run reads: the stages, where their state is kept and where records go.
struct StageContext: Sendable {
  /// The stages and what they train on.
  let workload: StageWorkload
  /// Names of checkpoints.
  let names: StageNames
  /// Where checkpoints are.
  let folder: CheckpointFolder
  /// Which stages have died before.
  let attempts: AttemptLog
  /// Where records go.
  let sink: any TrialSink
  /// Makes records.
  let maker: RecordMaker
  /// How the run goes about its trials.
  let options: RunOptions
  /// What all networks may take together.
  let memoryBytes: Int
  /// When made, workers stop at their next step.
  let stop: StopRequest

  /// The stages.
  var tree: StageTree { workload.plan.tree }

  /// The step that a job starts from.
  func firstStep(of job: StageJob) -> Int {
    switch job.start {
    case .initial: 0
    case .file(let name): name.step
    case .memory(let snapshot): snapshot.state.step
    }
  }

  /// How often a job has died without getting beyond its start.
  func deaths(of job: StageJob) -> Int {
    attempts.deaths(of: names.name(of: job.stage), at: firstStep(of: job))
  }
}
