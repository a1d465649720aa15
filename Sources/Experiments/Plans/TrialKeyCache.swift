import Core
import Foundation
import Records

/// Makes the keys of trials that differ in their seed alone from one text.
///
/// Encoding a trial takes much longer than hashing it. The text of a key holds the seed once, so
/// the text of another seed is known without encoding; where that is not so, it is encoded.
struct TrialKeyCache {
  private var template: Template?

  private struct Template {
    var spec: TrialSpec
    var decodedDigest: String
    var before: DigestStream
    var after: [UInt8]
  }

  /// Returns the key of a trial on this machine and build.
  ///
  /// - Throws: when a number of the spec is not finite, which resolved components exclude.
  mutating func key(of spec: TrialSpec, decodedDigest: String) throws -> String {
    if let template, template.decodedDigest == decodedDigest,
      template.spec.differsInSeedOnly(from: spec)
    {
      return Self.key(template, seed: spec.seed)
    }
    template = try Self.template(of: spec, decodedDigest: decodedDigest)
    guard let template else {
      return try TrialKey(spec: spec, decodedDigest: decodedDigest).hexadecimal()
    }
    return Self.key(template, seed: spec.seed)
  }

  private static func key(_ template: Template, seed: UInt64) -> String {
    var digest = template.before
    digest.update(Array("\(seed)".utf8))
    digest.update(template.after)
    return digest.hexadecimal()
  }

  private static func template(of spec: TrialSpec, decodedDigest: String) throws -> Template? {
    var marked = spec
    marked.seed = 18_364_758_544_493_064_720  // Any number that stands nowhere else.
    let text = try CanonicalJSON.text(TrialKey(spec: marked, decodedDigest: decodedDigest))
    let parts = text.components(separatedBy: "\"seed\":\(marked.seed)")
    guard parts.count == 2 else { return nil }
    var before = DigestStream()
    before.update(Array((parts[0] + "\"seed\":").utf8))
    return Template(
      spec: spec, decodedDigest: decodedDigest, before: before, after: Array(parts[1].utf8))
  }
}
