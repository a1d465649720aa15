import Dispatch
import Experiments
import Foundation

/// Turns Ctrl-C and SIGTERM into a wish to stop; a second one ends the process at once.
final class SignalWatch {
  private let sources: [any DispatchSourceSignal]

  /// Starts to watch; the wish is made from another thread.
  init(_ stop: StopRequest) {
    sources = [SIGINT, SIGTERM].map { number in
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

  deinit {
    for source in sources { source.cancel() }
  }
}
