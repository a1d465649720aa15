import Core
import Foundation
import Records

/// The records of an earlier version: a folder with one JSON file a trial, which is only read.
struct JSONRecordFolder {
  /// The folder of the files.
  let folder: URL

  /// Where an earlier version put the records of a run.
  init(ofRun run: URL) { folder = run.appending(path: "trials", directoryHint: .isDirectory) }

  /// Returns every whole record in the order of the files' names.
  ///
  /// - Throws: ``RecordError`` when a file cannot be read or comes from a later version.
  func records(notify: (StoreNote) -> Void) throws(Records.RecordError) -> [TrialRecord] {
    var records: [TrialRecord] = []
    for name in try names() {
      let url = folder.appending(path: name)
      let data: Data
      do {
        data = try Data(contentsOf: url)
      } catch {
        throw .file(.cannotRead(path: url.relativePath, reason: FileError.reason(error)))
      }
      do {
        records.append(try SealedRecord.decode(data, path: url.relativePath))
      } catch Records.RecordError.damaged(let path, let reason) {
        notify(
          .damagedFile(reason: Records.RecordError.damaged(path: path, reason: reason).description))
      }
    }
    return records
  }

  /// Gives the folder another name, so that its records are taken over once.
  func setAside() throws -> URL {
    let parent = folder.deletingLastPathComponent()
    var target = parent.appending(path: "trials-imported", directoryHint: .isDirectory)
    var attempt = 2
    while FileManager.default.fileExists(atPath: target.path) {
      target = parent.appending(path: "trials-imported-\(attempt)", directoryHint: .isDirectory)
      attempt += 1
    }
    try FileManager.default.moveItem(at: folder, to: target)
    return target
  }

  /// Whether there is anything to take over.
  var isPresent: Bool { !((try? names()) ?? []).isEmpty }

  private func names() throws(Records.RecordError) -> [String] {
    guard FileManager.default.fileExists(atPath: folder.path) else { return [] }
    do {
      return try FileManager.default.contentsOfDirectory(atPath: folder.path)
        .filter { $0.hasSuffix(".json") && !$0.hasPrefix(".") }.sorted()
    } catch {
      throw .file(.cannotRead(path: folder.relativePath, reason: FileError.reason(error)))
    }
  }
}
