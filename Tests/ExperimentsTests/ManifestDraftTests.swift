import DataStore
import Foundation
import ImageData
import TabularData
import TestSupport
import Testing

@testable import Experiments

@Suite("Drafted manifests")
struct ManifestDraftTests {
  static let table = """
    height;kind;"note";sort
    1.5;small;"a;b";yes
    2.5;large;"c";no
    ?;small;"d";yes
    4.5;large;"e";no
    5.5;small;"f";yes
    6.5;small;"g";yes
    """

  @Test("a drafted manifest is read back, and the data loads with it")
  func roundTrip() throws {
    try withTemporaryFolder { folder in
      let files = folder.appending(path: "mirror/trial")
      try FileManager.default.createDirectory(at: files, withIntermediateDirectories: true)
      let file = files.appending(path: "trial.csv")
      try Data(Self.table.utf8).write(to: file)
      let drafted = try DatasetLibrary.draft(
        id: "trial", files: [file], hints: DraftHints(classColumn: "sort"))
      let manifests = folder.appending(path: "manifests")
      try FileManager.default.createDirectory(at: manifests, withIntermediateDirectories: true)
      try Data(drafted.text.utf8).write(to: manifests.appending(path: "trial.yaml"))
      let library = DatasetLibrary(
        manifests: manifests, mirror: folder.appending(path: "mirror"),
        cache: folder.appending(path: "cache"), decoders: TableRegistry.decoders, builtIn: [])
      let loaded = try library.load("trial")
      #expect(loaded.manifest.classNames == ["no", "yes"])
      #expect(loaded.decoded.trainLabels.count + loaded.decoded.testLabels.count == 6)
      #expect(loaded.decoded.digest == drafted.manifest.decodedDigest)
    }
  }

  @Test("separator, quotes, header, missing words and kinds are found")
  func dialect() throws {
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "trial.csv")
      try Data(Self.table.utf8).write(to: file)
      let lines = try DatasetLibrary.draft(
        id: "trial", files: [file], hints: DraftHints()
      ).text.split(separator: "\n").map(String.init)
      for expected in [
        "  separator: \";\"", "  quote: \"\\\"\"", "  header: yes", "  missing: [\"?\"]",
        "    - {name: height, kind: numeric}", "    - {name: kind, kind: categorical}",
        "    - {name: note, kind: categorical}", "    - {name: sort, kind: class}",
        "licence: FILL IN",
      ] {
        #expect(lines.contains(expected), "\(expected)")
      }
    }
  }

  @Test("a class column that is not there is named with those that are")
  func classColumn() throws {
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "trial.csv")
      try Data(Self.table.utf8).write(to: file)
      #expect(
        throws: DraftError.noClassColumn(
          path: file.path, found: "klass", columns: ["height", "kind", "note", "sort"])
      ) {
        try DatasetLibrary.draft(
          id: "trial", files: [file], hints: DraftHints(classColumn: "klass"))
      }
    }
  }

  @Test("a class may be spelt like a missing cell, but not have missing cells")
  func dash() throws {
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "trial.data")
      try Data("b,1,+\n?,2,-\na,3,-\nb,4,+\n".utf8).write(to: file)
      let drafted = try DatasetLibrary.draft(id: "trial", files: [file], hints: DraftHints())
      #expect(drafted.manifest.classNames == ["+", "-"])
      #expect(drafted.text.contains("  missing: [\"?\"]\n"))
      try Data("b,?,y\na,2,n\na,3,?\n".utf8).write(to: file)
      #expect(
        throws: DraftError.rowsWithoutClass(
          path: file.path, column: "column-3", found: 1, rows: 3)
      ) { try DatasetLibrary.draft(id: "trial", files: [file], hints: DraftHints()) }
    }
  }

  @Test("a table that is not UTF-8 is taken for Latin-1")
  func latin1() throws {
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "trial.csv")
      let text = "drink;price;sort\ncaf\u{e9};2.5;a\nth\u{e9};2;b\ncaf\u{e9};3;a\nth\u{e9};2;b\n"
      try Data(text.unicodeScalars.map { UInt8($0.value) }).write(to: file)
      let drafted = try DatasetLibrary.draft(id: "trial", files: [file], hints: DraftHints())
      #expect(drafted.text.contains("  encoding: latin-1\n"))
      #expect(drafted.text.contains("{name: drink, kind: categorical}"))
    }
  }

  @Test("a table whose cells begin with a blank is no set of texts")
  func blanksAroundWords() throws {
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "trial.data")
      let rows = (0..<20).map {
        "\($0), Never-married, Adm-clerical, \($0 % 2 == 0 ? "<=50K" : ">50K")"
      }
      try Data((rows.joined(separator: "\n") + "\n").utf8).write(to: file)
      let drafted = try DatasetLibrary.draft(id: "trial", files: [file], hints: DraftHints())
      #expect(
        drafted.manifest.domain == .tables && drafted.manifest.classNames == ["<=50K", ">50K"])
    }
  }

  @Test("files of no known format are refused with their names")
  func unknown() throws {
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "trial.bin")
      try Data([1, 2, 3]).write(to: file)
      #expect(throws: DraftError.unknownFormat(files: ["trial.bin"])) {
        try DatasetLibrary.draft(id: "trial", files: [file], hints: DraftHints())
      }
    }
  }
}
