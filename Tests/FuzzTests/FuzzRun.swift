import Archives
import Core
import Foundation
import ImageData
import SequenceData
import TabularData
import TestSupport
import Testing
import TextData

@testable import DataStore

/// Decodes a dataset with one file damaged, many times.
struct FuzzRun {
  /// All decoders there are.
  static let decoders =
    ImageRegistry.decoders + TextRegistry.decoders + TableRegistry.decoders
    + SequenceRegistry.decoders

  /// The longest that an input may take; most take a thousandth of it, sanitized ones included.
  private static let limit = Duration.seconds(10)

  private let fuzz: FuzzCase
  private let manifest: DatasetManifest
  private let decoder: any DatasetDecoder.Type
  private let folder: URL
  private var mutation: Mutation
  /// The files as they should be.
  private let intact: [VerifiedFile]
  private(set) var accepted = 0

  init(_ fuzz: FuzzCase, folder: URL, seed: UInt64) throws {
    self.fuzz = fuzz
    self.folder = folder
    manifest = try DatasetManifest.read(
      fuzz.manifest, id: "toy", path: "toy.yaml", decoders: Self.decoders)
    let format = manifest.decoder.format
    decoder = try #require(Self.decoders.first { $0.format == format })
    mutation = Mutation(of: [], words: fuzz.words, seed: seed)
    intact = try zip(fuzz.files, manifest.files).map { file, entry in
      try Self.verified(
        try file.bytes(change: { $1 }, repack: { $0 }), entry,
        at: folder.appending(path: "intact-\(file.path)"))
    }
  }

  /// Decodes the files as they should be, which has to work.
  func decodeIntact() throws {
    let decoded = try decoder.decode(manifest, files: VerifiedFiles(all: intact))
    try manifest.check(decoded)
    _ = try decoded.prepared(id: "toy", holdingOut: [])
  }

  /// Damages one file and decodes.
  mutating func step(_ input: Int) throws {
    let index = mutation.number(below: intact.count)
    let bytes = try damaged(fuzz.files[index])
    if try failure(of: bytes, inPlaceOf: index, "input \(input)") == nil { accepted += 1 }
  }

  /// Decodes with one part of one file replaced, see ``failure(of:inPlaceOf:_:)``.
  func failure(of content: [UInt8], file: Int, part: Int, _ what: String) throws -> String? {
    let bytes = try fuzz.files[file].bytes(
      change: { $0 == part ? content : $1 }, repack: { $0 })
    return try failure(of: bytes, inPlaceOf: file, what)
  }

  /// Decodes with one file replaced and returns the one line that it is refused with.
  ///
  /// Nil when it is decoded. An error of more lines, or one that no user should see, is an issue.
  private func failure(of bytes: [UInt8], inPlaceOf index: Int, _ what: String) throws -> String? {
    var files = intact
    files[index] = try Self.verified(
      bytes, manifest.files[index], at: folder.appending(path: fuzz.files[index].path))
    let start = ContinuousClock.now
    defer {
      let time = ContinuousClock.now - start
      if time > Self.limit { Issue.record("\(fuzz.name), \(what) took \(time)") }
    }
    do {
      let decoded = try decoder.decode(manifest, files: VerifiedFiles(all: files))
      try manifest.check(decoded)
      _ = try decoded.prepared(id: "toy", holdingOut: [])
      return nil
    } catch let error as any ReportableError {
      let text = error.description
      if text.isEmpty || text.contains("\n") {
        Issue.record("\(fuzz.name), \(what): \(text.debugDescription)")
      }
      return text
    }
  }

  /// Mostly a part is damaged, so that checksums around it hold; sometimes what holds the parts.
  private mutating func damaged(_ file: FuzzCase.File) throws -> [UInt8] {
    var mutation = mutation
    defer { self.mutation = mutation }
    let level = mutation.number(below: 8)
    let target = mutation.number(below: file.parts.count)
    let bytes = try file.bytes(
      change: { $0 == target && level > 1 ? mutation.changed($1) : $1 },
      repack: { level == 1 ? mutation.changed($0) : $0 })
    return level == 0 ? mutation.changed(bytes) : bytes
  }

  /// Writes a file and lets it pass as what the manifest means.
  private static func verified(
    _ bytes: [UInt8], _ entry: ManifestFile, at url: URL
  ) throws -> VerifiedFile {
    try Data(bytes).write(to: url)
    var entry = entry
    if entry.packing == .none, entry.archive == nil { entry.unpackedBytes = bytes.count }
    entry.bytes = bytes.count
    entry.sha256 = DigestStream.hexadecimal(of: bytes)
    return try VerifiedFile(verifying: url, as: entry)
  }
}
