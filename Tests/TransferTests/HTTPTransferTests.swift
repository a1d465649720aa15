import Foundation
import TestSupport
import Testing

@testable import Transfer

@Suite("transfers")
struct HTTPTransferTests {
  /// Keeps what comes.
  private final class Keeper: TransferReceiver {
    var heads: [ResponseHead] = []
    var bytes: [UInt8] = []
    var error: (any Error)?

    func begin(_ head: ResponseHead) { heads.append(head) }
    func receive(_ new: [UInt8]) throws {
      if let error { throw error }
      bytes += new
    }
    func shouldStop() -> Bool { false }
  }

  @Test("plain HTTP is refused unless it is allowed")
  func schemes() throws {
    let server = try LoopbackServer { _, _ in LoopbackServer.Answer([1, 2, 3]) }
    let keeper = Keeper()
    #expect(throws: TransferError.self) {
      try HTTPTransfer.perform(TransferRequest(server.address("/")), to: keeper)
    }
    #expect(server.requests.isEmpty && keeper.heads.isEmpty)
    try HTTPTransfer.perform(
      TransferRequest(server.address("/"), allowsPlainHTTP: true), to: keeper)
    #expect(keeper.bytes == [1, 2, 3])
  }

  @Test("the head of the last answer is told once, also for an empty file")
  func heads() throws {
    let server = try LoopbackServer { request, _ in
      var answer = LoopbackServer.Answer([], status: request.path == "/" ? 302 : 200)
      answer.headers = [("Location", "/next"), ("ETag", "\"\(request.path)\"")]
      return answer
    }
    let keeper = Keeper()
    try HTTPTransfer.perform(
      TransferRequest(server.address("/"), allowsPlainHTTP: true), to: keeper)
    #expect(keeper.heads.map(\.status) == [200])
    #expect(keeper.heads.first?.validator == "\"/next\"")
    #expect(keeper.heads.first?.contentLength == 0)
  }

  @Test("what the receiver throws comes out again")
  func receiverError() throws {
    let server = try LoopbackServer { _, _ in LoopbackServer.Answer([1]) }
    let keeper = Keeper()
    keeper.error = CancellationError()
    #expect(throws: CancellationError.self) {
      try HTTPTransfer.perform(
        TransferRequest(server.address("/"), allowsPlainHTTP: true), to: keeper)
    }
  }

  @Test("redirects end somewhere")
  func loop() throws {
    let server = try LoopbackServer { _, _ in
      var answer = LoopbackServer.Answer([], status: 302)
      answer.headers = [("Location", "/again")]
      return answer
    }
    do {
      try HTTPTransfer.perform(
        TransferRequest(server.address("/"), allowsPlainHTTP: true), to: Keeper())
      Issue.record("a loop of redirects ended")
    } catch let error as TransferError {
      #expect(!error.isTransient)
    }
    #expect(server.requests.count == 1 + HTTPTransfer.redirectLimit)
  }

  @Test("a connection that nobody answers is worth another try")
  func refusedConnection() throws {
    do {
      try HTTPTransfer.perform(
        TransferRequest("http://127.0.0.1:1/", allowsPlainHTTP: true), to: Keeper())
      Issue.record("port 1 answered")
    } catch let error as TransferError {
      #expect(error.isTransient)
      #expect("\(error)".contains("127.0.0.1"))
    }
  }
}

@Suite("response heads")
struct ResponseHeadTests {
  private func head(_ lines: String...) -> ResponseHead {
    var head = ResponseHead()
    for line in lines { head.read(line + "\r\n") }
    return head
  }

  @Test("the lines that matter are read, whatever their case")
  func lines() {
    let head = head(
      "HTTP/1.1 206 Partial Content", "CONTENT-LENGTH:  100 ", "Content-Range: bytes 100-199/200",
      "etag: \"abc\"", "Retry-After: 7")
    #expect(head.status == 206)
    #expect(head.contentLength == 100)
    #expect(head.range == .init(firstByte: 100, totalBytes: 200))
    #expect(head.validator == "\"abc\"")
    #expect(head.retryAfterSeconds == 7)
  }

  @Test("a weak validator guards nothing, and an unknown size is unknown")
  func weak() {
    let head = head("HTTP/2 206", "ETag: W/\"abc\"", "Content-Range: bytes 5-9/*")
    #expect(head.validator == nil)
    #expect(head.range == .init(firstByte: 5, totalBytes: nil))
  }

  @Test(
    "nonsense in a head is as good as nothing",
    arguments: ["bytes */200", "bytes x-9/10", "lines 1-2/3", "bytes", "bytes -5/10", ""])
  func nonsense(range: String) {
    #expect(head("HTTP/1.1 206", "Content-Range: \(range)").range == nil)
  }

  @Test(
    "numbers that are none are not read", arguments: ["-1", "1e3", "99999999999999999999", "x"])
  func numbers(text: String) {
    #expect(head("HTTP/1.1 200", "Content-Length: \(text)").contentLength == nil)
  }
}
