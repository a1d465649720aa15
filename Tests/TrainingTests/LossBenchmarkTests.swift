import Core
import Losses
import Testing

@testable import Training

@Suite("Loss benchmark")
struct LossBenchmarkTests {
  @Test("every loss can be timed", arguments: LossCatalogue.all.described.map { $0.id })
  func times(id: String) throws {
    let result = try LossBenchmark.measure(Component(id), rows: 16, classes: 10, seconds: 0.01)
    #expect(result.turns >= 10)
    #expect(result.lossMicroseconds > 0 && result.copyMicroseconds > 0 && result.ratio > 0)
    // A copy that did nothing, or a loss that the compiler dropped, would be off by far more.
    #expect(result.ratio > 0.5)
  }

  @Test("an unknown loss is refused")
  func unknown() {
    #expect(throws: ComponentError.self) {
      try LossBenchmark.measure(Component("no-such-loss"), rows: 2, classes: 2, seconds: 0.01)
    }
  }
}
