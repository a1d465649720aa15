/// A registry: the entries of one family, found by id and checked before they are made.
///
/// `Entry` is an existential metatype such as `any Loss.Type`. Each registry is one array; a test
/// compares it with the folder that holds the entries' files.
public struct Catalogue<Entry: Sendable>: Sendable {
  /// What the entries are, in messages: `loss`.
  public let family: String
  /// The entries, in the order in which lists show them.
  public let entries: [Entry]

  private let describe: @Sendable (Entry) -> any Catalogued.Type

  /// Creates a registry.
  ///
  /// - Parameters:
  ///   - family: what the entries are, in messages.
  ///   - entries: the entries.
  ///   - describe: the entry as `Catalogued`, always `{ $0 }`: the compiler's proof that it is.
  public init(
    _ family: String, _ entries: [Entry],
    describe: @escaping @Sendable (Entry) -> any Catalogued.Type
  ) {
    self.family = family
    self.entries = entries
    self.describe = describe
  }

  /// The entries as what lists and `bench info` show.
  public var described: [any Catalogued.Type] { entries.map(describe) }

  /// Returns the entry with a component's id and the component with every setting, checked.
  ///
  /// - Throws: ``ComponentError`` for an unknown id or setting, a value outside its range, or
  ///   settings that contradict each other.
  public func resolve(
    _ component: Component
  ) throws(ComponentError) -> (entry: Entry, component: Component) {
    guard let entry = entries.first(where: { describe($0).id == component.id }) else {
      throw .unknown(
        family: family, id: component.id, known: entries.map { describe($0).id })
    }
    let type = describe(entry)
    let complete = try component.resolved(family: family, settings: type.settings)
    if let reason = type.conflict(in: complete) {
      throw .conflict(family: family, id: component.id, reason: reason)
    }
    return (entry, complete)
  }
}
