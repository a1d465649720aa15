import Archives
import Core
public import DataStore

extension DecodedImages: PreviewableDataset {
  /// Returns pictures of the training part.
  public func preview(_ trainIndices: [Int]) -> DatasetPreview {
    let (channels, height, width) = (shape.dimensions[0], shape.dimensions[1], shape.dimensions[2])
    let plane = height * width
    return .images(
      trainIndices.map { index in
        let start = index * shape.elementCount
        // Stored channel by channel, shown pixel by pixel.
        let pixels = (0..<shape.elementCount).map {
          train.pixels[start + $0 % channels * plane + $0 / channels]
        }
        return PreviewImage(height: height, width: width, channels: channels, pixels: pixels)
      })
  }
}
