public import DataStore

extension DecodedTable: CacheableDataset {
  /// The version of the stored parts.
  public static var cacheVersion: Int { 2 }

  /// Adds the columns of both parts, their names, kinds and levels, the scaling and the digest.
  public func encode(to parts: inout StoredParts) {
    parts.add("classes", texts: classes)
    parts.add("digest", texts: [digest])
    parts.add("scaling", texts: [scaling.rawValue])
    parts.add("categories", texts: [categories.rawValue])
    parts.add("column-kinds", texts: train.columns.map(\.kind.rawValue))
    parts.add("column-names", texts: train.columns.map(\.name))
    for (index, column) in train.columns.enumerated() {
      switch column {
      case .numeric: break
      case .categorical(_, let levels, _), .ordered(_, let levels, _):
        parts.add("levels-\(index)", texts: levels)
      }
    }
    for (name, part) in [("train", train), ("test", test)] {
      parts.add("\(name)-labels", part.labels)
      for (index, column) in part.columns.enumerated() {
        switch column {
        case .numeric(_, let values): parts.add("\(name)-\(index)", values)
        case .categorical(_, _, let codes), .ordered(_, _, let codes):
          parts.add("\(name)-\(index)", codes)
        }
      }
    }
  }

  /// Copies the columns; a table is small beside what it is encoded to.
  public init(decoding parts: borrowing MappedParts) throws {
    guard let scaling = TableScaling(rawValue: try parts.text("scaling")),
      let categories = CategoryEncoding(rawValue: try parts.text("categories"))
    else { throw StoredPartsError.contradiction("scaling") }
    self.init(
      classes: try parts.texts("classes"), train: try Part("train", parts),
      test: try Part("test", parts), scaling: scaling, categories: categories,
      digest: ArrayDigest(known: try parts.text("digest")))
  }
}

extension DecodedTable.Part {
  fileprivate init(_ name: String, _ parts: borrowing MappedParts) throws {
    let labels = try parts.integers("\(name)-labels")
    let names = try parts.texts("column-names")
    var columns: [TableColumn] = []
    for (index, kind) in try parts.texts("column-kinds").enumerated() {
      let column = try TableColumn(
        kind, names.indices.contains(index) ? names[index] : "", index, part: name, parts)
      guard column.count == labels.count else {
        throw StoredPartsError.contradiction("\(name)-\(index)")
      }
      columns.append(column)
    }
    self.init(columns: columns, labels: labels)
  }
}

extension TableColumn {
  /// What a column holds, under the names that files use.
  fileprivate enum Kind: String { case numeric, categorical, ordered }

  fileprivate var kind: Kind {
    switch self {
    case .numeric: .numeric
    case .categorical: .categorical
    case .ordered: .ordered
    }
  }

  fileprivate var count: Int {
    switch self {
    case .numeric(_, let values): values.count
    case .categorical(_, _, let codes), .ordered(_, _, let codes): codes.count
    }
  }

  fileprivate init(
    _ kind: String, _ name: String, _ index: Int, part: String, _ parts: borrowing MappedParts
  ) throws {
    let array = "\(part)-\(index)"
    switch Kind(rawValue: kind) {
    case .numeric: self = .numeric(name: name, values: try parts.floats(array))
    case .categorical:
      self = .categorical(
        name: name, levels: try parts.texts("levels-\(index)"), codes: try parts.integers(array))
    case .ordered:
      self = .ordered(
        name: name, levels: try parts.texts("levels-\(index)"), codes: try parts.integers(array))
    case nil: throw StoredPartsError.contradiction("column-kinds")
    }
  }
}
