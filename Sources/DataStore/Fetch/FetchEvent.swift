/// What happens during a download, for progress and logs.
public enum FetchEvent: Equatable, Sendable {
  /// The file is here already, at this path.
  case present(file: String, path: String)
  /// Another process downloads this dataset; it is waited for.
  case waiting(dataset: String)
  /// A file in the cache is not what the manifest describes, and is downloaded again.
  case replacing(file: String, reason: String)
  /// An address is asked for a file, or for the rest of it.
  case started(file: String, address: String, firstByte: Int)
  /// Bytes came in.
  case progress(FetchProgress)
  /// An attempt failed; the same address is tried again after a wait.
  case retrying(file: String, reason: String, delay: Duration)
  /// An address is given up; the next one follows, if there is one.
  case gaveUp(file: String, reason: String, next: String?)
  /// A file is complete, verified and in its place.
  case finished(file: String, bytes: Int, path: String)
}

/// How far a file is.
public struct FetchProgress: Equatable, Sendable {
  /// The file's name in the manifest.
  public let file: String
  /// The bytes here so far, earlier attempts included.
  public let bytes: Int
  /// The size that the manifest gives.
  public let totalBytes: Int
  /// The recent rate; 0 before anything is known.
  public let bytesPerSecond: Double
  /// The time left at this rate; nil while the rate is 0.
  public let remaining: Duration?

  /// Creates a report of progress.
  public init(
    file: String, bytes: Int, totalBytes: Int, bytesPerSecond: Double, remaining: Duration?
  ) {
    self.file = file
    self.bytes = bytes
    self.totalBytes = totalBytes
    self.bytesPerSecond = bytesPerSecond
    self.remaining = remaining
  }
}
