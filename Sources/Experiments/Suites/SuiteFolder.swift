import Core
public import DataStore
public import Foundation

/// A folder of suites, one `<id>.yaml` each.
public struct SuiteFolder: Sendable {
  /// The folder.
  public let url: URL

  /// Names a folder; nothing is read yet.
  public init(_ url: URL) { self.url = url }

  /// The ids of the suites, sorted.
  public func ids() throws(SuiteError) -> [String] {
    do {
      return try FileManager.default.contentsOfDirectory(atPath: url.path)
        .filter { $0.hasSuffix(".yaml") && !$0.hasPrefix(".") }
        .map { String($0.dropLast(5)) }.sorted()
    } catch {
      throw .unreadable(path: url.path, reason: FileError.reason(error))
    }
  }

  /// Returns the file that a name means: a suite of this folder, or a file named by its path.
  ///
  /// What ends in `.yaml` or holds a slash is a path; everything else is an id.
  public func file(named name: String) throws(SuiteError) -> URL {
    if name.hasSuffix(".yaml") || name.hasSuffix(".yml") || name.contains("/") {
      return URL(filePath: name)
    }
    let known = try ids()
    guard known.contains(name) else { throw .unknown(id: name, known: known) }
    return url.appending(path: "\(name).yaml")
  }

  /// Reads a suite by id or path.
  ///
  /// - Parameters:
  ///   - name: an id, or the path of a file.
  ///   - datasets: the ids of all datasets.
  ///   - judge: says what is wrong with a task's preprocessing; nil where the data will.
  /// - Returns: the suite, with all settings filled in.
  /// - Throws: ``SuiteError``, with every mistake of the file.
  public func suite(
    named name: String, datasets: [String], judge: PreprocessingJudge? = nil
  ) throws(SuiteError) -> Suite {
    let file = try file(named: name)
    let path = Self.shown(file)
    let data: Data
    do {
      data = try Data(contentsOf: file)
    } catch {
      let exists = FileManager.default.fileExists(atPath: file.path)
      let attributes = try? FileManager.default.attributesOfItem(
        atPath: file.resolvingSymlinksInPath().path)
      let isFolder = attributes?[.type] as? FileAttributeType == .typeDirectory
      let reason = isFolder ? "it is a folder" : FileError.reason(error)
      throw .unreadable(path: path, reason: exists ? reason : "no such file")
    }
    return try SuiteReader.read(
      String(decoding: data, as: UTF8.self), path: path,
      stem: file.deletingPathExtension().lastPathComponent, datasets: datasets, judge: judge)
  }

  /// Reads a suite by id or path, its preprocessing judged by the manifests of a library.
  ///
  /// - Throws: ``SuiteError`` with every mistake of the file, or an error of the library's folder.
  public func suite(named name: String, library: DatasetLibrary) throws -> Suite {
    try suite(named: name, datasets: library.ids()) { value, path, dataset in
      library.preprocessingMistakes(in: value, subject: path, for: dataset)
    }
  }

  /// The path as people would type it: relative where it lies below the current folder.
  static func shown(_ file: URL) -> String {
    let current = FileManager.default.currentDirectoryPath + "/"
    let path = file.standardizedFileURL.path
    return path.hasPrefix(current) ? String(path.dropFirst(current.count)) : path
  }
}
