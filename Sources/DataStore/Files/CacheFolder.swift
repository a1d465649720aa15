public import Foundation

/// The folder where files and generated datasets are kept between runs.
public enum CacheFolder {
  /// `$LOSSBENCH_CACHE`, else `$XDG_CACHE_HOME/lossbench`, else `~/.cache/lossbench`.
  public static func standard(
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) -> URL {
    if let folder = environment["LOSSBENCH_CACHE"], !folder.isEmpty {
      return URL(filePath: folder, directoryHint: .isDirectory)
    }
    if let folder = environment["XDG_CACHE_HOME"], folder.hasPrefix("/") {
      return URL(filePath: folder, directoryHint: .isDirectory).appending(path: "lossbench")
    }
    return FileManager.default.homeDirectoryForCurrentUser.appending(path: ".cache/lossbench")
  }
}
