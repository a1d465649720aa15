import Archives
import Core
import Foundation
import TestSupport
import Testing

@testable import DataStore

@Suite("ManifestMember")
struct ManifestMemberTests {
  @Test(
    "a star stands for any characters but a slash",
    arguments: [
      ("a/b.txt", "a/b.txt", true), ("a/*.txt", "a/b.txt", true), ("a/*.txt", "a/.txt", true),
      ("a/*.txt", "a/b/c.txt", false), ("a/*.txt", "a/b.txt2", false), ("*/*", "a/b", true),
      ("*", "a/b", false), ("a*b*c", "aXbYbZc", true), ("a*b*c", "abbc", true),
      ("a*b*c", "acb", false), ("a/*", "a/", true), ("a.txt", "a.txt2", false),
    ])
  func matches(pattern: String, name: String, expected: Bool) {
    let member = ManifestMember(role: "x", path: pattern, maxBytes: 1)
    #expect(member.matches(name) == expected)
  }

  private func file(_ members: String, archive: String = "") throws -> (ManifestFile?, [String]) {
    let text = """
      path: x.zip
      urls: []
      bytes: 1
      sha256: \(String(repeating: "0", count: 64))
      unpackedBytes: 100
      \(archive)
      members: \(members)
      """
    var mistakes: [YAMLMistake] = []
    let file = ManifestFile(try YAMLValue.parse(text), subject: "files[0]", &mistakes)
    return (mistakes.isEmpty ? file : nil, mistakes.map(\.text))
  }

  @Test("members are read with their caps; roles are theirs, each once")
  func reads() throws {
    let (file, mistakes) = try file(
      "[{role: r, path: a, maxBytes: 5}, {role: r, path: b/*, maxBytes: 6, maxCount: 7}]")
    #expect(mistakes.isEmpty)
    #expect(file?.archive == .zip)
    #expect(file?.contentRoles == ["r"])
    #expect(file?.members.map(\.maxCount) == [1, 7])
  }

  @Test(
    "mistakes are named",
    arguments: [
      ("[{role: r, path: ../a, maxBytes: 5}]", "files[0].members[0].path is \"../a\"; "),
      ("[{role: r, path: a}]", "\"files[0].members[0].maxBytes\" is missing"),
      ("[{role: r, path: \"*\", maxBytes: 5}]", "\"files[0].members[0].maxCount\" is missing"),
      ("[{role: r, path: a, maxBytes: 5, maxCount: 2}]", "unknown key"),
      ("[{role: r, path: a, maxBytes: -1}]", "expected a whole number at least 0"),
      ("5", "files[0].members is \"5\"; expected a list"),
    ])
  func refuses(members: String, expected: String) throws {
    let (_, mistakes) = try file(members)
    #expect(mistakes.contains { $0.contains(expected) }, "\(mistakes)")
  }

  @Test("an absent member, one too many and a wrong digest are errors of the world")
  func checksContents() throws {
    try withTemporaryFolder { folder in
      var writer = TarWriter()
      writer.add("d/a", [1])
      writer.add("d/b", [2])
      let url = folder.appending(path: "x.tar")
      try Data(writer.finished()).write(to: url)
      func names(_ members: [ManifestMember]) throws -> [String] {
        var digest = try FileDigest.of(url)
        digest.members = members
        let files = VerifiedFiles(all: [try VerifiedFile(verifying: url, as: digest)])
        var names: [String] = []
        try files.forEachContent { names.append("\($0.role) \($0.name) \($0.bytes)") }
        return names
      }
      func member(_ path: String, count: Int = 1, sha256: String? = nil) -> ManifestMember {
        ManifestMember(role: "r", path: path, maxBytes: 1, maxCount: count, sha256: sha256)
      }
      #expect(try names([member("d/*", count: 2)]) == ["r d/a [1]", "r d/b [2]"])
      #expect(try names([member("d/b")]) == ["r d/b [2]"])
      #expect(throws: DatasetError.missingMember(path: url.path, member: "d/c")) {
        try names([member("d/c")])
      }
      #expect(throws: DatasetError.tooManyMembers(path: url.path, member: "d/*", limit: 1)) {
        try names([member("d/*")])
      }
      let zeros = String(repeating: "0", count: 64)
      #expect {
        try names([member("d/a", sha256: zeros)])
      } throws: { error in
        guard case .wrongContent(_, let found, zeros) = error as? DatasetError else { return false }
        // Golden: `printf '\1' | sha256sum`.
        return found
          == "SHA-256 4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a"
      }
    }
  }

  private enum FileDigest {
    static func of(_ url: URL) throws -> ManifestFile {
      let data = try Data(contentsOf: url)
      var stream = DigestStream()
      stream.update(data)
      return ManifestFile(
        path: url.lastPathComponent, role: "x", urls: [], bytes: data.count,
        sha256: stream.hexadecimal(), packing: .none, unpackedBytes: data.count, archive: .tar)
    }
  }
}
