import Testing

@testable import TextData

@Suite("Text encodings")
struct TextEncodingTests {
  @Test("every two- and three-byte sequence is judged as the standard library judges it")
  func agreesWithStandardLibrary() {
    for first: UInt8 in [
      0x7f, 0x80, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xed, 0xee, 0xef, 0xf0,
    ] {
      for second in UInt8.min...UInt8.max {
        for third: UInt8 in [0x41, 0x7f, 0x80, 0xbf, 0xc0] {
          let bytes = [first, second, third]
          let isValid = String(validating: bytes, as: UTF8.self) != nil
          let fault = TextEncoding.firstFault(in: bytes.span)
          #expect((fault == nil) == isValid, "\(bytes)")
        }
      }
    }
  }

  @Test("every four-byte sequence at a border is judged as the standard library judges it")
  func agreesOnFourBytes() {
    for first: UInt8 in 0xef...0xff {
      for second: UInt8 in [0x7f, 0x80, 0x8f, 0x90, 0xbf, 0xc0] {
        for fourth: UInt8 in [0x41, 0x80, 0xbf, 0xc0] {
          let bytes = [first, second, 0x80, fourth]
          let isValid = String(validating: bytes, as: UTF8.self) != nil
          let fault = TextEncoding.firstFault(in: bytes.span)
          #expect((fault == nil) == isValid, "\(bytes)")
        }
      }
    }
  }

  @Test("a cut sequence, a zero byte and Latin-1 in UTF-8 are errors with line and offset")
  func refuses() {
    #expect(throws: TextDataError.notUTF8(path: "a", line: 2, offset: 3)) {
      try TextEncoding.utf8.decoded([65, 66, 10, 0xe9, 65], path: "a")
    }
    #expect(throws: TextDataError.notUTF8(path: "a", line: 1, offset: 1)) {
      try TextEncoding.utf8.decoded([65, 0xe4, 0xb8], path: "a")
    }
    for encoding in TextEncoding.allCases {
      #expect(throws: TextDataError.zeroByte(path: "a", line: 1, offset: 1)) {
        try encoding.decoded([65, 0], path: "a")
      }
    }
  }

  @Test("Latin-1 becomes UTF-8, a byte order mark is dropped")
  func decodes() throws {
    let all = (1...255).map { UInt8($0) }
    let scalars = String(String.UnicodeScalarView(all.map { Unicode.Scalar($0) }))
    #expect(try TextEncoding.latin1.decoded(all, path: "a") == Array(scalars.utf8))
    #expect(try TextEncoding.utf8.decoded([0xef, 0xbb, 0xbf, 65], path: "a") == [65])
    #expect(try TextEncoding.utf8.decoded([], path: "a") == [])
  }
}
