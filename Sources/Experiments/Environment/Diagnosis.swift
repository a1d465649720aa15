public import Foundation

/// What a machine has and lacks, for `bench doctor`.
public struct Diagnosis: Codable, Hashable, Sendable {
  /// One thing that was looked at.
  public struct Finding: Codable, Hashable, Sendable {
    /// What was looked at.
    public var subject: String
    /// How it is.
    public var state: State
    /// What was found.
    public var found: String
    /// The command or step that puts it right; empty when all is well.
    public var remedy: String

    init(_ subject: String, _ state: State, _ found: String, remedy: String = "") {
      self.subject = subject
      self.state = state
      self.found = found
      self.remedy = remedy
    }
  }

  /// How something is.
  public enum State: String, Codable, Hashable, Sendable {
    /// As it should be.
    case fine
    /// Worth knowing; nothing stops working.
    case notice
    /// Something needed is missing.
    case missing
  }

  /// The findings, in a fixed order.
  public var findings: [Finding]

  /// Whether nothing needed is missing.
  public var isHealthy: Bool { !findings.contains { $0.state == .missing } }

  /// Looks at this machine.
  ///
  /// - Parameters:
  ///   - home: where the suites are, or the error of looking for them.
  ///   - cache: the cache folder.
  public init(home: Result<Home, HomeError>, cache: URL) {
    findings = [Self.program(), Self.oneDNN(), Self.processor(), Self.memory()]
    switch home {
    case .success(let home):
      findings.append(
        Finding("suites and manifests", .fine, home.folder.path))
      if home.isCheckout { findings += BuildTools.findings() }
    case .failure(let error):
      findings.append(
        Finding(
          "suites and manifests", .missing, error.description,
          remedy: "export LOSSBENCH_HOME=/path/to/the/checkout"))
    }
    findings += CacheCheck.findings(cache)
  }

  private static func program() -> Finding {
    Finding("bench", .fine, "\(Release.version), built with Swift \(Compiler.version)")
  }

  private static func memory() -> Finding {
    let gibibytes = Double(ProcessInfo.processInfo.physicalMemory) / 0x1p30
    let found = String(format: "%.1f GiB", gibibytes)
    return gibibytes < 2
      ? Finding("memory", .notice, found, remedy: "use --jobs 1; large datasets may not fit")
      : Finding("memory", .fine, found)
  }
}
