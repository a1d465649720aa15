import Core
import DataStore
import Records

extension NoiseFacts {
  /// Counts and digests the labels that are trained on.
  init(of dataset: PreparedDataset) {
    var digest = DigestStream()
    digest.update(dataset.train.labels)
    self.init(
      exampleCount: dataset.train.count,
      changedCount: dataset.mislabelled?.count { $0 } ?? 0,
      labelDigest: digest.hexadecimal())
  }
}
