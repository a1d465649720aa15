/// Turns columns into rows of floats; everything it knows was fitted on training rows.
struct TableEncoder: Sendable {
  /// How one column becomes one feature or several.
  enum Encoding: Sendable, Equatable {
    /// The scaled number, or rank of an ordered word; then, if asked for, 1 where it is missing.
    case scaled(NumberScale, hasIndicator: Bool)
    /// One feature a level seen in training, by level; `missing` is the feature of missing cells.
    ///
    /// A level that is not among the training rows has no feature: all of them are 0.
    case oneHot(features: [Int?], missing: Int?, width: Int)

    var width: Int {
      switch self {
      case .scaled(_, let hasIndicator): hasIndicator ? 2 : 1
      case .oneHot(_, _, let width): width
      }
    }
  }

  let encodings: [Encoding]
  /// The number of features.
  let width: Int

  init(fitting columns: [TableColumn], scaling: TableScaling = .standard) {
    encodings = columns.map { column in
      switch column {
      case .numeric(_, let values):
        Self.scaled(values.lazy.filter { !$0.isNaN }.map { Double($0) }, values.count, scaling)
      case .ordered(_, _, let codes):
        Self.scaled(codes.lazy.filter { $0 >= 0 }.map { Double($0) }, codes.count, scaling)
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
      case (.numeric(_, let values), .scaled(let scale, let hasIndicator)):
        for (row, value) in values.enumerated() {
          Self.write(
            value.isNaN ? nil : Double(value), scale, hasIndicator, at: row * width + first,
            &features)
        }
      case (.ordered(_, _, let codes), .scaled(let scale, let hasIndicator)):
        for (row, code) in codes.enumerated() {
          Self.write(
            code < 0 ? nil : Double(code), scale, hasIndicator, at: row * width + first, &features)
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

  @inline(__always)
  private static func write(
    _ value: Double?, _ scale: NumberScale, _ hasIndicator: Bool, at position: Int,
    _ features: inout [Float]
  ) {
    features[position] = value.map { scale.feature($0) } ?? scale.missing
    if hasIndicator, value == nil { features[position + 1] = 1 }
  }

  private static func scaled(
    _ present: some Sequence<Double>, _ count: Int, _ scaling: TableScaling
  ) -> Encoding {
    let present = Array(present)
    return .scaled(
      NumberScale(scaling, fitting: present), hasIndicator: present.count < count)
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
