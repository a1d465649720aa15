import CArchive
import Foundation

/// One libarchive reader, and whatever its bytes come from.
@safe
struct ArchiveHandle: ~Copyable {
  /// What the header of an entry says.
  struct Entry {
    var name: String?
    var kind: Kind
    /// The size promised, where the header has one.
    var bytes: Int?
  }

  /// What an entry is.
  enum Kind: Equatable {
    case file
    case folder
    case other(String)
  }

  private let handle: OpaquePointer
  private let input: ArchiveInput?
  private let locale: NameLocale
  private let path: String

  /// Opens an archive.
  init(
    _ url: URL, kind: ArchiveKind, packing: Packing, packedBytes: Int, limits: ArchiveLimits
  ) throws(ArchiveError) {
    path = url.path
    locale = NameLocale()
    // SAFETY: the handle is freed in `deinit`, or right here when opening fails.
    guard let handle = unsafe archive_read_new() else {
      throw .damagedArchive(path: url.path, reason: "out of memory")
    }
    do throws(ArchiveError) {
      switch kind {
      case .tar:
        let input = try ArchiveInput(
          url, packing: packing, packedBytes: packedBytes, limits: limits)
        // SAFETY: the handle is alive, and the input is kept as long as it.
        try unsafe Self.openTar(handle, input, path: url.path)
        self.input = input
      case .zip:
        // SAFETY: the handle is alive.
        try unsafe Self.openZip(handle, path: url.path)
        input = nil
      }
    } catch {
      // SAFETY: nothing else holds the handle.
      unsafe archive_read_free(handle)
      throw error
    }
    // SAFETY: opened above; this value is its only owner.
    unsafe self.handle = handle
  }

  deinit {
    // SAFETY: `init` succeeded; the input is a stored property and outlives this call.
    unsafe archive_read_free(handle)
    withExtendedLifetime(input) {}
  }

  /// Goes to the next entry; nil at the end, with every checksum compared.
  mutating func next() throws(ArchiveError) -> Entry? {
    var entry: OpaquePointer?
    // SAFETY: libarchive owns the entry and keeps it until the next call.
    let status = locale.using { unsafe archive_read_next_header(handle, &entry) }
    if let failure = input?.failure { throw failure }
    if status == ARCHIVE_EOF {
      try input?.drain()
      return nil
    }
    // SAFETY: the handle is alive, and the entry is described before it changes.
    // A warning here is about a name; one that cannot be read is refused by whoever asked.
    guard status == ARCHIVE_OK || status == ARCHIVE_WARN, let entry = unsafe entry else {
      throw .damagedArchive(path: path, reason: unsafe Self.reason(handle))
    }
    return unsafe Self.describe(entry)
  }

  /// Fills the front of a buffer with bytes of the current member; 0 at its end.
  mutating func read(into buffer: inout [UInt8]) throws(ArchiveError) -> Int {
    // SAFETY: at most the buffer's own count of bytes is written, within the closure.
    let count = unsafe buffer.withUnsafeMutableBytes {
      unsafe archive_read_data(handle, $0.baseAddress, $0.count)
    }
    if let failure = input?.failure { throw failure }
    guard count >= 0 else {
      throw .damagedArchive(path: path, reason: unsafe Self.reason(handle))
    }
    return Int(count)
  }

  private static func describe(_ entry: OpaquePointer) -> Entry {
    // SAFETY: the strings belong to the entry and are copied at once.
    let name = unsafe archive_entry_pathname(entry).flatMap {
      unsafe String(validatingCString: $0)
    }
    let isSized = unsafe archive_entry_size_is_set(entry) != 0
    return Entry(
      name: name, kind: unsafe kind(of: entry),
      bytes: isSized ? unsafe Int(archive_entry_size(entry)) : nil)
  }

  private static func kind(of entry: OpaquePointer) -> Kind {
    // SAFETY: the entry is valid until the next header is read.
    if unsafe archive_entry_hardlink(entry) != nil { return .other("a hard link") }
    if unsafe archive_entry_symlink(entry) != nil { return .other("a symbolic link") }
    if unsafe archive_entry_is_encrypted(entry) != 0 { return .other("an encrypted file") }
    if unsafe archive_entry_sparse_count(entry) > 0 { return .other("a file with holes") }
    // SAFETY: as above. The constants are macros with casts, which Swift cannot see.
    switch unsafe UInt32(archive_entry_filetype(entry)) {
    case 0o100000: return .file
    case 0o040000: return .folder
    case 0o120000: return .other("a symbolic link")
    case 0o020000, 0o060000: return .other("a device")
    case 0o010000: return .other("a pipe")
    case 0o140000: return .other("a socket")
    default: return .other("an entry of no known kind")
    }
  }

  private static func openTar(
    _ handle: OpaquePointer, _ input: ArchiveInput, path: String
  ) throws(ArchiveError) {
    // SAFETY: the handle is alive.
    unsafe archive_read_support_format_tar(handle)
    let status = unsafe input.attach(to: handle)
    if let failure = input.failure { throw failure }
    try unsafe check(status, handle, path: path)
  }

  /// Reads by the central directory alone: local headers may contradict it.
  private static func openZip(_ handle: OpaquePointer, path: String) throws(ArchiveError) {
    // SAFETY: the handle is alive; the path is bridged for the length of the call.
    unsafe archive_read_support_format_zip_seekable(handle)
    let status = unsafe archive_read_open_filename(handle, path, 1 << 16)
    try unsafe check(status, handle, path: path)
  }

  private static func check(
    _ status: Int32, _ handle: OpaquePointer, path: String
  ) throws(ArchiveError) {
    guard status == ARCHIVE_OK else {
      // SAFETY: the handle is alive.
      throw .damagedArchive(path: path, reason: unsafe reason(handle))
    }
  }

  /// libarchive's words in one line.
  private static func reason(_ handle: OpaquePointer) -> String {
    // SAFETY: the string belongs to the handle and is copied at once.
    let text = unsafe archive_error_string(handle).map { unsafe String(cString: $0) }
    return (text ?? "no reason given").split(whereSeparator: \.isNewline).joined(separator: " ")
  }
}

/// The locale in which libarchive sees names as UTF-8, whatever the process uses.
@safe
private final class NameLocale {
  private let locale: locale_t?

  init() {
    // SAFETY: the name is a literal; nil, which changes nothing, where the system has no such locale.
    unsafe locale = newlocale(1 << LC_CTYPE, "C.UTF-8", nil)
  }

  deinit {
    // SAFETY: made in `init` and in use by no thread, see `using`.
    if let locale = unsafe locale { unsafe freelocale(locale) }
  }

  /// Runs a body with the locale in this thread alone.
  func using<Result>(_ body: () -> Result) -> Result {
    // SAFETY: the thread's own locale is put back before `self` can go.
    guard let locale = unsafe locale else { return body() }
    let own = unsafe uselocale(locale)
    defer { unsafe uselocale(own) }
    return body()
  }
}
