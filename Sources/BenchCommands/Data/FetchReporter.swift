import DataStore
import Foundation

/// Tells of downloads: a bar that is written over on a terminal, lines in a log.
final class FetchReporter {
  private let canRedraw: Bool
  private let write: (String) -> Void
  private var isBarShown = false
  private var lastAddress: String?

  /// Creates a reporter that writes through a closure.
  init(canRedraw: Bool, write: @escaping (String) -> Void) {
    self.canRedraw = canRedraw
    self.write = write
  }

  /// Tells of an event, if it is worth a line here.
  func take(_ event: FetchEvent) {
    if case .progress(let progress) = event {
      guard canRedraw else { return }
      write("\r\u{1B}[K" + Self.bar(progress))
      isBarShown = true
    } else if !isRepeated(event), let line = Self.line(event) {
      end()
      write(line + "\n")
    }
  }

  /// Whether an address is asked once more from its first byte, which the line before announced.
  private func isRepeated(_ event: FetchEvent) -> Bool {
    guard case .started(_, let address, let firstByte) = event else { return false }
    defer { lastAddress = address }
    return address == lastAddress && firstByte == 0
  }

  /// Clears the bar.
  func end() {
    if isBarShown { write("\r\u{1B}[K") }
    isBarShown = false
  }

  /// One line for an event; nil for one that only a bar shows.
  static func line(_ event: FetchEvent) -> String? {
    switch event {
    case .present, .progress: nil
    case .waiting(let dataset):
      "  \(dataset): another process is fetching it; waiting for it to finish"
    case .replacing(let file, let reason): "  \(file): fetched again, because \(reason)"
    case .started(let file, let address, let firstByte):
      "  \(file) from \(address)" + (firstByte > 0 ? ", from byte \(firstByte)" : "")
    case .retrying(_, let reason, let delay):
      "  \(reason); next attempt in \(ProgressText.duration(delay))"
    case .gaveUp(_, let reason, let next):
      "  \(reason); " + (next.map { "next: \($0)" } ?? "there is no other address")
    case .finished(let file, let bytes, _): "  \(file): complete, \(size(bytes)), SHA-256 verified"
    }
  }

  /// The bar: file, share, bytes, rate and time left, in at most ``LiveProgress/width`` columns.
  static func bar(_ progress: FetchProgress) -> String {
    let fraction = Double(progress.bytes) / Double(max(1, progress.totalBytes))
    var text = "  \(LiveProgress.bar(fraction)) \(LiveProgress.percent(fraction))"
    text += "  \(size(progress.bytes)) of \(size(progress.totalBytes))"
    if progress.bytesPerSecond > 0 { text += "  \(size(Int(progress.bytesPerSecond)))/s" }
    if let left = progress.remaining { text += "  \(ProgressText.duration(left)) left" }
    return String(text.prefix(LiveProgress.width))
  }

  /// A number of bytes in decimal units, three digits or more.
  static func size(_ bytes: Int) -> String {
    let units = ["B", "kB", "MB", "GB", "TB"]
    var (value, unit) = (Double(bytes), 0)
    while value >= 999.5, unit < units.count - 1 {
      value /= 1000
      unit += 1
    }
    let digits = unit == 0 || value >= 99.95 ? 0 : 1
    return String(format: "%.\(digits)f %@", value, units[unit])
  }
}
