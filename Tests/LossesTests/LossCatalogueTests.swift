import Core
import TestSupport
import Testing

@testable import Losses

@Suite("Registries of losses and mixing schedules")
struct LossCatalogueTests {
  @Test("hold what their folders hold")
  func folders() throws {
    #expect(try lossIDs.sorted() == Repository.stems(in: "Sources/Losses/Catalogue"))
    #expect(
      try MixingScheduleCatalogue.all.described.map { $0.id }.sorted()
        == Repository.stems(in: "Sources/Losses/Schedules"))
  }

  @Test("describe every entry on one line, with defaults in range")
  func descriptions() {
    for entry in LossCatalogue.all.described + MixingScheduleCatalogue.all.described {
      #expect(!entry.summary.isEmpty && !entry.summary.contains("\n"), "\(entry.id)")
      for setting in entry.settings {
        #expect(setting.range.contains(setting.defaultValue), "\(entry.id).\(setting.name)")
        #expect(!setting.summary.isEmpty, "\(entry.id).\(setting.name)")
      }
    }
  }

  @Test("a misspelt loss is told the nearest name")
  func misspelt() {
    let error = #expect(throws: ComponentError.self) {
      try LossCatalogue.make(Component("cross-entopy"))
    }
    #expect(
      error?.description == "unknown loss \"cross-entopy\"; did you mean \"cross-entropy\"?")
  }

  @Test("a setting that a loss does not have is refused")
  func unknownSetting() {
    #expect(
      throws: ComponentError.unknownSetting(
        family: "loss", id: "mixed", setting: "alpha", known: [])
    ) {
      try LossCatalogue.resolve(Component("mixed", ["alpha": 0.5]))
    }
  }
}
