import Core
import DataStore
import Records
import Synchronization
import Training

/// The prepared datasets of a run, made when they are asked for and shared by all workers, read-only.
///
/// Where only labels differ, the examples are prepared once. Where something is held out, each seed
/// has examples of its own, and text or columns are encoded anew: as many as fit are kept, so that
/// memory does not grow with the number of seeds.
final class PreparedDatasets: Sendable {
  /// The bytes kept of examples, and again of labels, beside those in use.
  static let standardBytes = 256 << 20

  /// Examples with the labels of the dataset, and which of the training part are not among them.
  private struct Examples {
    let dataset: PreparedDataset
    let heldOut: [Int]
  }

  private struct State {
    var examples: RecentlyUsed<Preparation, Examples>
    var labels: RecentlyUsed<Preparation, NoisyLabels>
  }

  private let library: DatasetLibrary
  private let state: Mutex<State>

  /// Creates an empty collection.
  ///
  /// - Parameters:
  ///   - library: where datasets come from.
  ///   - mostBytes: how much is kept for who asks next; results do not depend on it.
  init(_ library: DatasetLibrary, mostBytes: Int = standardBytes) {
    self.library = library
    state = Mutex(
      State(
        examples: RecentlyUsed(mostBytes: mostBytes), labels: RecentlyUsed(mostBytes: mostBytes))
    )
  }

  /// The bytes that are kept whether or not anyone uses them.
  var keptBytes: Int { state.withLock { $0.examples.bytes + $0.labels.bytes } }

  /// Returns what a trial trains and tests on.
  ///
  /// - Throws: an error of the files, or of settings that the dataset does not have.
  func dataset(for spec: TrialSpec) throws -> PreparedDataset {
    try state.withLock { state in
      let examples = try self.examples(for: spec, &state)
      guard let noise = spec.labelNoise else { return examples.dataset }
      return examples.dataset.relabelled(
        try labels(for: spec, noise, &state), heldOut: examples.heldOut)
    }
  }

  /// The examples of a trial, whatever its label noise.
  private func examples(for spec: TrialSpec, _ state: inout State) throws -> Examples {
    var clean = spec
    clean.labelNoise = nil
    let preparation = Preparation(clean)
    if let examples = state.examples.value(for: preparation) { return examples }
    let decoded = try library.decoded(for: spec)
    let heldOut = decoded.heldOut(by: spec)
    let dataset = try decoded.prepared(id: spec.dataset, holdingOut: heldOut)
    let examples = Examples(dataset: dataset, heldOut: heldOut)
    state.examples.keep(
      examples, bytes: dataset.preparedBytes + 8 * heldOut.count, for: preparation)
    return examples
  }

  /// The labels of the whole training part, so that what is held out changes no flip.
  private func labels(
    for spec: TrialSpec, _ noise: LabelNoise, _ state: inout State
  ) throws -> NoisyLabels {
    var unsplit = spec
    unsplit.validation = nil
    let preparation = Preparation(unsplit)
    if let labels = state.labels.value(for: preparation) { return labels }
    let whole = try examples(for: unsplit, &state).dataset
    let labels = NoisyLabels(
      noise, of: whole.train, shape: whole.shape, classCount: whole.classes.count,
      stream: spec.dataStream.split("label noise"))
    state.labels.keep(
      labels, bytes: 5 * labels.labels.count, for: preparation)  // A label and a mark each.
    return labels
  }
}

extension DatasetLibrary {
  /// Returns what a trial trains and tests on, for a single use.
  ///
  /// - Throws: an error of the files, or of settings that the dataset does not have.
  func prepared(for spec: TrialSpec) throws -> PreparedDataset {
    try PreparedDatasets(self).dataset(for: spec)
  }

  /// Returns a trial's dataset with the trial's settings of preprocessing.
  fileprivate func decoded(for spec: TrialSpec) throws -> any DecodedDataset {
    let decoded = try load(spec.dataset).decoded
    guard let settings = spec.preprocessing else { return decoded }
    return try decoded.replacing(Preprocessing(settings), id: spec.dataset)
  }
}

extension DecodedDataset {
  /// The training examples that a trial holds out, ascending.
  ///
  /// They are drawn by the labels of the dataset, noisy or not: the same at every level of noise.
  fileprivate func heldOut(by spec: TrialSpec) -> [Int] {
    guard let share = spec.validation else { return [] }
    return StratifiedSplit.draw(
      share, of: trainLabels, classCount: classes.count,
      stream: spec.dataStream.split("validation"))
  }
}

extension PreparedDataset {
  /// The bytes of its parts beside the decoded arrays, about.
  fileprivate var preparedBytes: Int {
    [train, validation, test].reduce(0) { bytes, part in
      // Labels, and which example of the dataset each is.
      bytes + (part.map { $0.preparedBytes + 8 * $0.count } ?? 0)
    }
  }
}
