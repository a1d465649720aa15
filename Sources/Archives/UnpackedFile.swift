public import Foundation

/// How a file is packed.
public enum Packing: String, Codable, CaseIterable, Sendable {
  /// As it is.
  case none
  /// gzip, one member or several.
  case gzip

  /// The packing that a file's name promises.
  public init(fileName: String) {
    self = fileName.lowercased().hasSuffix(".gz") ? .gzip : .none
  }
}

/// The content of a file, packed or not, that may not grow beyond a limit.
///
/// The limit holds while unpacking, so a hostile archive cannot fill the memory.
public struct UnpackedFile: ByteSource, ~Copyable {
  /// The file's path.
  public let path: String
  private var content: Content
  private let limit: Int
  private var total = 0

  private enum Content: ~Copyable {
    case plain(FileSource)
    case gzip(GzipSource<FileSource>)

    mutating func read(into buffer: inout [UInt8]) throws(ArchiveError) -> Int {
      switch consume self {
      case .plain(var source):
        do throws(ArchiveError) {
          let count = try source.read(into: &buffer)
          self = .plain(source)
          return count
        } catch {
          self = .plain(source)
          throw error
        }
      case .gzip(var source):
        do throws(ArchiveError) {
          let count = try source.read(into: &buffer)
          self = .gzip(source)
          return count
        } catch {
          self = .gzip(source)
          throw error
        }
      }
    }
  }

  /// Opens a file.
  ///
  /// - Parameters:
  ///   - url: the file.
  ///   - packing: how it is packed.
  ///   - limit: the most bytes its content may have.
  /// - Throws: ``ArchiveError`` when it cannot be opened.
  public init(_ url: URL, packing: Packing, limit: Int) throws(ArchiveError) {
    path = url.path
    self.limit = limit
    let file = try FileSource(url)
    switch packing {
    case .none: content = .plain(file)
    case .gzip: content = .gzip(try GzipSource(file))
    }
  }

  /// Reads the next bytes of the content.
  ///
  /// - Throws: ``ArchiveError/tooLong(path:limit:)`` with the first byte beyond the limit.
  public mutating func read(into buffer: inout [UInt8]) throws(ArchiveError) -> Int {
    let count = try content.read(into: &buffer)
    total += count
    if total > limit { throw .tooLong(path: path, limit: limit) }
    return count
  }
}
