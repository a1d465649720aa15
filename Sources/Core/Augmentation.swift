/// How training pictures are changed at random, anew in every epoch; evaluation never sees it.
public struct Augmentation: Codable, Hashable, Sendable {
  /// How many black pixels are added on each side before a piece of the old size is cut out.
  ///
  /// - Source: He et al., Deep Residual Learning, CVPR 2016, section 4.2, with 4 pixels.
  public var padCrop: Int
  /// Whether half of the pictures are mirrored, left for right.
  public var flip: Bool
  /// The most pixels by which a picture is moved, its border repeated where nothing is left.
  public var shift: Int

  /// Describes changes; without any, pictures stay as they are.
  public init(padCrop: Int = 0, flip: Bool = false, shift: Int = 0) {
    precondition(padCrop >= 0 && shift >= 0, "a picture cannot be moved by \(padCrop), \(shift)")
    self.padCrop = padCrop
    self.flip = flip
    self.shift = shift
  }

  /// Whether no picture changes.
  public var isNone: Bool { self == Augmentation() }

  /// Draws the change of one picture.
  ///
  /// All numbers are drawn whatever is switched on, so that one setting does not move the draws of
  /// another.
  ///
  /// - Parameter stream: the stream of one example in one epoch.
  /// - Returns: the change.
  public func draw(_ stream: RandomStream) -> PictureChange {
    var stream = stream
    let isMirrored = stream.bits() >> 63 == 1
    func offset(_ most: Int) -> Int { stream.index(below: 2 * most + 1) - most }
    let crop = (offset(padCrop), offset(padCrop))
    let move = (offset(shift), offset(shift))
    return PictureChange(
      isMirrored: flip && isMirrored, cropDown: crop.0, cropRight: crop.1, moveDown: move.0,
      moveRight: move.1)
  }
}

/// How one picture is changed: mirrored, then moved, then padded and cropped.
public struct PictureChange: Hashable, Sendable {
  /// Whether it is mirrored, left for right.
  public var isMirrored: Bool
  /// How far down the piece that is cut out lies; outside the picture is black.
  public var cropDown: Int
  /// How far to the right the piece that is cut out lies.
  public var cropRight: Int
  /// How far down the picture is looked at; outside it the border is repeated.
  public var moveDown: Int
  /// How far to the right the picture is looked at.
  public var moveRight: Int

  /// Describes a change; without any, the picture stays as it is.
  public init(
    isMirrored: Bool = false, cropDown: Int = 0, cropRight: Int = 0, moveDown: Int = 0,
    moveRight: Int = 0
  ) {
    self.isMirrored = isMirrored
    self.cropDown = cropDown
    self.cropRight = cropRight
    self.moveDown = moveDown
    self.moveRight = moveRight
  }
}
