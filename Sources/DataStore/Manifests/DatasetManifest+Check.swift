extension DatasetManifest {
  /// Compares decoded examples with the counts and the digest stated here.
  ///
  /// - Throws: ``DatasetError`` with the first class or digest that differs.
  func check(_ decoded: any DecodedDataset) throws(DatasetError) {
    let found = ExpectedCounts(
      trainLabels: decoded.trainLabels, testLabels: decoded.testLabels, classCount: classes.count)
    for (part, found, expected) in [
      ("training", found.train, counts.train), ("test", found.test, counts.test),
    ] {
      for (index, name) in classNames.enumerated() where found[index] != expected[index] {
        throw .wrongCount(
          dataset: id, part: part, className: name, found: found[index], expected: expected[index])
      }
    }
    guard let decodedDigest else { return }
    guard decoded.digest == decodedDigest else {
      throw .wrongDecodedDigest(dataset: id, found: decoded.digest, expected: decodedDigest)
    }
  }

  /// Compares the number of test examples that occur in the training part with the one stated here.
  ///
  /// - Throws: ``DatasetError/wrongDuplicates(dataset:found:expected:)``.
  func check(duplicates found: Int) throws(DatasetError) {
    guard let duplicates, found != duplicates else { return }
    throw .wrongDuplicates(dataset: id, found: found, expected: duplicates)
  }
}
