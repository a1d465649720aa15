/// The bytes of a protocol-buffer message, field by field.
///
/// Only what event files need: no unsigned or zigzag integers, no reading.
///
/// - Source: Protocol Buffers documentation, "Encoding".
struct ProtobufMessage {
  /// What was added so far.
  private(set) var bytes: [UInt8] = []

  /// How a field's value is laid out.
  private enum Layout: UInt64 {
    case variable = 0
    case eightBytes = 1
    case counted = 2
    case fourBytes = 5
  }

  /// Adds a whole number that is not negative; 0 is what an absent field means.
  mutating func add(_ field: Int, _ value: Int) {
    precondition(value >= 0, "a negative number \(value) has another layout")
    if value == 0 { return }
    key(field, .variable)
    variable(UInt64(value))
  }

  /// Adds a `double`; 0 is what an absent field means.
  mutating func add(_ field: Int, _ value: Double) {
    if value.bitPattern == 0 { return }
    key(field, .eightBytes)
    fixed(value)
  }

  /// Adds a `float` of a choice between fields, which is written even where it is 0.
  mutating func add(_ field: Int, float value: Double) {
    key(field, .fourBytes)
    fixed(Float(value))
  }

  /// Adds a text.
  mutating func add(_ field: Int, _ value: String) { counted(field, Array(value.utf8)) }

  /// Adds a message.
  mutating func add(_ field: Int, _ value: ProtobufMessage) { counted(field, value.bytes) }

  /// Adds a packed list of `double`.
  mutating func add(_ field: Int, _ values: [Double]) {
    var packed = ProtobufMessage()
    for value in values { packed.fixed(value) }
    counted(field, packed.bytes)
  }

  private mutating func key(_ field: Int, _ layout: Layout) {
    variable(UInt64(field) << 3 | layout.rawValue)
  }

  private mutating func counted(_ field: Int, _ value: [UInt8]) {
    key(field, .counted)
    variable(UInt64(value.count))
    bytes += value
  }

  private mutating func fixed(_ value: Double) {
    bytes += LittleEndian.bytes(of: value.bitPattern)
  }

  private mutating func fixed(_ value: Float) {
    bytes += LittleEndian.bytes(of: value.bitPattern)
  }

  /// Seven bits a byte, lowest first; the top bit says that more follow.
  private mutating func variable(_ value: UInt64) {
    var rest = value
    while rest > 0x7F {
      bytes.append(UInt8(rest & 0x7F) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }
}

/// Numbers as bytes, lowest first.
enum LittleEndian {
  static func bytes(of value: some FixedWidthInteger & UnsignedInteger) -> [UInt8] {
    (0..<value.bitWidth / 8).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
  }
}
