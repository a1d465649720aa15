import Core
public import Engine
public import Foundation

/// Named tensors of 32-bit floats in a file, in the safetensors format.
///
/// Eight bytes say how long the header is, little-endian; the header is JSON with the type, shape and
/// place of each tensor, and text under `__metadata__`; the floats follow, row-major and
/// little-endian. Any reader of the format reads these files.
///
/// - Source: the format's description, github.com/huggingface/safetensors.
public struct TensorFile: Sendable {
  /// The tensors.
  public var tensors: [CompiledNetwork.StateTensor]
  /// What the file says about itself.
  public var metadata: [String: String]

  /// Creates the contents of a file.
  public init(tensors: [CompiledNetwork.StateTensor], metadata: [String: String]) {
    self.tensors = tensors
    self.metadata = metadata
  }

  /// The largest header that is read; the format's own limit.
  static let headerLimit = 100_000_000

  private struct Entry: Codable {
    var dtype: String
    var shape: [Int]
    var data_offsets: [Int]
  }

  /// The bytes of the file.
  public func encoded() throws -> Data {
    var entries: [String: Entry] = [:]
    var offset = 0
    for tensor in tensors {
      let end = offset + 4 * tensor.values.count
      entries[tensor.name] = Entry(
        dtype: "F32", shape: tensor.shape, data_offsets: [offset, end])
      offset = end
    }
    var header = try Self.header(entries, metadata)
    while header.count % 8 != 0 { header.append(UInt8(ascii: " ")) }
    var bytes = [UInt8](repeating: 0, count: 8 + header.count + offset)
    for place in 0..<8 { bytes[place] = UInt8(truncatingIfNeeded: header.count >> (8 * place)) }
    for (place, byte) in header.enumerated() { bytes[8 + place] = byte }
    var place = 8 + header.count
    for tensor in tensors {
      for value in tensor.values {
        let bits = value.bitPattern
        bytes[place] = UInt8(truncatingIfNeeded: bits)
        bytes[place + 1] = UInt8(truncatingIfNeeded: bits >> 8)
        bytes[place + 2] = UInt8(truncatingIfNeeded: bits >> 16)
        bytes[place + 3] = UInt8(truncatingIfNeeded: bits >> 24)
        place += 4
      }
    }
    return Data(bytes)
  }

  /// The two kinds of values under one set of keys, which no single `Encodable` type spells.
  private static func header(_ entries: [String: Entry], _ metadata: [String: String]) throws
    -> Data
  {
    let rest = try CanonicalJSON.text(entries)
    let own = try CanonicalJSON.text(metadata)
    let separator = entries.isEmpty ? "" : ","
    return Data("{\"__metadata__\":\(own)\(separator)\(rest.dropFirst())".utf8)
  }

  /// Reads a file's bytes.
  ///
  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - path: its name, for messages.
  /// - Throws: ``CheckpointError/notTensors(path:reason:)`` when the bytes are not such a file.
  public init(_ bytes: Data, path: String) throws(CheckpointError) {
    let bytes = [UInt8](bytes)
    func fail(_ reason: String) -> CheckpointError { .notTensors(path: path, reason: reason) }
    guard bytes.count >= 8 else { throw fail("\(bytes.count) bytes, expected at least 8") }
    let announced = (0..<8).reduce(UInt64(0)) { $0 | UInt64(bytes[$1]) << UInt64(8 * $1) }
    guard announced <= UInt64(min(Self.headerLimit, bytes.count - 8)) else {
      throw fail("a header of \(announced) bytes in a file of \(bytes.count)")
    }
    let start = 8 + Int(announced)
    let header: Header
    do {
      header = try JSONDecoder().decode(Header.self, from: Data(bytes[8..<start]))
    } catch {
      throw fail("its header is no JSON of the format")
    }
    metadata = header.metadata
    tensors = []
    for (name, entry) in header.entries.sorted(by: { $0.key < $1.key }) {
      let size = bytes.count - start
      guard entry.dtype == "F32", entry.data_offsets.count == 2,
        let (first, end) = Optional((entry.data_offsets[0], entry.data_offsets[1])),
        0 <= first, first <= end, end <= size, (end - first) % 4 == 0,
        entry.shape.allSatisfy({ $0 >= 0 && $0 <= size }),
        Self.count(entry.shape) == (end - first) / 4
      else {
        throw fail(
          "tensor \(name): \(entry.dtype), shape \(entry.shape), bytes \(entry.data_offsets)")
      }
      let values = (0..<(end - first) / 4).map { index in
        let at = start + first + 4 * index
        return Float(
          bitPattern: UInt32(bytes[at]) | UInt32(bytes[at + 1]) << 8
            | UInt32(bytes[at + 2]) << 16 | UInt32(bytes[at + 3]) << 24)
      }
      tensors.append(
        CompiledNetwork.StateTensor(name: name, shape: entry.shape, values: values))
    }
  }

  /// The product of the extents; nil when it overflows.
  private static func count(_ shape: [Int]) -> Int? {
    shape.reduce(Optional(1)) { product, extent in
      guard let product else { return nil }
      let (result, overflows) = product.multipliedReportingOverflow(by: extent)
      return overflows ? nil : result
    }
  }

  private struct Header: Decodable {
    var metadata: [String: String] = [:]
    var entries: [String: Entry] = [:]

    struct Key: CodingKey {
      let stringValue: String
      var intValue: Int? { nil }
      init?(stringValue: String) { self.stringValue = stringValue }
      init?(intValue: Int) { nil }
    }

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: Key.self)
      for key in container.allKeys {
        if key.stringValue == "__metadata__" {
          metadata = try container.decode([String: String].self, forKey: key)
        } else {
          entries[key.stringValue] = try container.decode(Entry.self, forKey: key)
        }
      }
    }
  }
}
