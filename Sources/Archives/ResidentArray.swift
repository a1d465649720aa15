/// Elements that are read only: an array's, or those of a mapped file without a copy of them.
public struct ResidentArray<Element: BitwiseCopyable & Sendable>: Sendable {
  private enum Storage: Sendable {
    case array([Element])
    case mapped(MappedFile, offset: Int, count: Int)
  }

  private let storage: Storage

  /// Takes an array.
  public init(_ array: [Element]) { storage = .array(array) }

  /// Takes elements of a mapped file; nil when they do not lie inside or are not aligned.
  public init?(_ file: MappedFile, at offset: Int, count: Int) {
    guard file.contains(Element.self, at: offset, count: count) else { return nil }
    storage = .mapped(file, offset: offset, count: count)
  }

  /// The number of elements.
  public var count: Int {
    switch storage {
    case .array(let array): array.count
    case .mapped(_, _, let count): count
    }
  }

  /// Lends the elements.
  public func withSpan<Result, Failure: Error>(
    _ body: (Span<Element>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    switch storage {
    case .array(let array): try body(array.span)
    case .mapped(let file, let offset, let count):
      try file.withElements(at: offset, count: count, body)
    }
  }

  /// One element.
  public subscript(_ index: Int) -> Element { withSpan { $0[index] } }

  /// The elements as an array, copied if they lie in a file.
  public var array: [Element] {
    switch storage {
    case .array(let array): array
    case .mapped:
      withSpan { span in
        // SAFETY: the elements are copied within the closure that lends them.
        unsafe span.withUnsafeBufferPointer { unsafe Array($0) }
      }
    }
  }

  /// The ``XXHash64`` of the elements' bytes.
  public var checksum: UInt64 {
    withSpan { span in
      // SAFETY: the bytes are those of the span, read within the closure that lends them.
      unsafe span.withUnsafeBytes { unsafe XXHash64.hash($0) }
    }
  }
}
