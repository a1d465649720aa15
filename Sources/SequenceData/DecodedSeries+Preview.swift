import Core
public import DataStore

extension DecodedSeries: PreviewableDataset {
  /// Returns series of the training part, without their padding.
  public func preview(_ trainIndices: [Int]) -> DatasetPreview {
    let length = shape.dimensions[1]
    let values = train.values
    return .series(
      trainIndices.map { index in
        (0..<shape.dimensions[0]).map { channel in
          let start = (index * shape.dimensions[0] + channel) * length
          return Array(values[start..<start + Int(train.lengths[index])])
        }
      })
  }
}
