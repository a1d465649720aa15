import Foundation

/// What building from source needs.
enum BuildTools {
  /// A library, found by a line of its header.
  struct Library {
    let name: String
    /// Below an include folder.
    let header: String
    /// The macros that hold the version, joined by points.
    let macros: [String]
    /// The package of Debian and Ubuntu.
    let package: String
  }

  static let libraries = [
    Library(
      name: "oneDNN headers", header: "oneapi/dnnl/dnnl_version.h",
      macros: ["DNNL_VERSION_MAJOR", "DNNL_VERSION_MINOR", "DNNL_VERSION_PATCH"],
      package: "libdnnl-dev"),
    Library(
      name: "zlib headers", header: "zlib.h", macros: ["ZLIB_VERSION"], package: "zlib1g-dev"),
    Library(
      name: "ISA-L headers", header: "isa-l.h",
      macros: ["ISAL_MAJOR_VERSION", "ISAL_MINOR_VERSION", "ISAL_PATCH_VERSION"],
      package: "libisal-dev"),
    Library(
      name: "libarchive headers", header: "archive.h", macros: ["ARCHIVE_VERSION_ONLY_STRING"],
      package: "libarchive-dev"),
    Library(
      name: "libcurl headers", header: "curl/curlver.h",
      macros: ["LIBCURL_VERSION_MAJOR", "LIBCURL_VERSION_MINOR", "LIBCURL_VERSION_PATCH"],
      package: "libcurl4-openssl-dev"),
    Library(
      name: "SQLite headers", header: "sqlite3.h", macros: ["SQLITE_VERSION"],
      package: "libsqlite3-dev"),
    Library(
      name: "Boost headers", header: "boost/version.hpp", macros: ["BOOST_LIB_VERSION"],
      package: "libboost-dev"),
  ]

  /// Looks for the compiler and the libraries.
  static func findings() -> [Diagnosis.Finding] {
    [swift()]
      + libraries.map { library in
        guard let version = version(of: library) else {
          return Diagnosis.Finding(
            library.name, .missing, "found no \(library.header)",
            remedy: "sudo apt-get install \(library.package)")
        }
        return Diagnosis.Finding(library.name, .fine, version)
      }
  }

  private static func swift() -> Diagnosis.Finding {
    let output = ProgramOutput("swift", ["--version"])
    let line = output.flatMap { $0.status == 0 ? $0.text : nil }?.split(separator: "\n")
      .first { $0.contains("Swift version") }.map(String.init)
    guard let line else {
      return Diagnosis.Finding(
        "Swift toolchain", .missing, "found no swift in PATH",
        remedy: "install Swift 6.2 or later from https://www.swift.org/install")
    }
    guard let version = swiftVersion(in: line), version >= (6, 2) else {
      return Diagnosis.Finding(
        "Swift toolchain", .missing, line,
        remedy: "install Swift 6.2 or later from https://www.swift.org/install")
    }
    return Diagnosis.Finding("Swift toolchain", .fine, line)
  }

  /// The first two numbers after `Swift version`.
  static func swiftVersion(in line: String) -> (Int, Int)? {
    guard let match = line.firstMatch(of: /Swift version (\d+)\.(\d+)/),
      let major = Int(match.1), let minor = Int(match.2)
    else { return nil }
    return (major, minor)
  }

  private static func version(of library: Library) -> String? {
    for folder in includeFolders {
      let url = folder.appending(path: library.header)
      guard let data = FileManager.default.contents(atPath: url.path) else { continue }
      return version(library.macros, in: String(decoding: data, as: UTF8.self)) ?? "found"
    }
    return nil
  }

  /// The values of `#define` lines, without quotes, joined by points.
  static func version(_ macros: [String], in header: String) -> String? {
    var values: [String: String] = [:]
    for line in header.split(separator: "\n") where line.hasPrefix("#define") {
      let words = line.split(whereSeparator: \.isWhitespace)
      if words.count >= 3 {
        values[String(words[1])] = words[2].trimmingCharacters(in: ["\""])
      }
    }
    let found = macros.compactMap { values[$0] }
    return found.count == macros.count
      ? found.joined(separator: ".").replacing("_", with: ".") : nil
  }

  private static let includeFolders =
    [
      "/usr/include", "/usr/local/include", "/usr/include/x86_64-linux-gnu",
      "/usr/include/aarch64-linux-gnu", "/opt/homebrew/include",
    ].map { URL(filePath: $0, directoryHint: .isDirectory) }
}
