import Core
import Foundation
import Records
import Training

/// Names of places in a stage tree that mean the same in every run.
///
/// The name of training at a step is a digest of everything that determined it: data, settings that
/// trials share, numerics and library versions, seed, and the token of each step so far. Where nothing
/// is shared it is a digest of the trial's key.
struct StageNames {
  private let tree: StageTree
  private let isShared: Bool

  /// Names the places of a tree.
  init(_ tree: StageTree, isShared: Bool) {
    self.tree = tree
    self.isShared = isShared
  }

  /// Returns the name of a stage's training at a step.
  ///
  /// - Throws: an error of the registries.
  func name(of stage: Int, at step: Int) throws -> CheckpointName {
    let trial = tree.trials[tree.stages[stage].leader]
    var digest = DigestStream()
    let tokens = isShared ? try StepTokens(trial.spec, stepCount: trial.stepCount) : nil
    if let tokens, var part = trial.spec.sharedPart {
      part.seed = trial.spec.seed
      digest.update(
        Array(try TrialKey(spec: part, decodedDigest: trial.data.decodedDigest).hexadecimal().utf8))
      tokens.addDigest(of: 0..<step, to: &digest)
    } else {
      digest.update(Array(trial.key.utf8))
    }
    return CheckpointName(digest: String(digest.hexadecimal().prefix(32)), step: step)
  }

  /// Returns the name of a stage whatever the step: a digest of the trials that need it.
  func name(of stage: Int) -> String {
    let keys = tree.stages[stage].trials.map { tree.trials[$0].key }
    return String(DigestStream.hexadecimal(of: keys.joined(separator: " ")).prefix(32))
  }
}

/// The name of a checkpoint's file: what was trained, and the steps finished.
struct CheckpointName: Hashable, Sendable {
  let digest: String
  let step: Int

  static let fileExtension = "safetensors"

  /// The file's name in the folder.
  var file: String { "\(digest).\(step).\(Self.fileExtension)" }

  /// Creates the name of what was trained.
  init(digest: String, step: Int) {
    self.digest = digest
    self.step = step
  }

  /// Reads a file's name; nil for any other file.
  init?(file: String) {
    let parts = file.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[2] == Self.fileExtension, let step = Int(parts[1]) else {
      return nil
    }
    self.init(digest: String(parts[0]), step: step)
  }
}
