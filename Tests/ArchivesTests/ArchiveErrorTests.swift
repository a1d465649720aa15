import Archives
import Core
import Testing

@Suite("ArchiveError")
struct ArchiveErrorTests {
  @Test(
    "says file, found, expected and what to do",
    arguments: [
      (
        ArchiveError.cannotRead(path: "a.gz", reason: "Permission denied"),
        "a.gz: cannot be read: Permission denied; check the path and its permissions"
      ),
      (
        .truncated(path: "a.gz", compressedBytes: 12),
        "a.gz: the gzip stream stops after 12 compressed bytes without its end mark; "
          + "expected a whole file; replace it with an intact copy"
      ),
      (
        .notGzip(path: "a.gz", found: [0x3c, 0x0d]),
        "a.gz: starts with 3c 0d; expected gzip (1f 8b); replace it with an intact copy"
      ),
      (
        .damaged(path: "a.gz", compressedBytes: 9, reason: "wrong checksum or length"),
        "a.gz: damaged within the first 9 compressed bytes: wrong checksum or length; "
          + "expected intact gzip data; replace it with an intact copy"
      ),
      (
        .trailingBytes(path: "a.gz", offset: 9),
        "a.gz: bytes that are not gzip follow the data at offset 9; "
          + "expected the end of the file; replace it with an intact copy"
      ),
      (
        .tooLong(path: "a.gz", limit: 9),
        "a.gz: unpacks to more than the 9 bytes allowed; "
          + "check unpackedBytes in the manifest, or get the right file"
      ),
      (
        .libraryFailure(path: "a.gz", reason: "out of memory"),
        "a.gz: packing or unpacking cannot go on: out of memory; check the free memory"
      ),
    ])
  func text(error: ArchiveError, expected: String) {
    #expect(error.description == expected)
    #expect(error.kind == .failure)
  }

  @Test(
    "says archive, member, found, expected and what to do",
    arguments: [
      (
        ArchiveError.damagedArchive(path: "a.zip", reason: "Truncated ZIP file"),
        "a.zip: cannot be read as an archive (libarchive: Truncated ZIP file); "
          + "expected an intact tar or zip; replace it with an intact copy"
      ),
      (
        .unsafeMember(path: "a.zip", member: "../\n", found: "a control character"),
        "a.zip: member \"../\\n\" has a control character; "
          + "expected a relative path inside the archive; do not use this archive"
      ),
      (
        .wrongMemberKind(path: "a.zip", member: "x", found: "a device"),
        "a.zip: member \"x\" is a device; expected a file or a folder; do not use this archive"
      ),
      (
        .duplicateMember(path: "a.zip", member: "X"),
        "a.zip: member \"X\" is there twice, letter case aside; "
          + "expected each name once; do not use this archive"
      ),
      (
        .tooManyEntries(path: "a.zip", limit: 9),
        "a.zip: has more than the 9 entries allowed; replace it with an intact copy"
      ),
      (
        .memberTooLong(path: "a.zip", member: "x", limit: 9),
        "a.zip: member \"x\" has more than the 9 bytes allowed; "
          + "check maxBytes in the manifest, or get the right file"
      ),
      (
        .wrongMemberSize(path: "a.zip", member: "x", found: 8, expected: 9),
        "a.zip: member \"x\" has 8 bytes; expected 9 by its header; "
          + "replace it with an intact copy"
      ),
      (
        .suspiciousRatio(path: "a.zip", limit: 100),
        "a.zip: unpacks to more than 100 times its size; "
          + "expected data, not a bomb; do not use this archive"
      ),
    ] as [(ArchiveError, String)])
  func archiveText(error: ArchiveError, expected: String) {
    #expect(error.description == expected)
  }
}
