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
        .damaged(path: "a.gz", compressedBytes: 9, reason: "incorrect data check"),
        "a.gz: damaged within the first 9 compressed bytes (zlib: incorrect data check); "
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
        "a.gz: zlib cannot go on: out of memory; check the free memory"
      ),
    ])
  func text(error: ArchiveError, expected: String) {
    #expect(error.description == expected)
    #expect(error.kind == .failure)
  }
}
