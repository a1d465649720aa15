import Core
public import DataStore

extension DecodedImages: PreviewableDataset {
  /// Returns pictures of the training part.
  public func preview(_ trainIndices: [Int]) -> DatasetPreview {
    let (height, width) = (shape.dimensions[1], shape.dimensions[2])
    return .images(
      trainIndices.map { index in
        let start = index * height * width
        return PreviewImage(
          height: height, width: width, channels: 1,
          pixels: Array(train.pixels[start..<start + height * width]))
      })
  }
}
