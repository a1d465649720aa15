public import DataStore

/// Pictures side by side in one.
public enum ImageSheet {
  /// Small pictures are enlarged by whole factors up to this width.
  public static let tileWidth = 112
  /// The pictures in a row.
  public static let columns = 10
  /// The pixels between pictures.
  static let gap = 4

  /// Returns the pictures in rows, on white.
  ///
  /// - Parameter images: at least one; all of one size and kind.
  /// - Returns: one picture.
  public static func sheet(_ images: [PreviewImage]) -> PreviewImage {
    guard let first = images.first else { preconditionFailure("no pictures make no sheet") }
    let scale = max(1, tileWidth / first.width)
    let columns = min(columns, images.count)
    let rows = (images.count + columns - 1) / columns
    let (tileHeight, tileWidth) = (first.height * scale, first.width * scale)
    let width = columns * (tileWidth + gap) + gap
    let height = rows * (tileHeight + gap) + gap
    let channels = first.channels
    var pixels = [UInt8](repeating: 255, count: height * width * channels)
    for (index, image) in images.enumerated() {
      precondition(
        image.height == first.height && image.width == first.width && image.channels == channels,
        "pictures of a sheet have one size")
      let top = gap + index / columns * (tileHeight + gap)
      let left = gap + index % columns * (tileWidth + gap)
      for y in 0..<tileHeight {
        for x in 0..<tileWidth {
          let source = (y / scale * image.width + x / scale) * channels
          let target = ((top + y) * width + left + x) * channels
          for channel in 0..<channels { pixels[target + channel] = image.pixels[source + channel] }
        }
      }
    }
    return PreviewImage(height: height, width: width, channels: channels, pixels: pixels)
  }
}
