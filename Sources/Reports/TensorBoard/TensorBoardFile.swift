import Foundation

/// An event file: messages, each with its length and two checksums.
///
/// - Source: TensorFlow, `core/lib/io/record_writer.cc` ("TFRecord").
enum TensorBoardFile {
  /// Returns a whole file that was begun at a time in seconds since 1970.
  static func data(_ events: [TensorBoardEvent], begunAt start: Double) -> Data {
    var bytes: [UInt8] = record(TensorBoardEvent.opening(at: start))
    for event in events { bytes += record(event.message) }
    return Data(bytes)
  }

  /// Returns a message as a record.
  static func record(_ message: ProtobufMessage) -> [UInt8] {
    let payload = message.bytes
    let length = LittleEndian.bytes(of: UInt64(payload.count))
    return length + LittleEndian.bytes(of: CRC32C.masked(length)) + payload
      + LittleEndian.bytes(of: CRC32C.masked(payload))
  }
}
