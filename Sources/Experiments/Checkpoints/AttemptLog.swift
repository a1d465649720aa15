import Foundation
import Synchronization

/// Which stages were under way when an earlier process died, and how often in a row.
///
/// A worker notes a stage before it starts and removes the note when the stage has ended, in whatever
/// way. A note that is found at the start of a run is therefore a death: the note holds the step that
/// the stage started from, and a stage that would start from the same step again has made no
/// progress. A dead process cannot say which of its stages was to blame, nor whether it was killed from
/// outside. So a stage that has died writes a checkpoint after its first step, which is progress; one
/// that dies without it again and again is tried with nothing beside it, and in the end given up.
final class AttemptLog: Sendable {
  /// Deaths without progress after which a stage is given up.
  static let mostDeaths = 5
  /// Deaths without progress after which a stage runs with nothing beside it.
  static let deathsToRunAlone = 3

  private struct Note: Equatable {
    var step: Int
    var deaths: Int
  }

  private let folder: CheckpointFolder
  private let notes: Mutex<[String: Note]>
  private static let fileExtension = ".attempt"

  /// Reads the notes of a folder and counts the deaths.
  init(in folder: CheckpointFolder) {
    self.folder = folder
    var found: [String: Note] = [:]
    for file in folder.contents() where file.hasSuffix(Self.fileExtension) {
      let name = String(file.dropLast(Self.fileExtension.count))
      guard let (note, isUnderWay) = Self.read(folder.url.appending(path: file)) else {
        folder.remove(file)
        continue
      }
      let counted = Note(step: note.step, deaths: note.deaths + (isUnderWay ? 1 : 0))
      found[name] = counted
      if isUnderWay { Self.write(counted, isUnderWay: false, name, in: folder) }
    }
    notes = Mutex(found)
  }

  /// How often a stage has died in a row without getting beyond a step.
  func deaths(of stage: String, at step: Int) -> Int {
    notes.withLock { notes in
      notes[stage].map { $0.step == step ? $0.deaths : 0 } ?? 0
    }
  }

  /// Whether a process has died while a stage was under way, wherever it was.
  func hasDied(_ stage: String) -> Bool {
    notes.withLock { $0[stage].map { $0.deaths > 0 } ?? false }
  }

  /// Notes that a stage starts from a step.
  func begin(_ stage: String, at step: Int) {
    let note = Note(step: step, deaths: deaths(of: stage, at: step))
    notes.withLock { $0[stage] = note }
    Self.write(note, isUnderWay: true, stage, in: folder)
  }

  /// Notes that a stage has ended, in whatever way.
  func end(_ stage: String) {
    notes.withLock { $0[stage] = nil }
    folder.remove(stage + Self.fileExtension)
  }

  /// Forgets the stages that this run does not know.
  func keep(_ stages: Set<String>) {
    for stage in notes.withLock({ Array($0.keys) }) where !stages.contains(stage) { end(stage) }
  }

  private static func read(_ file: URL) -> (Note, isUnderWay: Bool)? {
    guard let data = FileManager.default.contents(atPath: file.path) else { return nil }
    let words = String(decoding: data, as: UTF8.self).split(separator: " ").map { Int($0) }
    guard words.count == 4, let step = words[0], let deaths = words[1], let underWay = words[2],
      words[3] == 0
    else { return nil }
    return (Note(step: step, deaths: deaths), underWay == 1)
  }

  /// A note that cannot be written protects from nothing and stops nothing.
  private static func write(
    _ note: Note, isUnderWay: Bool, _ name: String, in folder: CheckpointFolder
  ) {
    let text = "\(note.step) \(note.deaths) \(isUnderWay ? 1 : 0) 0"
    try? FileManager.default.createDirectory(at: folder.url, withIntermediateDirectories: true)
    try? Data(text.utf8).write(to: folder.url.appending(path: name + fileExtension))
  }
}
