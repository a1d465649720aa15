public import Core
public import Foundation

/// Where the suites and manifests that come with LossBench are.
public struct Home: Sendable {
  /// The folder that holds `suites` and `data-manifests`.
  public let folder: URL

  /// The folder of suites.
  public var suites: SuiteFolder { SuiteFolder(folder.appending(path: "suites")) }
  /// The folder of dataset manifests.
  public var manifests: URL { folder.appending(path: "data-manifests") }
  /// Whether the folder is a source checkout, as opposed to an installation.
  public var isCheckout: Bool {
    FileManager.default.fileExists(atPath: folder.appending(path: "Package.swift").path)
  }

  /// Names a folder, which is not looked at.
  public init(folder: URL) { self.folder = folder }

  /// Finds the folder: `$LOSSBENCH_HOME`, else `../share/lossbench` beside the executable's folder,
  /// else the nearest folder above the executable, then above the current folder.
  ///
  /// - Parameters:
  ///   - environment: the process's environment.
  ///   - executable: the running program, links resolved.
  ///   - current: the folder the process works in.
  /// - Returns: the first place that holds both folders.
  /// - Throws: ``HomeError`` with the places tried.
  public static func find(
    environment: [String: String] = ProcessInfo.processInfo.environment,
    executable: URL? = Bundle.main.executableURL?.resolvingSymlinksInPath(),
    current: URL = URL(filePath: FileManager.default.currentDirectoryPath)
  ) throws(HomeError) -> Home {
    if let named = environment["LOSSBENCH_HOME"], !named.isEmpty {
      let folder = URL(filePath: named, directoryHint: .isDirectory)
      guard holdsBoth(folder) else { throw .notAHome(path: named) }
      return Home(folder: folder)
    }
    var tried: [String] = []
    if let executable {
      let installed = executable.deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "share/lossbench")
      if holdsBoth(installed) { return Home(folder: installed) }
      tried.append(installed.path)
    }
    for start in [executable?.deletingLastPathComponent(), current].compactMap({ $0 }) {
      if let found = nearest(above: start) { return Home(folder: found) }
      tried.append("\(start.path) and the folders above it")
    }
    throw .notFound(tried: tried)
  }

  private static func nearest(above start: URL) -> URL? {
    var folder = start.standardizedFileURL
    while true {
      if holdsBoth(folder) { return folder }
      let parent = folder.deletingLastPathComponent().standardizedFileURL
      if parent.path == folder.path || folder.path == "/" { return nil }
      folder = parent
    }
  }

  private static func holdsBoth(_ folder: URL) -> Bool {
    ["suites", "data-manifests"].allSatisfy { name in
      let path = folder.appending(path: name).resolvingSymlinksInPath().path
      let type = try? FileManager.default.attributesOfItem(atPath: path)[.type]
      return type as? FileAttributeType == .typeDirectory
    }
  }
}

/// Why the suites and manifests were not found.
public enum HomeError: ReportableError, Equatable {
  /// `$LOSSBENCH_HOME` names a folder without them.
  case notAHome(path: String)
  /// They are in none of the usual places.
  case notFound(tried: [String])

  /// What was looked for, where, and what to do next.
  public var description: String {
    switch self {
    case .notAHome(let path):
      "LOSSBENCH_HOME is \"\(path)\": found no folders suites and data-manifests there; expected "
        + "the checkout or an installed share/lossbench; correct or unset LOSSBENCH_HOME"
    case .notFound(let tried):
      "found no folder that holds suites and data-manifests (tried \(tried.joined(separator: "; ")));"
        + " run inside the checkout or set LOSSBENCH_HOME to it"
    }
  }
}
