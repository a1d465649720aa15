public import Core
public import Foundation

/// What the files of a dataset say about themselves, for the first version of a manifest.
public struct ManifestDraft: Sendable {
  /// The kind of input.
  public var domain: DatasetDomain
  /// The whole `decoder` mapping, its format first.
  public var decoder: [YAMLValue.Entry]
  /// The role of each file, in the order the files were given.
  public var roles: [String]
  /// The classes in label order.
  public var classes: [ClassName]
  /// Which examples are for testing.
  public var splits: SplitRule
  /// The examples of each class, where decoding needs to know them beforehand.
  public var counts: ExpectedCounts?

  /// Creates a draft.
  public init(
    domain: DatasetDomain, decoder: [YAMLValue.Entry], roles: [String], classes: [ClassName],
    splits: SplitRule, counts: ExpectedCounts? = nil
  ) {
    self.domain = domain
    self.decoder = decoder
    self.roles = roles
    self.classes = classes
    self.splits = splits
    self.counts = counts
  }

  /// The split drafted for a single file: 30 % for testing, class by class.
  public static let derivedSplit = SplitRule.stratified(testFraction: 0.3, seed: 1)
}

/// What a person says that files cannot.
public struct DraftHints: Sendable {
  /// The column of the class, by name or by number from 1.
  public var classColumn: String?

  /// Creates hints.
  public init(classColumn: String? = nil) { self.classColumn = classColumn }
}

/// Recognises the files of one format and drafts how a manifest would describe them.
public protocol ManifestDrafter: Sendable {
  /// Returns a draft, or nil when the files are of another format.
  ///
  /// - Throws: an error that names the file and line when the format is right and something in it is
  ///   not.
  static func draft(_ files: [URL], hints: DraftHints) throws -> ManifestDraft?
}

/// Why no manifest could be drafted.
public enum DraftError: ReportableError, Hashable {
  /// No drafter knows the format.
  case unknownFormat(files: [String])
  /// The class column cannot be found.
  case noClassColumn(path: String, found: String, columns: [String])

  /// A mistake in what was asked for.
  public var kind: FailureKind { .usage }

  /// What is wrong, where, and what to do next.
  public var description: String {
    switch self {
    case .unknownFormat(let files):
      "\(files.joined(separator: ", ")): no format that can be drafted; expected one table, a "
        + "training and a test table, or four IDX files; for other formats copy a manifest of "
        + "data-manifests/ and change it"
    case .noClassColumn(let path, let found, let columns):
      "\(path): found \(found) as class; expected a column of 2 to 1000 different words; name it "
        + "with --class: \(columns.joined(separator: ", "))"
    }
  }
}
