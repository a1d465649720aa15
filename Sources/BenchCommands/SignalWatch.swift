import Dispatch
import Experiments
import Foundation

/// Turns Ctrl-C, SIGTERM and the end of the terminal into a wish to stop; a second signal of a kind ends
/// the process at once.
///
/// What `nohup` starts keeps ignoring the end of its terminal. Progress that nobody reads any more, as
/// of a pipe whose reader has gone, is no reason to stop.
final class SignalWatch {
  private let sources: [any DispatchSourceSignal]

  /// Starts to watch; the wish is made from another thread.
  init(_ stop: StopRequest) {
    signal(SIGPIPE, SIG_IGN)
    let numbers = [SIGINT, SIGTERM] + (Self.isIgnored(SIGHUP) ? [] : [SIGHUP])
    sources = numbers.map { number in
      signal(number, SIG_IGN)  // Else the process would end before the source is told.
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        stop.make(signal: number)
        signal(number, SIG_DFL)
      }
      source.resume()
      return source
    }
  }

  /// Whether the process was started with a signal ignored, as far as the system tells.
  private static func isIgnored(_ number: Int32) -> Bool {
    let status = FileManager.default.contents(atPath: "/proc/self/status") ?? Data()
    for line in String(decoding: status, as: UTF8.self).split(separator: "\n")
    where line.hasPrefix("SigIgn:") {
      let mask = line.split(whereSeparator: \.isWhitespace).last.flatMap { UInt64($0, radix: 16) }
      return (mask ?? 0) >> UInt64(number - 1) & 1 == 1
    }
    return false
  }

  deinit {
    for source in sources { source.cancel() }
  }
}
