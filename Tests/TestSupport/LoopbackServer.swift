import Foundation
import Synchronization

/// An HTTP server on 127.0.0.1 that serves one answer to each connection, and misbehaves on demand.
///
/// Swift and sockets alone, so that tests need no other program. It lives as long as the process.
public final class LoopbackServer: Sendable {
  /// What a client asked for.
  public struct Request: Sendable {
    /// The path of the address.
    public let path: String
    /// Header lines by lower-case name.
    public let headers: [String: String]

    /// The first byte of an open-ended `Range`, such as 100 for `bytes=100-`.
    public var firstByte: Int? {
      headers["range"].flatMap { $0.hasPrefix("bytes=") ? $0.dropFirst(6) : nil }
        .flatMap { Int($0.split(separator: "-").first ?? "") }
    }
  }

  /// What is sent back.
  public struct Answer: Sendable {
    /// The status code.
    public var status = 200
    /// Header lines, `Content-Length` aside.
    public var headers: [(name: String, value: String)] = []
    /// The bytes after the head.
    public var body: [UInt8] = []
    /// The size announced; nil announces none.
    public var announcedBytes: Int?
    /// Bytes of the body after which the connection is cut; nil sends all.
    public var cutAfter: Int?
    /// Bytes sent at a time, with a pause after each; nil sends all at once.
    public var pieceBytes: Int?
    /// The pause after each piece.
    public var pause = 0.0

    /// Creates an answer that announces its true size.
    public init(_ body: [UInt8], status: Int = 200) {
      self.body = body
      self.status = status
      announcedBytes = body.count
    }

    /// The whole content, or the part asked for, as a well-behaved server sends it.
    public static func file(_ content: [UInt8], _ request: Request, tag: String = "1") -> Answer {
      let isSame = request.headers["if-range"].map { $0 == "\"\(tag)\"" } ?? true
      var answer: Answer
      if let first = request.firstByte, first < content.count, isSame {
        answer = Answer(Array(content[first...]), status: 206)
        answer.headers = [
          ("Content-Range", "bytes \(first)-\(content.count - 1)/\(content.count)")
        ]
      } else {
        answer = Answer(content)
      }
      answer.headers.append(("ETag", "\"\(tag)\""))
      return answer
    }
  }

  /// The port on 127.0.0.1.
  public let port: UInt16
  private let listener: Int32
  private let log = Mutex<[Request]>([])
  private let respond: @Sendable (Request, Int) -> Answer

  /// Starts a server.
  ///
  /// - Parameter respond: makes the answer to a request and its number, from 0.
  /// - Throws: `POSIXError` when no port is free.
  public init(_ respond: @escaping @Sendable (Request, Int) -> Answer) throws {
    self.respond = respond
    let listener = socket(AF_INET, Self.streamType, 0)
    self.listener = listener
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    // SAFETY: the address lives on the stack for the length of the calls, with its own size.
    let status = unsafe withUnsafeMutablePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
        guard unsafe bind(listener, generic, length) == 0, listen(listener, 16) == 0 else {
          return Int32(-1)
        }
        return unsafe getsockname(listener, generic, &length)
      }
    }
    port = UInt16(bigEndian: address.sin_port)
    guard status == 0 else { throw POSIXError(.EADDRNOTAVAIL) }
    Thread.detachNewThread { self.acceptAll() }
  }

  /// The address of a path.
  public func address(_ path: String) -> String { "http://127.0.0.1:\(port)\(path)" }

  /// What was asked so far.
  public var requests: [Request] { log.withLock { $0 } }

  private func acceptAll() {
    while true {
      let client = accept(listener, nil, nil)
      if client < 0 { return }
      Thread.detachNewThread {
        self.serve(client)
        close(client)
      }
    }
  }

  private func serve(_ client: Int32) {
    guard let request = Self.read(client) else { return }
    let number = log.withLock { log in
      log.append(request)
      return log.count - 1
    }
    let answer = respond(request, number)
    var head = "HTTP/1.1 \(answer.status) Answer\r\nConnection: close\r\n"
    if let bytes = answer.announcedBytes { head += "Content-Length: \(bytes)\r\n" }
    for header in answer.headers { head += "\(header.name): \(header.value)\r\n" }
    guard Self.send(Array((head + "\r\n").utf8), client) else { return }
    let body = answer.cutAfter.map { Array(answer.body.prefix($0)) } ?? answer.body
    var start = 0
    while start < body.count {
      let end = min(body.count, start + (answer.pieceBytes ?? body.count))
      guard Self.send(Array(body[start..<end]), client) else { return }
      start = end
      if answer.pause > 0 { Thread.sleep(forTimeInterval: answer.pause) }
    }
  }

  private static func read(_ client: Int32) -> Request? {
    var received: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 4096)
    while !String(decoding: received, as: UTF8.self).contains("\r\n\r\n") {
      // SAFETY: at most the buffer's own count of bytes is written, within the closure.
      let count = unsafe piece.withUnsafeMutableBytes {
        unsafe recv(client, $0.baseAddress, $0.count, 0)
      }
      if count <= 0 { return nil }
      received += piece[..<count]
    }
    let lines = String(decoding: received, as: UTF8.self).components(separatedBy: "\r\n")
    let words = lines[0].split(separator: " ")
    guard words.count > 1 else { return nil }
    var headers: [String: String] = [:]
    for line in lines.dropFirst() {
      guard let colon = line.firstIndex(of: ":") else { continue }
      headers[line[..<colon].lowercased()] =
        line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
    }
    return Request(path: String(words[1]), headers: headers)
  }

  private static func send(_ bytes: [UInt8], _ client: Int32) -> Bool {
    var sent = 0
    while sent < bytes.count {
      let rest = Array(bytes[sent...])
      // SAFETY: as many bytes are read as the array has, within the closure.
      let count = unsafe rest.withUnsafeBytes {
        unsafe Foundation.send(client, $0.baseAddress, $0.count, noSignal)
      }
      if count <= 0 { return false }
      sent += count
    }
    return true
  }

  #if canImport(Darwin)
    private static let streamType = SOCK_STREAM
    private static let noSignal: Int32 = 0
  #else
    private static let streamType = Int32(SOCK_STREAM.rawValue)
    // A client that leaves early must not end the test process.
    private static let noSignal = Int32(MSG_NOSIGNAL)
  #endif
}
