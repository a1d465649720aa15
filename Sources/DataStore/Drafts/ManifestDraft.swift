/// What the files of a dataset say about themselves, for the first version of a manifest.
public struct ManifestDraft: Sendable {
  /// The kind of input.
  public var domain: DatasetDomain
  /// The whole `decoder` mapping, its format first.
  public var decoder: [YAMLValue.Entry]
  /// The role of each file, in the order the files were given; an archive's is not used.
  public var roles: [String]
  /// What is read from each file that is an archive; empty for the others.
  public var members: [[ManifestMember]]
  /// The classes in label order.
  public var classes: [ClassName]
  /// Which examples are for testing.
  public var splits: SplitRule
  /// The examples of each class, where decoding needs to know them beforehand.
  public var counts: ExpectedCounts?
  /// What its author should look at, a line each, such as a column that is not learned from.
  public var remarks: [String]

  /// Creates a draft.
  public init(
    domain: DatasetDomain, decoder: [YAMLValue.Entry], roles: [String],
    members: [[ManifestMember]]? = nil, classes: [ClassName], splits: SplitRule,
    counts: ExpectedCounts? = nil, remarks: [String] = []
  ) {
    self.domain = domain
    self.decoder = decoder
    self.roles = roles
    self.members = members ?? roles.map { _ in [] }
    self.classes = classes
    self.splits = splits
    self.counts = counts
    self.remarks = remarks
  }

  /// The split drafted for a single file: 30 % for testing, class by class.
  public static let derivedSplit = SplitRule.stratified(testFraction: 0.3, seed: 1)
}

/// What a person says that files cannot.
public struct DraftHints: Sendable {
  /// The column of the class, by name or by number from 1.
  public var classColumn: String?
  /// The kind of input, where a file could be read in two ways.
  public var domain: DatasetDomain?
  /// The problem that is read from an archive of many.
  public var problem: String?
  /// Where the files are from, in their order; empty when nobody said.
  public var addresses: [String]

  /// Creates hints.
  public init(
    classColumn: String? = nil, domain: DatasetDomain? = nil, problem: String? = nil,
    addresses: [String] = []
  ) {
    self.classColumn = classColumn
    self.domain = domain
    self.problem = problem
    self.addresses = addresses
  }
}

/// Recognises the files of one format and drafts how a manifest would describe them.
public protocol ManifestDrafter: Sendable {
  /// The kind of input that it drafts.
  static var domain: DatasetDomain { get }
  /// Returns a draft, or nil when the files are of another format.
  ///
  /// - Throws: an error that names the file and line when the format is right and something in it is
  ///   not.
  static func draft(_ files: [DraftFile], hints: DraftHints) throws -> ManifestDraft?
}

extension YAMLValue.Entry {
  /// A key with a word, for drafts.
  public static func word(_ key: String, _ text: String) -> YAMLValue.Entry {
    YAMLValue.Entry(key: key, value: YAMLValue(.scalar(text)))
  }

  /// A key with a list of words, for drafts.
  public static func words(_ key: String, _ texts: [String]) -> YAMLValue.Entry {
    YAMLValue.Entry(key: key, value: YAMLValue(.list(texts.map { YAMLValue(.scalar($0)) })))
  }
}
