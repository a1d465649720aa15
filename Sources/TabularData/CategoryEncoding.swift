/// How the words of an unordered column become numbers.
public enum CategoryEncoding: String, CaseIterable, Sendable {
  /// A feature for each word, 1 where a row has it.
  case oneHot = "one-hot"
  /// An id for each word, for models that learn a vector for each id.
  ///
  /// Id 0 is a word that was not among the training rows, then come the words seen in the order of
  /// their bytes, then missing cells where training rows have some.
  case ids
}
