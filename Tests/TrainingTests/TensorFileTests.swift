import Core
import Engine
import Foundation
import Testing

@testable import Training

@Suite("Files of tensors")
struct TensorFileTests {
  static let file = TensorFile(
    tensors: [
      .init(name: "b", shape: [2, 1], values: [1.5, -0]),
      .init(name: "a", shape: [], values: [.infinity]),
      .init(name: "none", shape: [0, 3], values: []),
    ], metadata: ["note": "one \"two\" ü"])

  @Test func aFileComesBackAsItWas() throws {
    let read = try TensorFile(Self.file.encoded(), path: "x")
    #expect(read.metadata == Self.file.metadata)
    #expect(read.tensors == Self.file.tensors.sorted { $0.name < $1.name })
  }

  @Test("every truncated file is refused")
  func truncated() throws {
    let bytes = try Self.file.encoded()
    for count in 0..<bytes.count {
      #expect(throws: CheckpointError.self) { try TensorFile(bytes.prefix(count), path: "x") }
    }
  }

  static let headers = [
    "", "[]", "{\"a\": 1}", #"{"a":{"dtype":"F16","shape":[1],"data_offsets":[0,4]}}"#,
    #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#,
    #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}"#,
    #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}}"#,
    #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[2,6]}}"#,
    #"{"a":{"dtype":"F32","shape":[9223372036854775807,2],"data_offsets":[0,4]}}"#,
    #"{"a":{"dtype":"F32","shape":[-1,-1],"data_offsets":[0,4]}}"#,
  ]

  @Test("headers that lie are refused", arguments: headers)
  func lyingHeader(header: String) {
    var bytes = Data([UInt8(header.utf8.count), 0, 0, 0, 0, 0, 0, 0])
    bytes += Data(header.utf8) + Data([0, 0, 0, 0])
    #expect(throws: CheckpointError.self) { try TensorFile(bytes, path: "x") }
  }

  @Test func aHugeHeaderIsRefusedBeforeItIsRead() {
    let bytes = Data([255, 255, 255, 255, 255, 255, 255, 127, 0])
    #expect(throws: CheckpointError.self) { try TensorFile(bytes, path: "x") }
  }
}
