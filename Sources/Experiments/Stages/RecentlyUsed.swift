/// Values that are kept while they fit into a number of bytes: those asked for last.
///
/// What is dropped here lives on for as long as someone uses it, and is made again for the next one
/// who asks.
struct RecentlyUsed<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  private struct Entry {
    var value: Value
    var bytes: Int
    var lastUse: Int
  }

  private let mostBytes: Int
  private var entries: [Key: Entry] = [:]
  private var useCount = 0

  /// Keeps at most so many bytes, and at least the value asked for last.
  init(mostBytes: Int) { self.mostBytes = mostBytes }

  /// The bytes of everything that is kept.
  var bytes: Int { entries.values.reduce(0) { $0 + $1.bytes } }

  /// Returns the value of a key, and notes that it was used; nil when it is not kept.
  mutating func value(for key: Key) -> Value? {
    useCount += 1
    entries[key]?.lastUse = useCount
    return entries[key]?.value
  }

  /// Keeps a value, and drops what was not used for longest until the rest fits.
  mutating func keep(_ value: Value, bytes: Int, for key: Key) {
    useCount += 1
    entries[key] = Entry(value: value, bytes: bytes, lastUse: useCount)
    while self.bytes > mostBytes, entries.count > 1,
      let oldest = entries.min(by: { $0.value.lastUse < $1.value.lastUse })
    {
      entries[oldest.key] = nil
    }
  }
}
