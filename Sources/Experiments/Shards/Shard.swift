/// One of several parts of a plan, as the command line writes it: `2/3`.
public struct Shard: Hashable, Sendable, CustomStringConvertible {
  /// Which part, from 1.
  public let number: Int
  /// How many parts there are.
  public let count: Int

  /// Names a part.
  ///
  /// - Precondition: the number is at least 1 and at most the count.
  public init(number: Int, of count: Int) {
    precondition((1...max(1, count)).contains(number), "there is no shard \(number) of \(count)")
    self.number = number
    self.count = count
  }

  /// Reads `number/count`.
  public init(_ text: String) throws(ShardError) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let number = parts[0], let count = parts[1], count >= 1,
      (1...count).contains(number)
    else { throw .malformed(text: text) }
    self.init(number: number, of: count)
  }

  /// The part as the command line writes it.
  public var description: String { "\(number)/\(count)" }

  /// The name of the part's folder beside those of the others.
  public var folderName: String { "\(number)-of-\(count)" }
}
