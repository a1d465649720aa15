import Core
import Foundation

/// Inputs that are nearly right: a good one with a few seeded changes.
public struct Mutation {
  /// How many inputs each mutation test tries: a few in a normal run, `LOSSBENCH_FUZZ_INPUTS` in
  /// `make fuzz`.
  public static let inputs =
    ProcessInfo.processInfo.environment["LOSSBENCH_FUZZ_INPUTS"].flatMap { Int($0) } ?? 400

  private var stream: RandomStream
  private let seeds: [[UInt8]]
  /// Pieces that mean something to the reader, such as quotes or large numbers.
  private let words: [[UInt8]]

  /// Creates a source of inputs.
  public init(of seeds: [[UInt8]], words: [String], seed: UInt64) {
    stream = RandomStream(seed: seed)
    self.seeds = seeds
    self.words = words.map { Array($0.utf8) }
  }

  /// The next input.
  public mutating func next() -> [UInt8] {
    changed(seeds[stream.index(below: seeds.count)])
  }

  /// An input made from another by a few changes.
  public mutating func changed(_ input: [UInt8]) -> [UInt8] {
    var input = input
    for _ in 0...stream.index(below: 6) { change(&input) }
    return input
  }

  /// A whole number from 0, for settings that vary with the input.
  public mutating func number(below bound: Int) -> Int { stream.index(below: bound) }

  private mutating func change(_ input: inout [UInt8]) {
    let place = stream.index(below: input.count + 1)
    let end = min(input.count, place + 1 + stream.index(below: 24))
    switch stream.index(below: 8) {
    case 0: input.removeSubrange(place..<max(place, end))
    case 1: input.insert(contentsOf: words[stream.index(below: words.count)], at: place)
    case 2: input.insert(UInt8(truncatingIfNeeded: stream.bits()), at: place)
    case 3: input.insert(contentsOf: Array(input[place..<max(place, end)]), at: place)
    case 4: input.removeSubrange(place...)
    case 5:
      input.replaceSubrange(
        place..<max(place, end), with: words[stream.index(below: words.count)])
    case 6 where place < input.count: input[place] ^= 1 << UInt8(stream.index(below: 8))
    default:
      guard place < input.count else { return }
      input[place] = [0, 0x7f, 0x80, 0xff][stream.index(below: 4)]
    }
  }
}
