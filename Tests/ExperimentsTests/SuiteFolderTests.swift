import Core
import DataStore
import Foundation
import TestSupport
import Testing

@testable import Experiments

@Suite struct SuiteFolderTests {
  private let home = Home(folder: Repository.root)

  @Test("every suite of the project is sound and takes six seeds, but for smoke")
  func committedSuites() throws {
    let datasets = try DatasetLibrary.standard(home).ids()
    let ids = try home.suites.ids()
    #expect(Set(["adult-quick", "default", "mnist-quick", "smoke"]).isSubset(of: ids))
    for id in ids {
      let suite = try home.suites.suite(named: id, datasets: datasets)
      #expect(suite.id == id)
      #expect(suite.baseline == "cross-entropy")
      #expect(id == "smoke" || suite.seedCount >= 6)
    }
  }

  @Test("an unknown id is answered with the nearest one")
  func unknownSuite() throws {
    #expect(throws: SuiteError.unknown(id: "minst-quick", known: try home.suites.ids())) {
      _ = try home.suites.file(named: "minst-quick")
    }
    #expect(
      SuiteError.unknown(id: "minst-quick", known: ["default", "mnist-quick"]).description
        == "unknown suite \"minst-quick\"; did you mean \"mnist-quick\"?")
    #expect(
      SuiteError.unknown(id: "x", known: ["default", "smoke"]).description
        == "unknown suite \"x\"; known: default, smoke; "
        + "a file of your own is named by its path, such as ./my-suite.yaml")
  }

  @Test("what looks like a path is one")
  func paths() throws {
    for name in ["a/b", "mine.yaml", "../mine.yml"] {
      #expect(try home.suites.file(named: name).path == URL(filePath: name).path)
    }
    #expect(
      try home.suites.file(named: "default").lastPathComponent == "default.yaml")
  }

  @Test("a file that cannot be read is one line with its path")
  func unreadable() {
    do {
      _ = try home.suites.suite(named: "/no/such/suite.yaml", datasets: [])
      Issue.record("an absent file was read")
    } catch {
      #expect(
        error.description
          == "/no/such/suite.yaml: cannot be read: no such file; "
          + "expected a suite file; check the path")
    }
  }
}
