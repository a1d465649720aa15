import Core
public import DataStore

/// One line of a list: something that a suite or a command can name.
public struct CatalogueEntry: Codable, Hashable, Sendable {
  /// What it is, such as `loss`.
  public var family: String
  /// The id.
  public var id: String
  /// One line.
  public var summary: String

  /// Returns the entries of a registry, in its order.
  public static func entries(of family: ComponentFamily) -> [CatalogueEntry] {
    family.entries.map {
      CatalogueEntry(family: family.name, id: $0.id, summary: $0.summary)
    }
  }

  /// Describes a dataset without generating or opening it.
  public init(dataset id: String, in library: DatasetLibrary) throws {
    family = "dataset"
    self.id = id
    if let set = library.builtInSet(id) {
      summary = "\(set.summary) (built in)"
      return
    }
    let manifest = try library.manifest(id)
    let (train, test) = (
      manifest.counts.train.reduce(0, +), manifest.counts.test.reduce(0, +)
    )
    summary =
      "\(manifest.title): \(manifest.domain.rawValue), \(manifest.classes.count) classes, "
      + "\(train) training and \(test) test examples"
  }

  /// Describes a suite.
  public init(suite id: String, in folder: SuiteFolder, datasets: [String]) throws {
    family = "suite"
    self.id = id
    summary = try folder.suite(named: id, datasets: datasets).title
  }

  private init(family: String, id: String, summary: String) {
    self.family = family
    self.id = id
    self.summary = summary
  }
}
