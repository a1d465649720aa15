import Core
import Engine
public import Records

/// Everything that determines the bits of a trial's result; its digest is the trial's key.
public struct TrialKey: Codable, Hashable, Sendable {
  /// What to train.
  public var spec: TrialSpec
  /// The SHA-256 of the decoded arrays.
  public var decodedDigest: String
  /// Counts up whenever the same spec may give other bits.
  public var numerics: Int
  /// The library that computes, and its version.
  public var oneDNN: String
  /// The instruction set it dispatches to.
  public var instructionSet: String
  /// The layout of the record.
  public var recordFormat: Int

  /// Describes a trial as this machine and build would compute it.
  public init(spec: TrialSpec, decodedDigest: String) {
    self.init(
      spec: spec, decodedDigest: decodedDigest, numerics: EngineFacts.numericsVersion,
      oneDNN: EngineFacts.oneDNNVersion, instructionSet: EngineFacts.instructionSet)
  }

  init(
    spec: TrialSpec, decodedDigest: String, numerics: Int, oneDNN: String, instructionSet: String
  ) {
    self.spec = spec
    self.decodedDigest = decodedDigest
    self.numerics = numerics
    self.oneDNN = oneDNN
    self.instructionSet = instructionSet
    recordFormat = TrialRecord.currentFormat
  }

  /// Returns the digest as 64 hexadecimal digits.
  ///
  /// - Throws: when a number of the spec is not finite, which resolved components exclude.
  public func hexadecimal() throws -> String {
    DigestStream.hexadecimal(of: try CanonicalJSON.text(self))
  }
}
