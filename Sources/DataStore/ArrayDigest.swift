import Synchronization

/// The digest of decoded arrays, computed when it is asked for the first time.
public final class ArrayDigest: Sendable {
  private let known: Mutex<String?>
  private let compute: @Sendable () -> String

  /// Creates a digest that is computed by `compute`, once.
  public init(_ compute: @escaping @Sendable () -> String) {
    known = Mutex(nil)
    self.compute = compute
  }

  /// Creates a digest that is known.
  public init(known digest: String) {
    known = Mutex(digest)
    compute = { digest }
  }

  /// The digest, 64 hexadecimal digits.
  public var hexadecimal: String {
    known.withLock { known in
      let digest = known ?? compute()
      known = digest
      return digest
    }
  }
}
