import Core
import DataStore
import Foundation

/// Glyphs at random places in noise, some of them faint: pictures whose classes can be inferred
/// exactly.
///
/// A picture is drawn so: a class by its prior; one of two strengths; one of 36 places, all equally
/// likely; then each pixel independently from one distribution on the glyph and another beside it.
/// The label is the class, or with the noise rate any class. The posterior is a finite sum over
/// strengths and places.
enum GlyphModel {
  /// One picture with its label.
  struct Example {
    /// The grey level of each pixel, from 0 to 15.
    var levels: [UInt8]
    var label: Int
  }

  /// The extent of a picture in pixels.
  static let side = 12
  /// The extent of a glyph in pixels.
  static let glyphSide = 7
  /// Glyphs may stand at this many rows and columns.
  static let offsets = side - glyphSide + 1
  /// The share of labels that are replaced by any of the ten classes.
  static let noiseHundredths = 5

  /// The prior of each class, with a tail of rare ones.
  static let priors = HundredthsChoice([14, 13, 13, 12, 12, 11, 10, 8, 5, 2])
  /// The distribution of a pixel beside the glyph.
  static let ground = ExactBinomial(sixteenths: 4)
  /// The distributions of a pixel on the glyph: a quarter of the pictures are faint.
  static let strengths = [
    (share: 25, pixel: ExactBinomial(sixteenths: 6)),
    (share: 75, pixel: ExactBinomial(sixteenths: 9)),
  ]
  private static let strengthChoice = HundredthsChoice(strengths.map(\.share))

  /// The pixels of each class at each place, ascending.
  static let placements: [[[Int]]] = Glyphs.all.map { glyph in
    (0..<offsets * offsets).map { place in
      glyph.pixels.map { (place / offsets + $0.row) * side + place % offsets + $0.column }
    }
  }

  /// Draws one picture.
  static func draw(_ stream: inout RandomStream) -> Example {
    let actual = priors.draw(&stream)
    let strength = strengths[strengthChoice.draw(&stream)].pixel
    let place = stream.index(below: offsets * offsets)
    let isNoisy = stream.index(below: 100) < noiseHundredths
    let other = stream.index(below: placements.count)
    var isGlyph = [Bool](repeating: false, count: side * side)
    for pixel in placements[actual][place] { isGlyph[pixel] = true }
    let levels = isGlyph.map { UInt8(($0 ? strength : ground).draw(&stream)) }
    return Example(levels: levels, label: isNoisy ? other : actual)
  }

  /// The probability of each class before label noise, given the grey levels.
  ///
  /// Pixels beside the glyph contribute the same factor to every class, so only the ratio of the
  /// two distributions on the glyph is summed.
  static func posterior(_ levels: [UInt8]) -> [Double] {
    var logTerms: [[Double]] = []
    for (choice, glyph) in placements.enumerated() {
      var terms: [Double] = []
      for strength in ratios {
        let weight = log(Double(strength.share * priors.hundredths[choice]))
        for place in glyph {
          terms.append(place.reduce(weight) { $0 + strength.log[Int(levels[$1])] })
        }
      }
      logTerms.append(terms)
    }
    let highest = logTerms.joined().max() ?? 0
    let sums = logTerms.map { $0.reduce(0) { $0 + exp($1 - highest) } }
    let total = sums.reduce(0, +)
    return sums.map { $0 / total }
  }

  private static let ratios = strengths.map { strength in
    (
      share: strength.share,
      log: zip(strength.pixel.logProbabilities, ground.logProbabilities).map { $0 - $1 }
    )
  }
}
