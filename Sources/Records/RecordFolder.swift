import Core
public import Foundation

/// A run folder that holds each finished trial as one JSON file.
///
/// The files are `trials/<dataset>.<model>.<arm>.seed<N>.<first 12 of the key>.json`. Writing is
/// atomic, so a process killed at any moment leaves whole records and nothing else that counts.
///
/// A damaged file is never used and never deleted: it is reported by name, renamed to
/// `<name>.damaged`, and its trial counts as missing, so that the next run computes it again.
/// Reading for a report (``all()``) reports it too, but changes nothing in the folder.
public struct RecordFolder: TrialSink {
  /// The folder of the run.
  public let run: URL
  private let reportDamage: @Sendable (RecordError) -> Void

  /// The folder of the record files.
  public var trials: URL { run.appending(path: "trials", directoryHint: .isDirectory) }

  /// Opens a run folder, which need not exist, and clears temporary files of processes now gone.
  ///
  /// - Parameters:
  ///   - run: the folder of the run.
  ///   - reportDamage: told of each damaged file found later, in one line for people.
  public init(_ run: URL, reportDamage: @escaping @Sendable (RecordError) -> Void) {
    self.run = run
    self.reportDamage = reportDamage
    AtomicFile.removeLeftovers(in: trials)
  }

  /// Returns the record of this key, or nil when it is missing or its file is damaged.
  ///
  /// - Throws: ``RecordError`` when a file cannot be read or comes from a later version.
  public func record(forKey key: String) throws(RecordError) -> TrialRecord? {
    let ending = ".\(key.prefix(12)).json"
    for name in try names() where name.hasSuffix(ending) {
      do {
        let record = try read(name)
        if record.key == key { return record }
      } catch RecordError.damaged(let path, let reason) {
        reportDamage(.damaged(path: path, reason: reason))
        try setAside(name)
      }
    }
    return nil
  }

  /// Stores a finished trial; when it returns, the record survives a crash.
  ///
  /// - Throws: ``RecordError``; nothing is left behind.
  public func store(_ record: TrialRecord) throws(RecordError) {
    let data = try SealedRecord.encode(record)
    do {
      try AtomicFile.write(data, to: trials.appending(path: Self.fileName(of: record)))
    } catch {
      throw .file(error)
    }
  }

  /// Returns every whole record, sorted by dataset, model, arm, seed and key.
  ///
  /// - Throws: ``RecordError`` when a file cannot be read or comes from a later version.
  public func all() throws(RecordError) -> [TrialRecord] {
    var records: [TrialRecord] = []
    for name in try names() {
      do {
        records.append(try read(name))
      } catch RecordError.damaged(let path, let reason) {
        reportDamage(.damaged(path: path, reason: reason))
      }
    }
    return records.sorted { Self.order($0) < Self.order($1) }
  }

  /// Returns the names of files that were set aside as damaged, sorted.
  public func setAsideNames() throws(RecordError) -> [String] {
    try contents().filter { $0.contains(".json.damaged") }
  }

  /// The name of a record's file; characters that a file name should not hold become `_`.
  static func fileName(of record: TrialRecord) -> String {
    let spec = record.spec
    let parts = [spec.dataset, spec.model.id, spec.arm.id].map { part in
      String(
        part.prefix(60).map { character in
          character.isASCII && (character.isLetter || character.isNumber || character == "-")
            ? character : "_"
        })
    }
    return "\(parts.joined(separator: ".")).seed\(spec.seed).\(record.key.prefix(12)).json"
  }

  private static func order(_ record: TrialRecord) -> (String, String, String, UInt64, String) {
    (
      record.spec.dataset, record.spec.model.id, record.spec.arm.id, record.spec.seed, record.key
    )
  }

  private func names() throws(RecordError) -> [String] {
    try contents().filter { $0.hasSuffix(".json") && !$0.hasPrefix(".") }
  }

  private func contents() throws(RecordError) -> [String] {
    guard FileManager.default.fileExists(atPath: trials.path) else { return [] }
    do {
      return try FileManager.default.contentsOfDirectory(atPath: trials.path).sorted()
    } catch {
      throw .file(.cannotRead(path: trials.path, reason: FileError.reason(error)))
    }
  }

  private func read(_ name: String) throws(RecordError) -> TrialRecord {
    let url = trials.appending(path: name)
    let data: Data
    do {
      data = try Data(contentsOf: url)
    } catch {
      throw .file(.cannotRead(path: url.path, reason: FileError.reason(error)))
    }
    let record = try SealedRecord.decode(data, path: url.path)
    guard name.hasSuffix(".\(record.key.prefix(12)).json") else {
      throw .damaged(
        path: url.path, reason: "its name does not end in its key \(record.key.prefix(12))")
    }
    return record
  }

  /// Renames a damaged file, beside any earlier one of the same name.
  private func setAside(_ name: String) throws(RecordError) {
    let source = trials.appending(path: name)
    var target = trials.appending(path: "\(name).damaged")
    var attempt = 2
    while FileManager.default.fileExists(atPath: target.path) {
      target = trials.appending(path: "\(name).damaged-\(attempt)")
      attempt += 1
    }
    do {
      try FileManager.default.moveItem(at: source, to: target)
    } catch {
      throw .file(.cannotWrite(path: target.path, reason: FileError.reason(error)))
    }
  }
}
