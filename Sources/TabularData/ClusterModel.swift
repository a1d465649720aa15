import Core
import DataStore
import Foundation

/// Rows from eight overlapping clusters, two a class: a table whose classes can be inferred exactly.
///
/// A row is drawn so: a class by its prior; one of its two clusters; then every cell independently
/// given the cluster; then missing cells, in `reading2` more often the rarer the class. The label
/// is the class, or with the noise rate any class. The posterior is a sum over eight clusters.
enum ClusterModel {
  /// One row with its label; a missing cell is nil.
  struct Row {
    /// The informative numbers, from 0 to 15.
    var readings: [Int?]
    /// A decimal place for each reading that says nothing.
    var decimals: [Int]
    /// Two numbers that say nothing.
    var distractors: [Int]
    /// Positions in ``levels``.
    var categories: [Int?]
    var label: Int
  }

  static let classes = ["common", "usual", "scarce", "rare"]
  static let priors = HundredthsChoice([40, 30, 20, 10])
  static let noiseHundredths = 5
  /// The numbers that say nothing lie below this bound.
  static let distractorBound = 100_000

  /// The success probability of each reading in sixteenths, by cluster.
  static let readingSixteenths = [
    [7, 8, 10, 11, 4, 5], [10, 11, 5, 6, 10, 7], [6, 10, 6, 7, 9, 8], [4, 4, 10, 10, 10, 8],
    [10, 6, 7, 10, 4, 6], [4, 7, 11, 5, 7, 7], [11, 5, 8, 6, 4, 10], [4, 6, 7, 7, 4, 11],
  ]
  /// The words of each categorical column; some need quotes.
  static let levels = [
    ["east, coast", "north, hills", "south", "west"],
    ["\"blue\" line", "green line", "red line"],
    ["a", "b", "c", "d", "e", "f"],
  ]
  /// The probability of each level in hundredths, by column and cluster.
  static let levelHundredths = [
    [
      [22, 23, 21, 34], [26, 26, 39, 9], [66, 18, 11, 5], [23, 32, 31, 14], [16, 36, 26, 22],
      [9, 18, 43, 30], [13, 49, 19, 19], [34, 19, 24, 23],
    ],
    [
      [53, 28, 19], [39, 51, 10], [75, 7, 18], [41, 41, 18], [67, 20, 13], [9, 14, 77],
      [32, 44, 24], [48, 17, 35],
    ],
    [
      [15, 10, 37, 9, 17, 12], [16, 13, 21, 12, 11, 27], [12, 22, 14, 5, 16, 31],
      [19, 17, 13, 13, 16, 22], [28, 12, 21, 10, 20, 9], [14, 18, 15, 9, 22, 22],
      [5, 27, 23, 13, 21, 11], [7, 27, 24, 13, 15, 14],
    ],
  ]
  /// In hundredths, by class: how often `reading1`, `reading2` and `region` are missing.
  static let missingHundredths = [[10, 10, 10, 10], [5, 10, 20, 40], [5, 5, 5, 5]]

  private static let readings = readingSixteenths.map { $0.map { ExactBinomial(sixteenths: $0) } }
  private static let categories = levelHundredths.map { $0.map { HundredthsChoice($0) } }

  /// Draws one row.
  static func draw(_ stream: inout RandomStream) -> Row {
    let actual = priors.draw(&stream)
    let cluster = 2 * actual + stream.index(below: 2)
    var row = Row(readings: [], decimals: [], distractors: [], categories: [], label: actual)
    for reading in readings[cluster] {
      row.readings.append(reading.draw(&stream))
      row.decimals.append(stream.index(below: 10))
    }
    for _ in 0..<2 { row.distractors.append(stream.index(below: distractorBound)) }
    for column in categories { row.categories.append(column[cluster].draw(&stream)) }
    let isMissing = missingHundredths.map { stream.index(below: 100) < $0[actual] }
    if isMissing[0] { row.readings[0] = nil }
    if isMissing[1] { row.readings[1] = nil }
    if isMissing[2] { row.categories[0] = nil }
    let isNoisy = stream.index(below: 100) < noiseHundredths
    let other = stream.index(below: classes.count)
    if isNoisy { row.label = other }
    return row
  }

  /// The probability of each class before label noise, given the cells.
  static func posterior(_ row: Row) -> [Double] {
    let logTerms = (0..<2 * classes.count).map { cluster in
      let actual = cluster / 2
      var sum = log(Double(priors.hundredths[actual]))
      for (column, value) in row.readings.enumerated() {
        if let value { sum += logReadings[cluster][column][value] }
      }
      for (column, level) in row.categories.enumerated() {
        if let level { sum += log(Double(levelHundredths[column][cluster][level])) }
      }
      // The other two columns are missing equally often in every class.
      let missing = missingHundredths[1][actual]
      return sum + log(Double(row.readings[1] == nil ? missing : 100 - missing))
    }
    let highest = logTerms.max() ?? 0
    let terms = logTerms.map { exp($0 - highest) }
    let total = terms.reduce(0, +)
    return (0..<classes.count).map { (terms[2 * $0] + terms[2 * $0 + 1]) / total }
  }

  private static let logReadings = readings.map { $0.map(\.logProbabilities) }
}
