import Foundation
import TestSupport
import Testing

@testable import Experiments

@Suite struct HomeTests {
  /// Makes the two folders below one.
  private func furnish(_ folder: URL) throws {
    for name in ["suites", "data-manifests"] {
      try FileManager.default.createDirectory(
        at: folder.appending(path: name), withIntermediateDirectories: true)
    }
  }

  @Test("the environment decides first")
  func environmentVariable() throws {
    try withTemporaryFolder { folder in
      try furnish(folder)
      let home = try Home.find(
        environment: ["LOSSBENCH_HOME": folder.path], executable: nil, current: folder)
      #expect(home.folder.path == folder.path)
      #expect(!home.isCheckout)
    }
  }

  @Test("a wrong environment is an error, not a reason to look elsewhere")
  func wrongEnvironment() {
    #expect(throws: HomeError.notAHome(path: "/no/such")) {
      _ = try Home.find(
        environment: ["LOSSBENCH_HOME": "/no/such"], executable: nil, current: Repository.root)
    }
  }

  @Test("an installed program finds share/lossbench beside its bin folder")
  func installed() throws {
    try withTemporaryFolder { folder in
      try furnish(folder.appending(path: "share/lossbench"))
      let home = try Home.find(
        environment: [:], executable: folder.appending(path: "bin/bench"),
        current: URL(filePath: "/"))
      #expect(home.folder.path == folder.appending(path: "share/lossbench").path)
    }
  }

  @Test("a built program finds the checkout above it, and any program the one it is run in")
  func checkout() throws {
    try withTemporaryFolder { folder in
      try furnish(folder)
      let deep = folder.appending(path: ".build/x/debug")
      try FileManager.default.createDirectory(at: deep, withIntermediateDirectories: true)
      let above = try Home.find(
        environment: [:], executable: deep.appending(path: "bench"), current: URL(filePath: "/"))
      let around = try Home.find(
        environment: [:], executable: URL(filePath: "/usr/bin/bench"), current: deep)
      #expect(above.folder.path == folder.standardizedFileURL.path)
      #expect(around.folder.path == folder.standardizedFileURL.path)
    }
  }

  @Test("the error names every place that was tried")
  func nothingFound() throws {
    try withTemporaryFolder { folder in
      let error = #expect(throws: HomeError.self) {
        _ = try Home.find(
          environment: [:], executable: URL(filePath: "/opt/x/bin/bench"), current: folder)
      }
      let text = try #require(error).description
      #expect(text.contains("/opt/x/share/lossbench"))
      #expect(text.contains("/opt/x/bin and the folders above it"))
      #expect(text.contains("\(folder.path) and the folders above it"))
      #expect(text.hasSuffix("run inside the checkout or set LOSSBENCH_HOME to it"))
    }
  }

  @Test("a wrong LOSSBENCH_HOME says what was expected there")
  func text() {
    #expect(
      HomeError.notAHome(path: "/x").description
        == "LOSSBENCH_HOME is \"/x\": found no folders suites and data-manifests there; expected "
        + "the checkout or an installed share/lossbench; correct or unset LOSSBENCH_HOME")
  }
}
