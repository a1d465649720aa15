import Core
import DataStore
import Testing

@Suite("DatasetError")
struct DatasetErrorTests {
  private static let cases: [(DatasetError, String)] = [
    (
      .unknownDataset(id: "mnits", known: ["adult", "mnist"]),
      "unknown dataset \"mnits\"; did you mean \"mnist\"?"
    ),
    (
      .unknownDataset(id: "x", known: ["mnist", "adult"]),
      "unknown dataset \"x\"; known: adult, mnist"
    ),
    (
      .noManifests(folder: "m"),
      "m: cannot be listed; expected the folder data-manifests of the checkout"
    ),
    (
      .unreadableManifest(path: "m/a.yaml"),
      "m/a.yaml: cannot be read; expected a manifest; check its permissions"
    ),
    (
      .missingFile(
        dataset: "iris-small", folder: "iris", file: "iris.data", lookedAt: ["m/iris.data"]),
      """
      iris-small: iris.data is missing (looked at m/iris.data); fetch it with: bench data fetch \
      iris-small, or name a folder that holds iris/iris.data with --mirror DIR, or put the file at \
      m/iris.data
      """
    ),
    (
      .wrongSize(path: "m/a", found: 3, expected: 4),
      """
      m/a: has 3 bytes; expected 4; this is not the file the manifest describes: replace \
      it with an intact copy
      """
    ),
    (
      .wrongDigest(path: "m/a", bytes: 4, found: "00", expected: "01"),
      """
      m/a: has SHA-256 00 (4 bytes); expected 01 (4 bytes); this is not the file the \
      manifest describes: replace it with an intact copy
      """
    ),
    (
      .knownBad(path: "m/a", sha256: "00", reason: "a quota page"),
      """
      m/a: has SHA-256 00, a file that is known to be wrong: a quota page; this is not the \
      file the manifest describes: replace it with an intact copy
      """
    ),
    (
      .wrongContent(path: "m/a.gz", found: "SHA-256 00", expected: "01"),
      """
      m/a.gz: unpacks to SHA-256 00; expected 01; the manifest and this file belong to \
      different versions
      """
    ),
    (
      .wrongCount(dataset: "iris", part: "test", className: "a", found: 1, expected: 2),
      """
      iris: the test part has 1 examples of class "a"; expected 2; correct counts in \
      the manifest or get the right files
      """
    ),
    (
      .wrongDecodedDigest(dataset: "iris", found: "00", expected: "01"),
      """
      iris: the decoded arrays have SHA-256 00; expected 01; a decoder or the manifest \
      has changed: raise the manifest's version
      """
    ),
    (
      .wrongDuplicates(dataset: "iris", found: 1, expected: 2),
      """
      iris: 1 test examples occur in the training part; expected 2; a decoder or the \
      manifest has changed: correct duplicates and raise the version
      """
    ),
    (
      .wrongPreprocessing(dataset: "iris", reason: "unknown key \"preprocessing.x\"; known: y"),
      "iris: unknown key \"preprocessing.x\"; known: y; correct preprocessing in the suite"
    ),
    (
      .cannotStore(path: "c", reason: "No space left on device"),
      """
      c: cannot be written: No space left on device; make room or name another cache \
      folder in LOSSBENCH_CACHE
      """
    ),
  ]

  @Test("says subject, found, expected and what to do, in one line", arguments: cases)
  func text(error: DatasetError, expected: String) {
    #expect(error.description == expected)
    let isAskedWrongly =
      error.description.hasPrefix("unknown dataset") || error.description.contains("in the suite")
    #expect((error.kind == .usage) == isAskedWrongly)
  }
}
