public import Core

/// Why a dataset cannot be used.
public enum DatasetError: ReportableError, Equatable {
  /// No dataset has this id.
  case unknownDataset(id: String, known: [String])
  /// The folder of manifests is absent or cannot be listed.
  case noManifests(folder: String)
  /// A manifest is listed but cannot be read.
  case unreadableManifest(path: String)
  /// A file is in none of the places looked at; the last one is in the cache.
  ///
  /// Datasets may share a folder, so its name need not be the dataset's.
  case missingFile(dataset: String, folder: String, file: String, lookedAt: [String])
  /// A file has the wrong size.
  case wrongSize(path: String, found: Int, expected: Int)
  /// A file of the right size has the wrong bytes.
  case wrongDigest(path: String, bytes: Int, found: String, expected: String)
  /// A file is one that the manifest warns of.
  case knownBad(path: String, sha256: String, reason: String)
  /// A file of the right digest unpacks to something else than the manifest says.
  case wrongContent(path: String, found: String, expected: String)
  /// An archive lacks a member that the manifest lists.
  case missingMember(path: String, member: String)
  /// More members match a pattern than the manifest allows.
  case tooManyMembers(path: String, member: String, limit: Int)
  /// The decoded examples are not as many as the manifest says.
  case wrongCount(dataset: String, part: String, className: String, found: Int, expected: Int)
  /// The decoded arrays are not the ones the manifest was written for.
  case wrongDecodedDigest(dataset: String, found: String, expected: String)
  /// Another number of test examples occurs in the training part than the manifest says.
  case wrongDuplicates(dataset: String, found: Int, expected: Int)
  /// A suite replaces a setting of preprocessing that the dataset does not have or may not have so.
  case wrongPreprocessing(dataset: String, reason: String)
  /// A generated dataset cannot be stored.
  case cannotStore(path: String, reason: String)

  /// A misspelt id is a mistake in what was asked for; everything else is the world's.
  public var kind: FailureKind {
    switch self {
    case .unknownDataset, .wrongPreprocessing: .usage
    default: .failure
    }
  }

  /// What is wrong, where, and what to do next.
  public var description: String {
    switch self {
    case .unknownDataset(let id, let known):
      "unknown dataset \"\(id)\"; \(Suggestion.hint(for: id, in: known))"
    case .noManifests(let folder):
      "\(folder): cannot be listed; expected the folder data-manifests of the checkout"
    case .unreadableManifest(let path):
      "\(path): cannot be read; expected a manifest; check its permissions"
    case .missingFile(let dataset, let folder, let file, let places):
      "\(dataset): \(file) is missing (looked at \(places.joined(separator: " and "))); "
        + "fetch it with: bench data fetch \(dataset), or name a folder that holds "
        + "\(folder)/\(file) with --mirror DIR, or put the file at \(places.last ?? file)"
    case .wrongSize(let path, let found, let expected):
      "\(path): has \(found) bytes; expected \(expected); \(Self.remedy)"
    case .wrongDigest(let path, let bytes, let found, let expected):
      "\(path): has SHA-256 \(found) (\(bytes) bytes); expected \(expected) (\(bytes) bytes); "
        + Self.remedy
    case .knownBad(let path, let digest, let reason):
      "\(path): has SHA-256 \(digest), a file that is known to be wrong: \(reason); \(Self.remedy)"
    case .wrongContent(let path, let found, let expected):
      "\(path): unpacks to \(found); expected \(expected); "
        + "the manifest and this file belong to different versions"
    case .missingMember(let path, let member):
      "\(path): no member \"\(member)\"; expected what members in the manifest lists; "
        + "correct the manifest or get the right file"
    case .tooManyMembers(let path, let member, let limit):
      "\(path): more than \(limit) members match \"\(member)\"; expected at most maxCount; "
        + "correct the manifest or get the right file"
    case .wrongCount(let dataset, let part, let className, let found, let expected):
      "\(dataset): the \(part) part has \(found) examples of class \"\(className)\"; "
        + "expected \(expected); correct counts in the manifest or get the right files"
    case .wrongDecodedDigest(let dataset, let found, let expected):
      "\(dataset): the decoded arrays have SHA-256 \(found); expected \(expected); "
        + "a decoder or the manifest has changed: raise the manifest's version"
    case .wrongDuplicates(let dataset, let found, let expected):
      "\(dataset): \(found) test examples occur in the training part; expected \(expected); "
        + "a decoder or the manifest has changed: correct duplicates and raise the version"
    case .wrongPreprocessing(let dataset, let reason):
      "\(dataset): \(reason); correct preprocessing in the suite"
    case .cannotStore(let path, let reason):
      "\(path): cannot be written: \(reason); "
        + "make room or name another cache folder in LOSSBENCH_CACHE"
    }
  }

  private static let remedy =
    "this is not the file the manifest describes: replace it with an "
    + "intact copy"
}
