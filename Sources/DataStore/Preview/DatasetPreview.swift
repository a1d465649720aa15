/// A few examples as people look at them, before any preprocessing.
public enum DatasetPreview: Hashable, Sendable {
  /// Pictures of one size.
  case images([PreviewImage])
  /// Rows of a table, a text for each cell; the class is not among them.
  case table(header: [String], rows: [[String]])
  /// Texts.
  case texts([String])
  /// Series: for each example, the values of each channel.
  case series([[[Float]]])
}

/// A picture of bytes.
public struct PreviewImage: Hashable, Sendable {
  /// The rows.
  public let height: Int
  /// The columns.
  public let width: Int
  /// 1 for grey or 3 for red, green and blue.
  public let channels: Int
  /// `[height, width, channels]`, row-major.
  public let pixels: [UInt8]

  /// Creates a picture.
  public init(height: Int, width: Int, channels: Int, pixels: [UInt8]) {
    precondition(channels == 1 || channels == 3, "\(channels) channels cannot be shown")
    precondition(
      pixels.count == height * width * channels,
      "\(pixels.count) pixels do not fill \(height) × \(width) × \(channels)")
    self.height = height
    self.width = width
    self.channels = channels
    self.pixels = pixels
  }
}

/// A dataset whose examples can be shown.
public protocol PreviewableDataset: DecodedDataset {
  /// Returns training examples, in the order of the indices.
  func preview(_ trainIndices: [Int]) -> DatasetPreview
}

extension DecodedDataset {
  /// Chooses training examples that show every class: the first of each, then the second of each.
  ///
  /// - Returns: at most `count` indices; fewer when there are no more examples.
  public func previewIndices(_ count: Int) -> [Int] {
    precondition(count >= 0, "\(count) examples cannot be chosen")
    var members = [[Int]](repeating: [], count: classes.count)
    for (index, label) in trainLabels.enumerated() where members[Int(label)].count < count {
      members[Int(label)].append(index)
    }
    var chosen: [Int] = []
    for round in 0..<count {
      for members in members where round < members.count { chosen.append(members[round]) }
      if chosen.count >= count { break }
    }
    return Array(chosen.prefix(count))
  }
}
