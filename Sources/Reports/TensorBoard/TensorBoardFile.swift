import Foundation

/// An event file: messages, each with its length and two checksums.
///
/// - Source: TensorFlow, `core/lib/io/record_writer.cc` ("TFRecord").
enum TensorBoardFile {
  /// Returns a whole file.
  static func data(_ events: [TensorBoardEvent]) -> Data {
    var bytes: [UInt8] = record(TensorBoardEvent.opening(at: events.first?.wallTime ?? 0))
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
