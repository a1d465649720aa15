import Core
import Experiments
import Foundation
import Records

/// Progress for machines: one JSON object a line, each with the name of its `event`.
final class EventLog: RunObserver {
  private let name: String
  private let write: (String) throws -> Void
  /// Told once when a line cannot be written; the run goes on.
  private let complain: (String) -> Void
  private var hasComplained = false
  private let clock = ContinuousClock()
  private var toldAt: ContinuousClock.Instant?

  /// Creates a log that writes lines through a closure.
  ///
  /// - Parameters:
  ///   - name: what is written to, for messages.
  ///   - complain: told once when a line cannot be written; no more are written then.
  ///   - write: takes a line with its end.
  init(
    _ name: String = "-", complain: @escaping (String) -> Void = StandardError.note,
    write: @escaping (String) throws -> Void
  ) {
    self.name = name
    self.complain = complain
    self.write = write
  }

  /// Opens a log of a file, to which lines are added; `-` means standard error.
  ///
  /// - Throws: `FileError` when the file cannot be written.
  static func open(_ path: String) throws -> EventLog {
    if path == "-" { return EventLog(write: StandardError.write) }
    if !FileManager.default.fileExists(atPath: path) {
      _ = FileManager.default.createFile(atPath: path, contents: nil)
    }
    guard let handle = FileHandle(forWritingAtPath: path) else {
      throw FileError.cannotWrite(path: path, reason: "it cannot be opened")
    }
    _ = try? handle.seekToEnd()
    return EventLog(path) { try handle.write(contentsOf: Data($0.utf8)) }
  }

  private struct Event: Encodable {
    var event: String
    var suite: String?
    var folder: String?
    var trials: Int?
    var recorded: Int?
    var jobs: Int?
    var steps: Int?
    var separateSteps: Int?
    var key: String?
    var trial: Trial?
    var outcome: String?
    var reason: String?
    var accuracy: Double?
    var seconds: Double?
    var finished: Int?
    var fraction: Double?
    var remainingSeconds: Double?
    var workers: [Trial?]?
    var text: String?
  }

  private struct Trial: Encodable {
    var dataset: String
    var model: String
    var arm: String
    var seed: UInt64
    var step: Int?
    var steps: Int?

    init(_ trial: PlannedTrial, step: Int? = nil) {
      let spec = trial.spec
      (dataset, model, arm, seed) = (spec.dataset, spec.model.id, spec.arm.id, spec.seed)
      self.step = step
      steps = step == nil ? nil : trial.stepCount
    }
  }

  func began(_ outline: RunOutline) {
    tell(
      Event(
        event: "began", suite: outline.suite, folder: outline.folder,
        trials: outline.plannedCount, recorded: outline.reusedCount, jobs: outline.jobs,
        steps: outline.stepCount, separateSteps: outline.separateStepCount))
  }

  func finished(_ trial: FinishedTrial, _ snapshot: RunSnapshot) {
    var event = Event(event: "trial", key: trial.trial.key, trial: Trial(trial.trial))
    event.finished = snapshot.finishedCount
    switch trial.result {
    case .failed(let reason): (event.outcome, event.reason) = ("not stored", reason)
    case .recorded(let record):
      event.seconds = record.timing.totalSeconds
      event.accuracy = record.test?.accuracy
      switch record.outcome {
      case .completed: event.outcome = "completed"
      case .diverged(let step): (event.outcome, event.reason) = ("diverged", "at step \(step)")
      case .failed(_, let reason): (event.outcome, event.reason) = ("failed", reason)
      }
    }
    tell(event)
  }

  /// Once a second at most.
  func progressed(_ snapshot: RunSnapshot) {
    let now = clock.now
    if let toldAt, now - toldAt < .seconds(1) { return }
    toldAt = now
    var event = Event(event: "progress", trials: snapshot.totalCount)
    event.finished = snapshot.finishedCount
    event.fraction = snapshot.doneFraction
    event.remainingSeconds = snapshot.remaining.map { $0 / .seconds(1) }
    event.workers = snapshot.workers.map { worker in
      worker.map { Trial($0.trial, step: $0.finishedSteps) }
    }
    tell(event)
  }

  func ended() { tell(Event(event: "ended")) }

  func noted(_ text: String) { tell(Event(event: "note", text: text)) }

  private func tell(_ event: Event) {
    guard !hasComplained, let line = try? CanonicalJSON.text(event) else { return }
    do {
      try write(line + "\n")
    } catch {
      hasComplained = true
      complain(
        "\(name): cannot be written: \(FileError.reason(error)); no more events are written")
    }
  }
}

/// Tells several observers the same.
struct Observers: RunObserver {
  /// Who is told, in this order.
  let all: [any RunObserver]

  func began(_ outline: RunOutline) { for observer in all { observer.began(outline) } }

  func finished(_ trial: FinishedTrial, _ snapshot: RunSnapshot) {
    for observer in all { observer.finished(trial, snapshot) }
  }

  func progressed(_ snapshot: RunSnapshot) {
    for observer in all { observer.progressed(snapshot) }
  }

  func ended() { for observer in all { observer.ended() } }

  func noted(_ text: String) { for observer in all { observer.noted(text) } }
}
