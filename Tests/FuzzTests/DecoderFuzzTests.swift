import DataStore
import TestSupport
import Testing

@Suite("Fuzzing of decoders")
struct DecoderFuzzTests {
  @Test(
    "damaged files are decoded, or refused with one line", .timeLimit(.minutes(60)),
    arguments: FuzzCase.all)
  func decoders(fuzz: FuzzCase) throws {
    try withTemporaryFolder { folder in
      var run = try FuzzRun(fuzz, folder: folder, seed: 1)
      try run.decodeIntact()
      for input in 0..<Mutation.inputs { try run.step(input) }
      print("fuzz \(fuzz.name): \(Mutation.inputs) inputs, \(run.accepted) of them accepted")
    }
  }

  @Test("every decoder is tried")
  func complete() {
    let formats = FuzzRun.decoders.map { $0.format }
    for format in formats {
      #expect(FuzzCase.all.contains { $0.decoder.contains("format: \(format)") }, "\(format)")
    }
  }
}
