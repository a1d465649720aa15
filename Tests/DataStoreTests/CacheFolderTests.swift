import DataStore
import Foundation
import Testing

@Suite("CacheFolder")
struct CacheFolderTests {
  @Test(
    "follows LOSSBENCH_CACHE, then XDG_CACHE_HOME, then the home folder",
    arguments: [
      (["LOSSBENCH_CACHE": "/a", "XDG_CACHE_HOME": "/b"], "/a"),
      (["LOSSBENCH_CACHE": "", "XDG_CACHE_HOME": "/b"], "/b/lossbench"),
      (
        ["XDG_CACHE_HOME": "relative"],
        FileManager.default.homeDirectoryForCurrentUser.path + "/.cache/lossbench"
      ),
    ])
  func order(environment: [String: String], expected: String) {
    #expect(CacheFolder.standard(environment: environment).path == expected)
  }
}
