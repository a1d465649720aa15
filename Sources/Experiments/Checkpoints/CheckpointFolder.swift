import Core
import Foundation
import Synchronization
import Training

/// The checkpoints of a run: `checkpoints/` in the run folder, empty and gone when the run is complete.
///
/// A file is kept for as long as some stage would start from it if the process died now. Writing is
/// atomic, so a process killed at any moment leaves whole files.
final class CheckpointFolder: Sendable {
  /// The folder, which exists only while there is something in it.
  let url: URL
  private let holders = Mutex<[CheckpointName: Int]>([:])

  /// Opens the checkpoints of a run folder, and clears temporary files of processes now gone.
  init(of run: URL) {
    url = run.appending(path: "checkpoints", directoryHint: .isDirectory)
    AtomicFile.removeLeftovers(in: url)
  }

  /// The place of a checkpoint.
  func file(_ name: CheckpointName) -> URL { url.appending(path: name.file) }

  /// The names of the checkpoints that are there, sorted.
  func names() -> [CheckpointName] { contents().compactMap(CheckpointName.init(file:)) }

  /// Every file's name, sorted.
  func contents() -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []).sorted()
  }

  /// Writes a checkpoint that some stages need.
  ///
  /// - Throws: `FileError`; nothing is left behind and nothing is held.
  func write(_ snapshot: TrainingSnapshot, as name: CheckpointName, holders count: Int) throws {
    try snapshot.write(to: file(name))
    hold(name, count)
  }

  /// Notes that stages need a checkpoint that is there.
  func hold(_ name: CheckpointName, _ count: Int = 1) {
    holders.withLock { $0[name, default: 0] += count }
  }

  /// Gives checkpoints up, each for one stage; what nobody needs any more is removed.
  func release(_ names: [CheckpointName]) {
    for name in names {
      let isFree = holders.withLock { holders -> Bool in
        let left = holders[name, default: 0] - 1
        holders[name] = left > 0 ? left : nil
        return left <= 0
      }
      if isFree { remove(name.file) }
    }
  }

  /// Removes every checkpoint that no stage holds.
  func removeUnheld() {
    let held = holders.withLock { Set($0.keys) }
    for name in names() where !held.contains(name) { remove(name.file) }
  }

  /// Removes a file of the folder.
  func remove(_ name: String) { try? FileManager.default.removeItem(at: url.appending(path: name)) }

  /// Removes the folder if nothing is left in it.
  func removeIfEmpty() {
    if contents().isEmpty { try? FileManager.default.removeItem(at: url) }
  }
}
