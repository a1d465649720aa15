/// Turns columns into rows of floats; everything it knows was fitted on training rows.
struct TableEncoder: Sendable {
  /// How one column becomes one feature or several.
  enum Encoding: Sendable, Equatable {
    /// `(value − mean) / standard deviation`, a missing value 0; then, if asked for, 1 where missing.
    case scaled(mean: Double, standardDeviation: Double, hasIndicator: Bool)
    /// One feature a level seen in training, by level; `missing` is the feature of missing cells.
    case oneHot(features: [Int?], missing: Int?, width: Int)

    var width: Int {
      switch self {
      case .scaled(_, _, let hasIndicator): hasIndicator ? 2 : 1
      case .oneHot(_, _, let width): width
      }
    }
  }

  let encodings: [Encoding]
  /// The number of features.
  let width: Int

  init(fitting columns: [TableColumn]) {
    encodings = columns.map { column in
      switch column {
      case .numeric(_, let values): Self.scaled(values)
      case .categorical(_, let levels, let codes): Self.oneHot(levelCount: levels.count, codes)
      }
    }
    width = encodings.reduce(0) { $0 + $1.width }
  }

  /// Encodes one part.
  func examples(_ part: DecodedTable.Part) -> TableExamples {
    var features = [Float](repeating: 0, count: part.labels.count * width)
    var first = 0
    for (column, encoding) in zip(part.columns, encodings) {
      switch (column, encoding) {
      case (.numeric(_, let values), .scaled(let mean, let deviation, let hasIndicator)):
        for (row, value) in values.enumerated() {
          if !value.isNaN {
            features[row * width + first] =
              deviation > 0 ? Float((Double(value) - mean) / deviation) : 0
          } else if hasIndicator {
            features[row * width + first + 1] = 1
          }
        }
      case (.categorical(_, _, let codes), .oneHot(let levels, let missing, _)):
        for (row, code) in codes.enumerated() {
          if let feature = code < 0 ? missing : levels[Int(code)] {
            features[row * width + first + feature] = 1
          }
        }
      default: preconditionFailure("a column changed its kind between two parts")
      }
      first += encoding.width
    }
    return TableExamples(features: features, width: width, labels: part.labels)
  }

  /// Mean and population standard deviation of the values present, summed in two passes.
  ///
  /// A column without a value or without spread encodes as 0.
  private static func scaled(_ values: [Float]) -> Encoding {
    let present = values.lazy.filter { !$0.isNaN }.map { Double($0) }
    let count = Double(present.reduce(into: 0) { total, _ in total += 1 })
    guard count > 0 else {
      return .scaled(mean: 0, standardDeviation: 0, hasIndicator: !values.isEmpty)
    }
    let mean = present.reduce(0, +) / count
    let squares = present.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    // Equal values may differ from their rounded mean by an ulp, which is not spread.
    let deviation = present.allSatisfy { $0 == present.first } ? 0 : (squares / count).squareRoot()
    return .scaled(
      mean: mean, standardDeviation: deviation, hasIndicator: Int(count) < values.count)
  }

  private static func oneHot(levelCount: Int, _ codes: [Int32]) -> Encoding {
    var isSeen = [Bool](repeating: false, count: levelCount)
    var hasMissing = false
    for code in codes {
      if code < 0 { hasMissing = true } else { isSeen[Int(code)] = true }
    }
    var width = 0
    let features = isSeen.map { seen -> Int? in
      guard seen else { return nil }
      defer { width += 1 }
      return width
    }
    return .oneHot(
      features: features, missing: hasMissing ? width : nil, width: width + (hasMissing ? 1 : 0))
  }
}
