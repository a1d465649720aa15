import DataStore
import Foundation
import TestSupport
import Testing

@testable import Experiments

@Suite struct EnvironmentTests {
  @Test("the processor's name and the system's are read from Linux's files")
  func machine() {
    #expect(
      Machine.processorName(from: "processor\t: 0\nmodel name\t: A CPU @ 3 GHz\nflags\t: avx2")
        == "A CPU @ 3 GHz")
    #expect(Machine.processorName(from: "") == Machine.architecture)
    #expect(Machine.prettyName(from: "NAME=x\nPRETTY_NAME=\"Debian 12\"\n") == "Debian 12")
    #expect(Machine.prettyName(from: "") == nil)
  }

  @Test("every control group around the process limits its memory, but not by pages of files")
  func controlGroups() throws {
    try withTemporaryFolder { folder in
      func write(_ group: String, _ files: [String: String]) throws {
        let folder = folder.appending(path: group)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for (name, text) in files {
          try Data("\(text)\n".utf8).write(to: folder.appending(path: name))
        }
      }
      func available(_ membership: String) -> Int? {
        ControlGroup(membership: membership, root: folder.path).availableMemory
      }
      #expect(available("0::/a/b\n") == nil)
      try write("a", ["memory.max": "1000", "memory.current": "900"])
      try write(
        "a/b",
        [
          "memory.max": "max", "memory.current": "800",
          "memory.stat": "anon 100\nactive_file 1",
        ])
      #expect(available("0::/a/b\n") == 100)
      try write("a", ["memory.stat": "anon 100\ninactive_file 200\nactive_file 50"])
      #expect(available("0::/a/b\n") == 350)
      #expect(available("0::/elsewhere\n") == nil)
      // The first version of the interface, as a job of a batch system sees it.
      try write(
        "memory/job",
        [
          "memory.limit_in_bytes": "5000", "memory.usage_in_bytes": "4500",
          "memory.stat": "inactive_file 9\ntotal_inactive_file 100\ntotal_active_file 0",
        ])
      #expect(available("4:memory:/job\n1:cpu:/job\n0::/\n") == 600)
      // Inside a container, the mount is its group.
      try write("memory", ["memory.limit_in_bytes": "700", "memory.usage_in_bytes": "100"])
      #expect(available("4:cpu,memory:/on/the/host\n") == 600)
    }
  }

  @Test("outside a checkout the commit is unknown")
  func noCheckout() throws {
    try withTemporaryFolder { folder in
      let checkout = Checkout(of: folder)
      #expect(checkout.commit == "unknown" && !checkout.isDirty)
    }
  }

  @Test("versions are read from headers and from swift's own words")
  func versions() throws {
    let header = "#define A_MAJOR 2\n#define A_MINOR 6\n  #define NOT 1\n#define B \"1_74\"\n"
    #expect(BuildTools.version(["A_MAJOR", "A_MINOR"], in: header) == "2.6")
    #expect(BuildTools.version(["B"], in: header) == "1.74")
    #expect(BuildTools.version(["C"], in: header) == nil)
    let found = try #require(BuildTools.swiftVersion(in: "Swift version 6.3.1 (swift-6.3.1)"))
    #expect(found == (6, 3))
    #expect(BuildTools.swiftVersion(in: "gcc 12") == nil)
  }

  @Test("a diagnosis says what is missing and what puts it right")
  func diagnosis() throws {
    try withTemporaryFolder { folder in
      let blocked = folder.appending(path: "file")
      try Data().write(to: blocked)
      let sick = Diagnosis(
        home: .failure(.notFound(tried: ["/x"])), cache: blocked.appending(path: "cache"))
      #expect(!sick.isHealthy)
      let missing = sick.findings.filter { $0.state == .missing }
      #expect(missing.map(\.subject) == ["suites and manifests", "cache folder"])
      #expect(missing.allSatisfy { $0.remedy.hasPrefix("export LOSSBENCH_") })
      let installed = Home(folder: folder)
      let well = Diagnosis(home: .success(installed), cache: folder.appending(path: "cache"))
      #expect(well.isHealthy)
      #expect(well.findings.contains { $0.subject == "oneDNN" && !$0.found.isEmpty })
    }
  }
}
