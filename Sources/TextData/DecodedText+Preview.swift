public import DataStore

extension DecodedText: PreviewableDataset {
  /// Returns texts of the training part.
  public func preview(_ trainIndices: [Int]) -> DatasetPreview {
    .texts(trainIndices.map { trainText($0) })
  }
}
