import DataStore
import Testing

@testable import SequenceData

@Suite("ChannelFilesDecoder")
struct ChannelFilesTests {
  private static let decoder = """
      format: channel-files
      channels: [x, y]
      length: 3
      normalization: none

    """
  private static let good = [
    "x_train.txt": "  1.0000000e+000  2 3\n 4 5 6\n", "y_train.txt": "7 8 9\n10 11 12\n",
    "labels_train.txt": "up\n-1\n", "x_test.txt": "1 2 3\n", "y_test.txt": "4 5 6",
    "labels_test.txt": "down\n",
  ]

  private static func files(_ edit: (inout [String: String]) -> Void) -> [SeriesLibrary.File] {
    var texts = good
    edit(&texts)
    // From the last name to the first, so that channels come out of order.
    return texts.keys.sorted(by: >).map { name in
      let part = name.hasSuffix("_train.txt") ? "train" : "test"
      let role = name.hasPrefix("labels") ? "labels" : "channels"
      return SeriesLibrary.File(
        path: name, role: "\(part)-\(role)", bytes: Array((texts[name] ?? "").utf8))
    }
  }

  @Test("puts the channels in the manifest's order, whatever order the files have")
  func order() throws {
    let part = try Self.part(Self.files { _ in })
    #expect(part.values == [1, 2, 3, 7, 8, 9, 4, 5, 6, 10, 11, 12])
    #expect(part.labels == [0, 1])
    #expect(part.lengths == [3, 3])
  }

  /// Reads the training part.
  private static func part(
    _ files: [SeriesLibrary.File], channels: [String] = ["x", "y"]
  ) throws -> DecodedSeries.Part {
    let settings = ChannelFilesDecoder.Settings(
      layout: SeriesLayout(channels: channels.count, length: 3), channels: channels)
    var part = ChannelPart("train", settings, classes: SeriesFixture.classes, count: 2)
    for file in files where file.role.hasPrefix("train") {
      let text = try SeriesText(path: file.path, bytes: file.bytes)
      if file.role == "train-labels" {
        try part.addLabels(text)
      } else {
        try part.addChannel(text, file: file.path)
      }
    }
    return try part.finished(dataset: "toy")
  }

  @Test(
    "reports a bad file in one line",
    arguments: [
      (
        "y_train.txt", "7 8\n10 11 12\n",
        "y_train.txt:1: channel 2 has 2 values; expected 3; correct decoder.length or shortest in "
          + "the manifest or get the right file"
      ),
      (
        "x_train.txt", "7 8 9 1\n10 11 12\n",
        "x_train.txt:1: channel 1 has 4 values; expected 3; correct decoder.length or shortest in "
          + "the manifest or get the right file"
      ),
      (
        "x_train.txt", "7 8 9\n1e40 11 12\n",
        "x_train.txt:2: value 1 of channel 1 is \"1e40\"; expected a finite number; replace the "
          + "file with an intact copy"
      ),
      (
        "x_train.txt", "7 8 9\n",
        "x_train.txt: has 1 series; expected 2; correct counts in the manifest or get the right file"
      ),
      (
        "x_train.txt", "7 8 9\n7 8 9\n7 8 9\n",
        "x_train.txt:3: one more series than expected; expected 2; correct counts in the manifest "
          + "or get the right file"
      ),
      (
        "labels_train.txt", "up\n",
        "labels_train.txt: has 1 series; expected 2; correct counts in the manifest or get the "
          + "right file"
      ),
      (
        "labels_train.txt", "up\n7\n",
        "labels_train.txt:2: unknown class \"7\"; known: down, up; list spellings under classes "
          + "in the manifest"
      ),
      (
        "z_train.txt", "7 8 9\n7 8 9\n",
        "z_train.txt: holds no channel that is awaited; expected a file x_train.txt or y_train.txt; "
          + "correct decoder.channels or members in the manifest"
      ),
    ])
  func badFile(name: String, text: String, expected: String) {
    let failure = SeriesFixture.failure { try Self.part(Self.files { $0[name] = text }) }
    #expect(failure == expected)
  }

  @Test("misses a channel without a file, and takes none twice")
  func absentChannel() {
    #expect(
      SeriesFixture.failure { try Self.part(Self.files { $0["y_train.txt"] = nil }) }
        == "toy: no file y_train.txt has the role train-channels; expected one for each channel; "
        + "correct decoder.channels or members in the manifest")
    #expect(
      SeriesFixture.failure { try Self.part(Self.files { _ in } + Self.files { _ in }) }
        .hasPrefix("y_train.txt: holds no channel that is awaited; expected a file "))
  }
}
