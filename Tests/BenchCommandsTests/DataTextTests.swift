import DataStore
import Foundation
import Testing

@testable import BenchCommands

@Suite("what bench data prints")
struct DataTextTests {
  @Test(
    "sizes have three digits or more in decimal units",
    arguments: [
      (0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (99_940, "99.9 kB"), (99_960, "100 kB"),
      (999_499, "999 kB"), (999_500, "1.0 MB"), (9_912_422, "9.9 MB"), (11_000_000_000, "11.0 GB"),
    ])
  func sizes(bytes: Int, text: String) { #expect(FetchReporter.size(bytes) == text) }

  @Test("a log has a line for each event but progress, and a bar is cleared before a line")
  func reporter() {
    var (log, screen) = ("", "")
    let progress = FetchProgress(
      file: "a.gz", bytes: 4_500_000, totalBytes: 10_000_000, bytesPerSecond: 2_100_000,
      remaining: .seconds(3))
    let events: [FetchEvent] = [
      .started(file: "a.gz", address: "https://x/a.gz", firstByte: 0), .progress(progress),
      .retrying(file: "a.gz", reason: "https://x/a.gz: cut", delay: .seconds(2)),
      .gaveUp(file: "a.gz", reason: "https://x/a.gz: HTTP status 404; expected 200", next: nil),
    ]
    let plain = FetchReporter(canRedraw: false) { log += $0 }
    let live = FetchReporter(canRedraw: true) { screen += $0 }
    for event in events {
      plain.take(event)
      live.take(event)
    }
    #expect(
      log == """
          a.gz from https://x/a.gz
          https://x/a.gz: cut; next attempt in 2 s
          https://x/a.gz: HTTP status 404; expected 200; there is no other address

        """)
    let bar = "  █████████░░░░░░░░░░░  45 %  4.5 MB of 10.0 MB  2.1 MB/s  3 s left"
    #expect(FetchReporter.bar(progress) == bar)
    #expect(screen.contains("\r\u{1B}[K\(bar)\r\u{1B}[K  https://x/a.gz: cut"))
  }

  @Test("a plot goes from the least to the most value and leaves gaps for unknown ones")
  func plot() {
    #expect(PreviewText.plot([0, 1, 2, 3, 4, 5, 6, 7]) == "▁▂▃▄▅▆▇█  0.0 to 7.0")
    #expect(PreviewText.plot([1, .nan, 1]) == "▅ ▅  1.0 to 1.0")
    #expect(PreviewText.plot([.nan]) == "no values")
    #expect(PreviewText.plot((0..<720).map { Float($0) }).hasSuffix("█  0.0 to 719.0"))
  }

  @Test("control characters of a text do not reach the terminal")
  func controls() {
    #expect(PreviewText.oneLine("a\n\tb \u{1B}[31mc\u{7}") == "a b [31mc")
  }

  @Test("tables are shown a line for each column")
  func table() {
    let text = PreviewText.text(
      "flowers", .table(header: ["length", "colour"], rows: [["1.5", "red"], ["?", "blue"]]),
      ["a", "b"])
    #expect(
      text == """
        flowers: 2 rows, one below each class
          class   a    b
          length  1.5  ?
          colour  red  blue

        """)
  }

  @Test("texts and series are shown with their class")
  func others() {
    #expect(PreviewText.text("t", .texts(["two  words"]), ["x"]) == "t [x] two words\n")
    #expect(
      PreviewText.text("s", .series([[[0, 1], [1, 0]]]), ["x"])
        == "s [x] 2 steps\n  ▁█  0.0 to 1.0\n  █▁  0.0 to 1.0\n")
  }
}
