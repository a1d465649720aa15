import Archives
import Core
import Foundation

/// What was verified before, so that a file that has not changed is not hashed again.
///
/// A receipt holds as long as the file's size, times and inode are the ones it was hashed with.
/// The change time cannot be set by a program, so a file written over in place is noticed even when
/// its modification time is put back. Receipts save time and nothing else: one that cannot be
/// written or read is as good as none.
struct ReceiptFolder: Sendable {
  /// The folder of receipts.
  let folder: URL

  /// What is known of one file.
  struct Receipt: Codable, Equatable {
    var path: String
    var status: FileStatus
    var sha256: String
  }

  /// The receipts of a cache.
  init(cache: URL) { folder = cache.appending(path: "receipts") }

  /// Returns the digest of an unchanged file that was hashed before.
  func digest(of path: String, status: FileStatus) -> String? {
    guard let data = FileManager.default.contents(atPath: file(path).path),
      let receipt = try? JSONDecoder().decode(Receipt.self, from: data),
      receipt.path == path, receipt.status == status
    else { return nil }
    return receipt.sha256
  }

  /// Notes the digest of a file that had the same status before and after it was hashed.
  func note(_ sha256: String, of path: String, status: FileStatus) {
    let receipt = Receipt(path: path, status: status, sha256: sha256)
    guard let data = try? CanonicalJSON.document(receipt) else { return }
    try? AtomicFile.write(data, to: file(path))
  }

  private func file(_ path: String) -> URL {
    folder.appending(path: "\(DigestStream.hexadecimal(of: path)).json")
  }
}
