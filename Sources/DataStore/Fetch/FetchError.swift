public import Core

/// Why a dataset could not be fetched.
public enum FetchError: ReportableError, Equatable {
  /// The manifest has no address for a file.
  case noAddress(dataset: String, file: String, homepage: String, place: String)
  /// A file is missing and the network may not be used.
  case offline(dataset: String, file: String, place: String)
  /// The file system has too little room.
  case noRoom(folder: String, neededBytes: Int, freeBytes: Int)
  /// The cache refuses bytes.
  case cannotWrite(path: String, reason: String)
  /// Every address failed, each for its reason.
  case failed(dataset: String, file: String, reasons: [String], place: String)
  /// The user stopped it.
  case stopped(dataset: String)
  /// A folder to import from has a file under neither of its names.
  case notInFolder(dataset: String, file: String, lookedAt: [String])

  /// What is wrong, where, and what to do next.
  public var description: String {
    switch self {
    case .noAddress(let dataset, let file, let homepage, let place):
      "\(dataset): \(file) has no address to fetch it from; get it from \(homepage), "
        + "then put it at \(place), or import it with: bench data import DIR \(dataset)"
    case .offline(let dataset, let file, let place):
      "\(dataset): \(file) is missing and --offline forbids the network; "
        + "leave --offline out, name a folder with --mirror DIR, or put the file at \(place)"
    case .noRoom(let folder, let needed, let free):
      "\(folder): has room for \(free) bytes; \(needed) are needed; "
        + "make room or name another cache folder in LOSSBENCH_CACHE"
    case .cannotWrite(let path, let reason):
      "\(path): cannot be written: \(reason); make room or name another cache folder in "
        + "LOSSBENCH_CACHE; what was received is kept"
    case .failed(let dataset, let file, let reasons, let place):
      "\(dataset): \(file) could not be fetched: \(reasons.joined(separator: "; ")); "
        + "try again later, or get the file elsewhere and put it at \(place)"
    case .stopped(let dataset):
      "\(dataset): stopped; what was received is kept, and the same command goes on from there"
    case .notInFolder(let dataset, let file, let places):
      "\(dataset): \(file) is not there (looked at \(places.joined(separator: " and "))); "
        + "expected the publisher's file under one of these names"
    }
  }
}
