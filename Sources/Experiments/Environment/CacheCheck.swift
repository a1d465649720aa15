import Core
import Foundation

/// Whether the cache folder takes files, and how much room there is.
enum CacheCheck {
  /// Writes and removes a small file.
  static func findings(_ cache: URL) -> [Diagnosis.Finding] {
    let probe = cache.appending(path: "doctor-\(ProcessInfo.processInfo.processIdentifier)")
    do {
      try AtomicFile.write(Data("probe\n".utf8), to: probe)
      try? FileManager.default.removeItem(at: probe)
    } catch {
      return [
        Diagnosis.Finding(
          "cache folder", .missing, error.description,
          remedy: "export LOSSBENCH_CACHE=/a/folder/of/yours")
      ]
    }
    return [Diagnosis.Finding("cache folder", .fine, cache.path), space(cache)]
  }

  private static func space(_ cache: URL) -> Diagnosis.Finding {
    let attributes = try? FileManager.default.attributesOfFileSystem(forPath: cache.path)
    guard let bytes = (attributes?[.systemFreeSize] as? NSNumber)?.int64Value else {
      return Diagnosis.Finding("disk", .notice, "the free space is unknown")
    }
    let found = String(format: "%.1f GiB free", Double(bytes) / 0x1p30)
    return bytes < 1 << 30
      ? Diagnosis.Finding(
        "disk", .notice, found, remedy: "make room, or set LOSSBENCH_CACHE to another disk")
      : Diagnosis.Finding("disk", .fine, found)
  }
}
