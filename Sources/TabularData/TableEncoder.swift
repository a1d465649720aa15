import Core

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
    /// The id of each level, and of missing cells; 0 for what was not among the training rows.
    case ids(levels: [Int], missing: Int, cardinality: Int)

    var width: Int {
      switch self {
      case .scaled(_, let hasIndicator): hasIndicator ? 2 : 1
      case .oneHot(_, _, let width): width
      case .ids: 1
      }
    }
  }

  /// How each column is encoded, in the order of the columns.
  let encodings: [Encoding]
  /// Where each column's first feature lies.
  let places: [Int]
  /// What a row becomes: numbers alone, or numbers and after them the ids.
  let shape: ExampleShape

  /// The number of features.
  var width: Int { shape.elementCount }

  init(
    fitting columns: [TableColumn], scaling: TableScaling = .standard,
    categories: CategoryEncoding = .oneHot
  ) {
    encodings = columns.map { column in
      switch column {
      case .numeric(_, let values):
        Self.scaled(values.lazy.filter { !$0.isNaN }.map { Double($0) }, values.count, scaling)
      case .ordered(_, _, let codes):
        Self.scaled(codes.lazy.filter { $0 >= 0 }.map { Double($0) }, codes.count, scaling)
      case .categorical(_, let levels, let codes):
        switch categories {
        case .oneHot: Self.oneHot(levelCount: levels.count, codes)
        case .ids: Self.ids(levelCount: levels.count, codes)
        }
      }
    }
    (places, shape) = Self.layout(encodings)
  }

  /// Lays the ids after all other features, each in the order of the columns.
  private static func layout(_ encodings: [Encoding]) -> ([Int], ExampleShape) {
    let cardinalities = encodings.compactMap { encoding -> Int? in
      guard case .ids(_, _, let cardinality) = encoding else { return nil }
      return cardinality
    }
    let numeric = encodings.reduce(0) { $0 + $1.width } - cardinalities.count
    var (nextNumber, nextId) = (0, numeric)
    let places = encodings.map { encoding in
      if case .ids = encoding {
        defer { nextId += 1 }
        return nextId
      }
      defer { nextNumber += encoding.width }
      return nextNumber
    }
    return (
      places,
      cardinalities.isEmpty
        ? .features(numeric) : .mixed(numeric: numeric, cardinalities: cardinalities)
    )
  }

  /// Encodes one part.
  func examples(_ part: DecodedTable.Part) -> TableExamples {
    let width = width
    var features = [Float](repeating: 0, count: part.labels.count * width)
    for (index, column) in part.columns.enumerated() {
      let first = places[index]
      switch (column, encodings[index]) {
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
      case (.categorical(_, _, let codes), .ids(let levels, let missing, _)):
        for (row, code) in codes.enumerated() {
          features[row * width + first] = Float(code < 0 ? missing : levels[Int(code)])
        }
      default: preconditionFailure("a column changed its kind between two parts")
      }
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

  /// Which levels are among the training rows, and whether missing cells are.
  private static func seen(
    levelCount: Int, _ codes: [Int32]
  ) -> (levels: [Bool], hasMissing: Bool) {
    var isSeen = [Bool](repeating: false, count: levelCount)
    var hasMissing = false
    for code in codes {
      if code < 0 { hasMissing = true } else { isSeen[Int(code)] = true }
    }
    return (isSeen, hasMissing)
  }

  /// Numbers the levels seen from 1 on, in their order; missing cells have the last id.
  private static func ids(levelCount: Int, _ codes: [Int32]) -> Encoding {
    let (isSeen, hasMissing) = seen(levelCount: levelCount, codes)
    var cardinality = 1
    let levels = isSeen.map { seen in
      guard seen else { return 0 }
      defer { cardinality += 1 }
      return cardinality
    }
    return .ids(
      levels: levels, missing: hasMissing ? cardinality : 0,
      cardinality: cardinality + (hasMissing ? 1 : 0))
  }

  private static func oneHot(levelCount: Int, _ codes: [Int32]) -> Encoding {
    let (isSeen, hasMissing) = seen(levelCount: levelCount, codes)
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
