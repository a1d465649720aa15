import Core
import DataStore
import Testing

@Suite("StratifiedSplit")
struct StratifiedSplitTests {
  private static let labels: [Int32] = (0..<100).map { $0 % 10 == 0 ? 1 : 0 }

  @Test("draws the fraction of each class, half rounded up", arguments: [1, 2, 3] as [UInt64])
  func fractions(seed: UInt64) {
    let drawn = StratifiedSplit.draw(
      0.25, of: Self.labels, classCount: 2, stream: RandomStream(seed: seed))
    #expect(drawn == drawn.sorted())
    #expect(Set(drawn).count == drawn.count)
    #expect(drawn.count { Self.labels[$0] == 0 } == 23)
    #expect(drawn.count { Self.labels[$0] == 1 } == 3)
  }

  @Test("draws a class alike whatever the other classes are")
  func independentClasses() {
    let drawn = StratifiedSplit.testIndices(
      of: Self.labels, classCount: 2, testFraction: 0.5, seed: 4)
    let alone = StratifiedSplit.testIndices(
      of: [Int32](repeating: 1, count: 10), classCount: 2, testFraction: 0.5, seed: 4)
    #expect(drawn.filter { Self.labels[$0] == 1 } == alone.map { $0 * 10 })
  }

  @Test("draws nothing or everything at the ends")
  func ends() {
    let stream = RandomStream(seed: 1)
    #expect(StratifiedSplit.draw(0, of: [0, 1], classCount: 2, stream: stream).isEmpty)
    #expect(StratifiedSplit.draw(1, of: [0, 1], classCount: 2, stream: stream) == [0, 1])
  }
}
